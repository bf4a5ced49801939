import { Button, Input, Popconfirm, Segmented } from 'antd';
import { useState, type KeyboardEvent } from 'react';
import { partyNames } from '#kernel/domain.ts';
import { useAct } from '#web/kit/act.tsx';
import { answer } from '#web/kit/api.ts';
import { showInstant } from '#web/kit/dates.ts';
import { Mark } from '#web/kit/mark.tsx';
import { PartySeal } from '#web/kit/party.tsx';
import { useActing } from '#web/kit/session.tsx';
import { useText, useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';
import { verdictNames } from '../../key-points/messages.ts';
import { verdicts, type Verdict } from '../../key-points/rules.ts';
import { keyPointsClient, keyPointsKey, type Comment, type KeyPoints } from './client.ts';
import { messages } from './messages.ts';

const tones: Readonly<Record<Verdict, 'good' | 'active' | 'warn'>> = { taken: 'good', partly: 'active', declined: 'warn' };

/** What the others say of a clause (or, without one, of the whole), and what was made of it; at the clause's margin. */
export function Comments({ keyPoints, clause, heading }: { keyPoints: KeyPoints; clause: string | null; heading: string }) {
  const t = useTexts(messages);
  const [writing, setWriting] = useState(false);
  const comments = keyPoints.comments.filter((comment) => comment.clause === clause && comment.withdrawnAt === null);
  return (
    <aside className="margin" aria-label={`${t('comments')}：${heading}`}>
      {comments.map((comment) => <CommentCard key={comment.id} keyPoints={keyPoints} comment={comment} />)}
      {!keyPoints.may.comment ? null : writing
        ? <CommentForm keyPoints={keyPoints} clause={clause} label={clause === null ? t('commentWhole') : t('commentOn', { heading })} onClose={() => setWriting(false)} />
        : <Button size="small" type="dashed" onClick={() => setWriting(true)} aria-label={clause === null ? t('commentWhole') : t('commentOn', { heading })}>{clause === null ? t('commentWhole') : t('comment')}</Button>}
    </aside>
  );
}

export function CommentCard({ keyPoints, comment }: { keyPoints: KeyPoints; comment: Comment }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const text = useText();
  const acting = useActing();
  const [doing, setDoing] = useState<'edit' | 'answer'>();
  const own = acting?.role === 'party_officer' && acting.party === comment.party && keyPoints.may.comment && comment.verdict === null;
  const withdraw = useAct({ act: () => answer(keyPointsClient.comments[':id'].withdraw.$post({ param: { id: comment.id }, json: { version: comment.version } })), changes: [keyPointsKey(keyPoints.id)] });
  if (doing === 'edit') return <CommentForm keyPoints={keyPoints} clause={comment.clause} comment={comment} label={t('comment')} onClose={() => setDoing(undefined)} />;
  return (
    <article className={`comment${comment.verdict === null ? ' comment-open' : ''}`}>
      <header><PartySeal party={comment.party} /> <strong>{text(partyNames[comment.party])}</strong> <span className="soft nowrap">{showInstant(comment.createdAt)}</span></header>
      <p>{comment.text}</p>
      {comment.verdict === null ? <Mark tone="warn">{t('waiting')}</Mark> : <div><Mark tone={tones[comment.verdict]}>{text(verdictNames[comment.verdict])}</Mark> {comment.answer}</div>}
      {doing === 'answer' ? <AnswerForm keyPoints={keyPoints} comment={comment} onClose={() => setDoing(undefined)} /> : (
        <div className="row no-print">
          {keyPoints.may.draft ? <Button size="small" type={comment.verdict === null ? 'primary' : 'text'} onClick={() => setDoing('answer')}>{comment.verdict === null ? t('answer') : t('answerAgain')}</Button> : null}
          {own ? <><Button size="small" type="text" onClick={() => setDoing('edit')}>{w('edit')}</Button><Popconfirm title={t('withdrawComment')} onConfirm={() => withdraw.run()}><Button size="small" type="text" danger>{t('withdrawComment')}</Button></Popconfirm></> : null}
        </div>
      )}
    </article>
  );
}

function CommentForm({ keyPoints, clause, comment, label, onClose }: { keyPoints: KeyPoints; clause: string | null; comment?: Comment; label: string; onClose: () => void }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const [text, setText] = useState(comment?.text ?? '');
  const { run, running } = useAct<string>({
    act: (said) => (comment === undefined
      ? answer(keyPointsClient[':id'].comments.$post({ param: { id: keyPoints.id }, json: { clause, text: said } }))
      : answer(keyPointsClient.comments[':id'].$put({ param: { id: comment.id }, json: { version: comment.version, text: said } }))),
    changes: [keyPointsKey(keyPoints.id), ['inbox']], onDone: onClose,
  });
  const send = () => { if (text.trim() !== '') run(text.trim()); };
  return (
    <div className="comment">
      <Input.TextArea aria-label={label} value={text} maxLength={2000} autoFocus autoSize={{ minRows: 2, maxRows: 10 }} onChange={({ target }) => setText(target.value)} onKeyDown={onCtrlEnter(send)} />
      <div className="row" style={{ marginTop: 6 }}><Button size="small" type="primary" loading={running} disabled={text.trim() === ''} onClick={send}>{t('send')}</Button><Button size="small" onClick={onClose}>{w('cancel')}</Button></div>
    </div>
  );
}

function AnswerForm({ keyPoints, comment, onClose }: { keyPoints: KeyPoints; comment: Comment; onClose: () => void }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const text = useText();
  const [verdict, setVerdict] = useState<Verdict>(comment.verdict ?? 'taken');
  const [why, setWhy] = useState(comment.answer ?? '');
  const needsWhy = verdict !== 'taken';
  const { run, running } = useAct({
    act: () => {
      const said = why.trim();
      const json = verdict === 'taken' ? { version: comment.version, verdict, ...(said === '' ? {} : { answer: said }) } : { version: comment.version, verdict, answer: said };
      return answer(keyPointsClient.comments[':id'].answer.$post({ param: { id: comment.id }, json }));
    },
    changes: [keyPointsKey(keyPoints.id), ['key-points', 'list']], onDone: onClose,
  });
  const ready = !needsWhy || why.trim() !== '';
  const send = () => { if (ready) run(); };
  return (
    <div style={{ marginTop: 8 }}>
      <Segmented<Verdict> size="small" value={verdict} onChange={setVerdict} options={verdicts.map((value) => ({ value, label: text(verdictNames[value]) }))} />
      <Input.TextArea style={{ marginTop: 6 }} aria-label={needsWhy ? t('why') : t('whyOptional')} placeholder={needsWhy ? t('why') : t('whyOptional')} value={why} maxLength={2000} autoFocus autoSize={{ minRows: 2, maxRows: 8 }} onChange={({ target }) => setWhy(target.value)} onKeyDown={onCtrlEnter(send)} />
      <div className="row" style={{ marginTop: 6 }}><Button size="small" type="primary" loading={running} disabled={!ready} onClick={send}>{t('answer')}</Button><Button size="small" onClick={onClose}>{w('cancel')}</Button></div>
    </div>
  );
}

function onCtrlEnter(send: () => void) {
  return (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) { event.preventDefault(); send(); }
  };
}
