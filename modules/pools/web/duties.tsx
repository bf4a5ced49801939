import { useQuery } from '@tanstack/react-query';
import { Form, Input, Modal, Rate } from 'antd';
import { partyNames } from '#kernel/domain.ts';
import { useAct } from '#web/kit/act.tsx';
import { answer } from '#web/kit/api.ts';
import { Card } from '#web/kit/card.tsx';
import { showDate } from '#web/kit/dates.ts';
import { ReasonButton } from '#web/kit/reason-button.tsx';
import { useLanguage, useText, useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';
import { drawsClient, membersClient } from './client.ts';
import { messages } from './messages.ts';

/** What somebody in a pool did, and how much this year; for those who keep their record, how it was judged. */
export function Duties({ memberId }: { memberId: string }) {
  const t = useTexts(messages);
  const text = useText();
  const [language] = useLanguage();
  const { data } = useQuery({ queryKey: ['pools', 'duties', memberId], queryFn: () => answer(membersClient.members[':id'].duties.$get({ param: { id: memberId } })) });
  if (data === undefined) return null;
  return (
    <Card title={t('dutyTitle')} extra={t('thisYear', { n: data.thisYear })}>
      {data.duties.length === 0 ? <p>{t('none')}</p> : null}
      <ul className="row-list" aria-label={t('dutyTitle')}>{data.duties.map(({ id, title, begunOn, ended }) => <li key={id} className="row"><span className="grow">{title}</span><span className="soft nowrap">{showDate(begunOn, language)}{ended === null || ended === 'done' ? '' : ` · ${t(ended)}`}</span></li>)}</ul>
      {data.judgements.length === 0 ? null : (
        <>
          <h3>{t('judgements')}</h3>
          <p className="soft">{t('judgementsNote')}</p>
          <ul className="row-list" aria-label={t('judgements')}>{data.judgements.map(({ id, title, party, grade, about }) => <li key={id}>{title} · {text(partyNames[party])} · <strong>{t('gradeOf', { n: grade })}</strong>{about === null ? '' : ` · ${about}`}</li>)}</ul>
        </>
      )}
    </Card>
  );
}

export type OwnDuty = { readonly drawId: string; readonly title: string; readonly begunOn: string; readonly ended: string | null };

/** What one was drawn for oneself; whoever cannot come says so here. */
export function OwnDuties({ duties }: { duties: readonly OwnDuty[] }) {
  const t = useTexts(messages);
  const [language] = useLanguage();
  const decline = useAct({ act: ({ drawId, reason }: { drawId: string; reason: string }) => answer(drawsClient.draws[':id'].decline.$post({ param: { id: drawId }, json: { reason } })), changes: [['pools']] });
  if (duties.length === 0) return null;
  return (
    <Card title={t('ownDuties')}>
      <ul className="row-list" aria-label={t('ownDuties')}>
        {duties.map(({ drawId, title, begunOn, ended }) => (
          <li key={drawId} className="row">
            <span className="grow">{title} <span className="soft">{showDate(begunOn, language)}</span></span>
            {ended === null ? <ReasonButton label={t('declineDuty')} question={t('declineWhy')} onGive={(reason) => decline.run({ drawId, reason })} /> : <span className="soft">{t(ended === 'declined' || ended === 'conflict' || ended === 'withdrawn' ? ended : 'done')}</span>}
          </li>
        ))}
      </ul>
    </Card>
  );
}

type Values = { grade: number; about?: string };

/** How somebody did, said by the party that asked for the panel. */
export function JudgeDialog({ drawId, place, label, onClose }: { drawId: string; place: number; label: string; onClose: () => void }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const [form] = Form.useForm<Values>();
  const { run, running } = useAct({ act: ({ grade, about = '' }: Values) => answer(drawsClient.draws[':id'].judgements.$post({ param: { id: drawId }, json: { place, grade, ...(about.trim() === '' ? {} : { about }) } })), changes: [['pools']], onDone: onClose });
  return (
    <Modal open title={`${t('judge')}：${label}`} okText={w('save')} cancelText={w('cancel')} okButtonProps={{ loading: running }} onOk={() => form.submit()} onCancel={onClose}>
      <p className="soft">{t('judgeNote')}</p>
      <Form form={form} layout="vertical" onFinish={run}>
        <Form.Item name="grade" label={t('judgeGrade')} rules={[{ required: true, message: w('needed') }]}><Rate /></Form.Item>
        <Form.Item name="about" label={t('about') + w('optional')}><Input.TextArea rows={3} maxLength={1000} /></Form.Item>
      </Form>
    </Modal>
  );
}
