import { useQuery } from '@tanstack/react-query';
import { Button, DatePicker, Form, Input } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useState } from 'react';
import { useAct } from '#web/kit/act.tsx';
import { answer, wordsFor } from '#web/kit/api.ts';
import { showDate } from '#web/kit/dates.ts';
import { FileUpload } from '#web/kit/file-upload.tsx';
import { FormDialog } from '#web/kit/form-dialog.tsx';
import { Mark } from '#web/kit/mark.tsx';
import { useLanguage, useText, useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';
import { sides } from '../stay/messages.ts';
import { changes, exchangeClient } from './client.ts';
import { messages } from './answers-messages.ts';

const loadConditions = (id: string) => answer(exchangeClient.applications[':id'].conditions.$get({ param: { id } }));
type Condition = Awaited<ReturnType<typeof loadConditions>>['items'][number];
const tones = { open: 'warn', met: 'good', notMet: 'bad' } as const;

/** What must come true for somebody to go; each side names, shows and judges what is its own. */
export function Conditions({ applicationId, startsOn }: { applicationId: string; startsOn: string }) {
  const t = useTexts(messages);
  const [adding, setAdding] = useState(false);
  const conditions = useQuery({ queryKey: ['exchange', 'conditions', applicationId], queryFn: () => loadConditions(applicationId) });
  if (conditions.isError) return <p role="alert">{wordsFor(conditions.error)}</p>;
  const { items = [], mayAdd = false } = conditions.data ?? {};
  return (
    <>
      {items.length === 0 ? <p className="soft" style={{ marginTop: 0 }}>{t('noConditions')}</p> : <ul className="row-list" aria-label={t('conditions')}>{items.map((condition) => <ConditionItem key={condition.id} condition={condition} />)}</ul>}
      {mayAdd ? <Button onClick={() => setAdding(true)}>{t('addCondition')}</Button> : null}
      {adding ? <AddCondition applicationId={applicationId} startsOn={startsOn} onClose={() => setAdding(false)} /> : null}
    </>
  );
}

function ConditionItem({ condition: { id, side, text, dueOn, proof, state, note, version, may } }: { condition: Condition }) {
  const t = useTexts(messages);
  const sideWords = useText();
  const [language] = useLanguage();
  const [asking, setAsking] = useState<'proof' | 'met' | 'notMet'>();
  return (
    <li style={{ padding: '8px 0' }}>
      <div className="row"><span className="grow"><strong>{text}</strong> <span className="soft">{t('namedBy', { side: sideWords(sides[side]), date: showDate(dueOn, language) })}</span></span><Mark tone={tones[state]}>{t(state)}</Mark></div>
      {proof === null ? null : <p style={{ margin: '4px 0', whiteSpace: 'pre-wrap' }}>{t('proof', { proof })}</p>}
      {note === null ? null : <p className="soft" style={{ margin: '4px 0', whiteSpace: 'pre-wrap' }}>{note}</p>}
      <FileUpload readOnly={!may.prove} subject={{ type: 'exchange.condition', id }} />
      <div className="row no-print">
        {may.prove ? <Button size="small" onClick={() => setAsking('proof')}>{t('prove')}</Button> : null}
        {may.decide ? <><Button size="small" type="primary" onClick={() => setAsking('met')}>{t('judgeMet')}</Button><Button size="small" danger onClick={() => setAsking('notMet')}>{t('judgeNotMet')}</Button></> : null}
      </div>
      {asking === undefined ? null : <WordDialog what={asking} id={id} version={version} proved={proof !== null} onClose={() => setAsking(undefined)} />}
    </li>
  );
}

function WordDialog({ what, id, version, proved, onClose }: { what: 'proof' | 'met' | 'notMet'; id: string; version: number; proved: boolean; onClose: () => void }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const { run, running } = useAct({
    act: ({ text }: { text?: string }) => (what === 'proof'
      ? answer(exchangeClient.conditions[':id'].proof.$put({ param: { id }, json: { version, proof: text ?? '' } }))
      : answer(exchangeClient.conditions[':id'].decide.$post({ param: { id }, json: { version, met: what === 'met', ...(text === undefined || text.trim() === '' ? {} : { note: text }) } }))),
    changes, onDone: onClose,
  });
  const title = what === 'proof' ? t('prove') : what === 'met' ? t('judgeMet') : t('judgeNotMet');
  const needed = what !== 'met' || !proved;
  return (
    <FormDialog<{ text?: string }> title={title} okText={title} danger={what === 'notMet'} running={running} onFinish={run} onClose={onClose}>
      <Form.Item name="text" label={`${what === 'proof' ? t('proofText') : t('note')}${needed ? '' : w('optional')}`} rules={[{ required: needed, whitespace: true, message: w('needed') }]}><Input.TextArea rows={3} maxLength={what === 'proof' ? 2000 : 1000} autoFocus /></Form.Item>
    </FormDialog>
  );
}

function AddCondition({ applicationId, startsOn, onClose }: { applicationId: string; startsOn: string; onClose: () => void }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const { run, running } = useAct({ act: ({ text, dueOn }: { text: string; dueOn: Dayjs }) => answer(exchangeClient.applications[':id'].conditions.$post({ param: { id: applicationId }, json: { text, dueOn: dueOn.format('YYYY-MM-DD') } })), changes, onDone: onClose });
  return (
    <FormDialog<{ text: string; dueOn: Dayjs }> title={t('addCondition')} running={running} onFinish={run} initialValues={{ dueOn: dayjs(startsOn) }} onClose={onClose}>
      <Form.Item name="text" label={t('conditionText')} rules={[{ required: true, whitespace: true, message: w('needed') }]}><Input.TextArea rows={2} maxLength={500} autoFocus /></Form.Item>
      <Form.Item name="dueOn" label={t('dueOn')} rules={[{ required: true, message: w('needed') }]}><DatePicker style={{ width: '100%' }} maxDate={dayjs(startsOn)} /></Form.Item>
    </FormDialog>
  );
}

/** The person takes the place on conditions, their own and those that others have named. */
export function AcceptOnConditions({ applicationId, version, startsOn }: { applicationId: string; version: number; startsOn: string }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const [open, setOpen] = useState(false);
  const { run, running } = useAct({
    act: ({ lines = '', dueOn }: { lines?: string; dueOn: Dayjs }) => answer(exchangeClient.applications[':id']['accept-on-conditions'].$post({
      param: { id: applicationId }, json: { version, conditions: lines.split('\n').map((line) => line.trim()).filter((line) => line !== '').map((text) => ({ text, dueOn: dueOn.format('YYYY-MM-DD') })) },
    })),
    changes, onDone: () => setOpen(false),
  });
  return (
    <>
      <Button size="small" onClick={() => setOpen(true)}>{t('acceptOnConditions')}</Button>
      {open ? (
        <FormDialog<{ lines?: string; dueOn: Dayjs }> title={t('acceptOnConditions')} okText={t('acceptOnConditions')} running={running} onFinish={run} initialValues={{ dueOn: dayjs(startsOn) }} onClose={() => setOpen(false)}>
          <p className="soft">{t('acceptHint')}</p>
          <Form.Item name="lines" label={t('ownConditions')}><Input.TextArea rows={3} maxLength={2000} /></Form.Item>
          <Form.Item name="dueOn" label={t('dueOn')} rules={[{ required: true, message: w('needed') }]}><DatePicker style={{ width: '100%' }} maxDate={dayjs(startsOn)} /></Form.Item>
        </FormDialog>
      ) : null}
    </>
  );
}
