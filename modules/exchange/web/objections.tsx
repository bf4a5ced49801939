import { Alert, Button } from 'antd';
import { useState } from 'react';
import { useAct } from '#web/kit/act.tsx';
import { answer } from '#web/kit/api.ts';
import { showDate } from '#web/kit/dates.ts';
import { useLanguage, useText, useTexts } from '#web/kit/texts.tsx';
import { grades, sides } from '../stay/messages.ts';
import { changes, exchangeClient, type Placement, type Stay } from './client.ts';
import { WordsDialog } from './during.tsx';
import { messages } from './stay-messages.ts';

/** The person's objection to an assessment and its answer; or their word that there is none. */
export function Objections({ stay, placement }: { stay: Stay; placement: Placement }) {
  const t = useTexts(messages);
  const text = useText();
  const [language] = useLanguage();
  const [open, setOpen] = useState<'home' | 'host' | 'answer'>();
  const close = () => setOpen(undefined);
  const raise = useAct({ act: ({ side, words }: { side: 'home' | 'host'; words: string }) => answer(exchangeClient.stays[':id'].objections.$post({ param: { id: stay.applicationId }, json: { side, text: words } })), changes, onDone: close });
  const reply = useAct({ act: ({ words, grade }: { words: string; grade: keyof typeof grades | null }) => answer(exchangeClient.stays[':id'].objections.answer.$post({ param: { id: stay.applicationId }, json: { answer: words, grade } })), changes, onDone: close });
  const waive = useAct({ act: () => answer(exchangeClient.stays[':id'].objections.none.$post({ param: { id: stay.applicationId } })), changes });
  const { objections, objectUntil } = placement;
  const finished = placement.state === 'finished';
  const inTime = finished && objectUntil !== null && stay.today <= objectUntil && placement.noObjectionAt === null;
  const toAnswer = finished && objections.some(({ side, outcome }) => outcome === null && side === stay.side);
  return (
    <>
      {objections.map((objection) => (
        <div key={objection.side} className="changed-parts">
          <strong>{t('objectionTo', { side: text(sides[objection.side]) })}</strong>
          <p style={{ whiteSpace: 'pre-wrap', margin: '4px 0' }}>{objection.text}</p>
          {objection.outcome === null ? <span className="soft">{t('objectionOpen')}</span> : <div>{objection.outcome === 'kept' ? t('objectionKept') : t('objectionChanged', { grade: objection.grade === null ? '' : text(grades[objection.grade]) })}：{objection.answer}</div>}
        </div>
      ))}
      {inTime && stay.side === 'person' ? (
        <Alert
          type="info" style={{ margin: '10px 0' }} title={t('objectHint', { date: showDate(objectUntil, language) })}
          description={<span className="row">{objections.length > 0 ? null : <Button size="small" type="primary" loading={waive.running} onClick={() => waive.run()}>{t('noObjection')}</Button>}{(['home', 'host'] as const).filter((side) => !objections.some((objection) => objection.side === side)).map((side) => <Button key={side} size="small" onClick={() => setOpen(side)}>{t('objectTo', { side: text(sides[side]) })}</Button>)}</span>}
        />
      ) : null}
      {placement.noObjectionAt === null ? null : <p className="soft" style={{ margin: '6px 0' }}>{t('hasNoObjection')}</p>}
      {finished && stay.side === 'home' && placement.obstacle !== null && placement.obstacle !== 'notAssessed' ? <p className="soft" style={{ margin: '6px 0' }}>{t(placement.obstacle, { date: objectUntil === null ? '' : showDate(objectUntil, language) })}</p> : null}
      {toAnswer ? <Button type="primary" onClick={() => setOpen('answer')}>{t('answerObjection')}</Button> : null}
      {open === 'home' || open === 'host' ? <WordsDialog title={t('objectTo', { side: text(sides[open]) })} label={t('objectionWords')} running={raise.running} onClose={close} onDone={(words) => raise.run({ side: open, words })} /> : null}
      {open === 'answer' ? <WordsDialog title={t('answerObjection')} label={t('answerWords')} running={reply.running} grades={{ label: t('newGrade'), options: [{ value: '', label: t('keepGrade') }, ...(Object.keys(grades) as (keyof typeof grades)[]).map((value) => ({ value, label: text(grades[value]) }))] }} onClose={close} onDone={(words, grade) => reply.run({ words, grade: isGrade(grade) ? grade : null })} /> : null}
    </>
  );
}

function isGrade(value: string | undefined): value is keyof typeof grades {
  return value !== undefined && Object.hasOwn(grades, value);
}
