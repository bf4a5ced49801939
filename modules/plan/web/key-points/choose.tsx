import { Button, Checkbox, Drawer, Input, Skeleton } from 'antd';
import { useState } from 'react';
import { useAct } from '#web/kit/act.tsx';
import { answer, wordsFor } from '#web/kit/api.ts';
import { Mark } from '#web/kit/mark.tsx';
import { PartySeal } from '#web/kit/party.tsx';
import { useTexts } from '#web/kit/texts.tsx';
import { keyPointsClient, keyPointsKey, useChoices, type Choice, type KeyPoints } from './client.ts';
import { messages } from './messages.ts';

/** The plan's initiatives to choose from, several at once, each with what it already has for the year. */
export function Choose({ keyPoints, onClose }: { keyPoints: KeyPoints; onClose: () => void }) {
  const t = useTexts(messages);
  const choices = useChoices(keyPoints.id, true);
  const [query, setQuery] = useState('');
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const add = useAct({
    act: () => answer(keyPointsClient[':id'].points.$post({ param: { id: keyPoints.id }, json: { itemIds: [...chosen] } })),
    changes: [keyPointsKey(keyPoints.id), ['key-points', 'list']], onDone: onClose,
  });
  const there = new Set(keyPoints.points.map(({ itemId }) => itemId));
  const found = (choices.data?.items ?? []).filter(({ code, title }) => `${code} ${title}`.toLowerCase().includes(query.trim().toLowerCase()));
  const free = found.filter(({ itemId }) => !there.has(itemId));
  const toggle = (itemId: string, on: boolean) => setChosen((now) => { const next = new Set(now); if (on) next.add(itemId); else next.delete(itemId); return next; });
  const all = free.length > 0 && free.every(({ itemId }) => chosen.has(itemId));
  return (
    <Drawer
      open onClose={onClose} size={720} title={t('choose')}
      footer={<Button type="primary" disabled={chosen.size === 0} loading={add.running} onClick={() => add.run()}>{t('addChosen', { count: chosen.size })}</Button>}
    >
      <p className="soft">{t('chooseHint')}</p>
      <div className="row" style={{ marginBottom: 10 }}>
        <Input.Search className="grow" allowClear aria-label={t('filter')} placeholder={t('filter')} value={query} onChange={({ target }) => setQuery(target.value)} />
        <Checkbox checked={all} indeterminate={!all && chosen.size > 0} onChange={({ target }) => setChosen(new Set(target.checked ? [...chosen, ...free.map(({ itemId }) => itemId)] : []))}>{t('chooseNotDone')}</Checkbox>
      </div>
      {choices.isError ? <p role="alert">{wordsFor(choices.error)}</p> : null}
      {choices.data === undefined && !choices.isError ? <Skeleton active /> : null}
      <ul className="row-list">{found.map((choice) => <ChoiceRow key={choice.itemId} choice={choice} year={keyPoints.year} there={there.has(choice.itemId)} chosen={chosen.has(choice.itemId)} onToggle={(on) => toggle(choice.itemId, on)} />)}</ul>
    </Drawer>
  );
}

function ChoiceRow({ choice: { code, title, lead, milestones, proposed }, year, there, chosen, onToggle }: { choice: Choice; year: number; there: boolean; chosen: boolean; onToggle: (on: boolean) => void }) {
  const t = useTexts(messages);
  const due = milestones.filter(({ dueOn }) => dueOn.startsWith(String(year))).length;
  return (
    <li>
      <Checkbox checked={chosen} onChange={({ target }) => onToggle(target.checked)}><span className="soft">{code}</span> {title}</Checkbox>
      <div className="facts-line" style={{ paddingLeft: 26 }}>
        {lead === null ? null : <PartySeal party={lead} />}
        <span>{due === 0 ? t('noMilestoneInYear') : t('milestonesInYear', { count: due })}</span>
        {proposed.measure === null ? null : <span>{proposed.measure} {proposed.target} {proposed.unit}</span>}
        {there ? <Mark>{t('chosenAlready')}</Mark> : null}
      </div>
    </li>
  );
}
