import { useQuery } from '@tanstack/react-query';
import { Alert, Button, Empty, Modal, Popconfirm, Select } from 'antd';
import { useDeferredValue, useState } from 'react';
import { useAct } from '#web/kit/act.tsx';
import { answer } from '#web/kit/api.ts';
import { DataTable } from '#web/kit/data-table.tsx';
import { Mark } from '#web/kit/mark.tsx';
import { PartyTag } from '#web/kit/party.tsx';
import { ReasonButton } from '#web/kit/reason-button.tsx';
import { useText, useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';
import { reviewerStates } from '../messages.ts';
import { changes, office, pools, type OfficeReview, type Reviewer } from './client.ts';
import { messages } from './messages.ts';
import { PlanCard } from './plan-card.tsx';

const tones = { listed: 'neutral', invited: 'active', accepted: 'good', declined: 'bad', removed: 'neutral' } as const;
/** So many are on the page at once; the rest comes by a button. */
const step = 100;

/** Who judges: chosen, invited, answered, the chair among them; and the assignment as it is computed. */
export function Reviewers({ review }: { review: OfficeReview }) {
  const t = useTexts(messages);
  const text = useText();
  const [choosing, setChoosing] = useState(false);
  const [most, setMost] = useState(step);
  const { reviewers, may } = review.office;
  const chair = useAct({ act: (id: string) => answer(office.reviewers[':id'].chair.$post({ param: { id } })), changes });
  const remove = useAct({ act: ({ id, version, reason }: { id: string; version: number; reason: string }) => answer(office.reviewers[':id'].remove.$post({ param: { id }, json: { version, reason } })), changes });
  const under = may.prepare || may.assign;
  const actions = ({ id, state, chair: isChair, version }: Reviewer) => (
    <span className="row">
      {may.assign && state === 'accepted' && !isChair ? <Button size="small" loading={chair.running} onClick={() => chair.run(id)}>{t('nameChair')}</Button> : null}
      {under && (state === 'listed' || state === 'invited' || state === 'accepted') ? <ReasonButton label={t('takeOff')} question={t('takeOffWhy')} onGive={(reason) => remove.run({ id, version, reason })} /> : null}
    </span>
  );
  return (
    <>
      {review.drawId === null ? null : <Alert type="info" showIcon title={t('drawnNote')} style={{ marginBottom: 16 }} />}
      <PlanCard review={review} />
      <DataTable<Reviewer>
        label={t('people')} rows={reviewers.slice(0, most)} rowKey={({ id }) => id} hasMore={reviewers.length > most} onMore={() => setMost(most + step)} empty={<Empty description={t('noReviewers')} image={Empty.PRESENTED_IMAGE_SIMPLE} />}
        toolbar={under && review.drawId === null ? <Button type={reviewers.length === 0 ? 'primary' : 'default'} onClick={() => setChoosing(true)}>{t('choose')}</Button> : undefined}
        columns={[
          { key: 'name', title: t('name'), render: ({ name, chair: isChair }) => <>{name} {isChair ? <Mark tone="active">{t('chair')}</Mark> : null}</> },
          { key: 'institution', title: t('institution'), render: ({ institutionName, keywords }) => <>{institutionName}{keywords.length === 0 ? null : <div className="soft">{keywords.join('、')}</div>}</> },
          { key: 'party', title: '', render: ({ memberParty }) => <PartyTag party={memberParty} /> },
          { key: 'state', title: t('answerState'), render: ({ state }) => <Mark tone={tones[state]}>{text(reviewerStates[state])}</Mark> },
          { key: 'pledge', title: t('pledge'), render: ({ state, pledgedAt }) => (state !== 'accepted' ? '' : pledgedAt === null ? <span className="soft">{t('notPledged')}</span> : t('pledged')) },
          { key: 'load', title: t('load'), align: 'right', render: ({ items, awaited }) => <>{items} {awaited && review.state === 'reviewing' ? <span className="soft">{t('awaited')}</span> : null}</> },
          ...(under ? [{ key: 'acts', title: '', render: actions }] : []),
        ]}
      />
      {choosing ? <ChooseDialog review={review} onClose={() => setChoosing(false)} /> : null}
    </>
  );
}

function ChooseDialog({ review, onClose }: { review: OfficeReview; onClose: () => void }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const [chosen, setChosen] = useState<string[]>([]);
  const [typed, setTyped] = useState('');
  const asked = useDeferredValue(typed.trim());
  const members = useQuery({ queryKey: ['pools', 'choose', review.poolId, asked], queryFn: () => answer(pools.members.$get({ query: { poolId: review.poolId, state: 'admitted', limit: '100', ...(asked === '' ? {} : { words: asked }) } })) });
  const [known, setKnown] = useState<ReadonlyMap<string, string>>(new Map());
  const { run, running } = useAct({ act: (json: { memberIds?: string[] }) => answer(office.reviews[':id'].reviewers.$post({ param: { id: review.id }, json })), changes, done: t('chosen'), onDone: onClose });
  const options = new Map([...known, ...(members.data?.items ?? []).map(({ id, name, institutionName, title }) => [id, `${name} · ${institutionName} · ${title}`] as const)]);
  return (
    <Modal
      open width={620} title={t('choose')} onCancel={onClose}
      footer={<><Popconfirm title={t('chooseAll')} onConfirm={() => run({})}><Button>{t('chooseAll')}</Button></Popconfirm><Button onClick={onClose}>{w('cancel')}</Button><Button type="primary" loading={running} disabled={chosen.length === 0} onClick={() => run({ memberIds: chosen })}>{w('add')}</Button></>}
    >
      <Select
        aria-label={t('people')} mode="multiple" style={{ width: '100%' }} placeholder={t('findExpert')} loading={members.isFetching} showSearch={{ filterOption: false, onSearch: setTyped }} value={chosen}
        options={[...options].map(([value, label]) => ({ value, label }))} onChange={(ids: string[]) => { setChosen(ids); setKnown(new Map(ids.map((id) => [id, options.get(id) ?? '']))); }}
      />
    </Modal>
  );
}
