import { Button, DatePicker, Form, Input, Select } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useState } from 'react';
import { useAct } from '#web/kit/act.tsx';
import { answer } from '#web/kit/api.ts';
import { Card } from '#web/kit/card.tsx';
import { showDate } from '#web/kit/dates.ts';
import { FormDialog } from '#web/kit/form-dialog.tsx';
import { Mark } from '#web/kit/mark.tsx';
import { useLanguage, useText, useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';
import { leaveStates } from '../stay/messages.ts';
import { changes, exchangeClient, type Placement, type Stay } from './client.ts';
import { Incidents } from './incidents.tsx';
import { messages } from './stay-messages.ts';

/** What happens during a stay beside the journal: days off, the talk at half time, incidents. */
export function During({ stay, placement }: { stay: Stay; placement: Placement }) {
  return (
    <>
      <Leaves stay={stay} placement={placement} />
      <Talk stay={stay} placement={placement} />
      <Incidents stay={stay} placement={placement} />
    </>
  );
}

function Leaves({ stay, placement }: { stay: Stay; placement: Placement }) {
  const t = useTexts(messages);
  const text = useText();
  const [language] = useLanguage();
  const [open, setOpen] = useState<'ask' | { readonly refuse: string }>();
  const mayAsk = stay.side === 'person' && placement.state === 'underway';
  const reply = useAct({
    act: ({ id, granted, words: said }: { id: string; granted: boolean; words: string | null }) => answer(exchangeClient.stays[':id'].leaves[':part'].answer.$post({ param: { id: stay.applicationId, part: id }, json: { granted, answer: said } })),
    changes, onDone: () => setOpen(undefined),
  });
  const withdraw = useAct({ act: (id: string) => answer(exchangeClient.stays[':id'].leaves[':part'].withdraw.$post({ param: { id: stay.applicationId, part: id } })), changes });
  if (placement.leaves.length === 0 && !mayAsk) return null;
  return (
    <Card title={t('leave')} extra={mayAsk ? <Button size="small" onClick={() => setOpen('ask')}>{t('askLeave')}</Button> : undefined}>
      {placement.leaves.length === 0 ? <p className="soft" style={{ margin: 0 }}>{t('noLeave')}</p> : null}
      <ul className="row-list">
        {placement.leaves.map((leave) => (
          <li key={leave.id} style={{ padding: '6px 0' }}>
            <div className="row">
              <strong className="grow">{showDate(leave.from, language)}{leave.to === leave.from ? '' : ` – ${showDate(leave.to, language)}`}</strong>
              <Mark tone={leave.state === 'granted' ? 'good' : leave.state === 'asked' ? 'warn' : 'neutral'}>{text(leaveStates[leave.state])}</Mark>
              {leave.state === 'asked' && stay.side === 'host' ? <><Button size="small" type="primary" loading={reply.running} onClick={() => reply.run({ id: leave.id, granted: true, words: null })}>{t('grant')}</Button><Button size="small" onClick={() => setOpen({ refuse: leave.id })}>{t('doNotGrant')}</Button></> : null}
              {leave.state === 'asked' && stay.side === 'person' ? <Button size="small" type="link" loading={withdraw.running} onClick={() => withdraw.run(leave.id)}>{t('takeBack')}</Button> : null}
            </div>
            <span>{leave.reason}</span>{leave.answer === null ? null : <div className="soft">{t('hostAnswer', { words: leave.answer })}</div>}
          </li>
        ))}
      </ul>
      {open === 'ask' ? <AskLeaveDialog stay={stay} onClose={() => setOpen(undefined)} /> : null}
      {typeof open === 'object' ? <WordsDialog title={t('doNotGrant')} label={t('whyNot')} running={reply.running} onClose={() => setOpen(undefined)} onDone={(said) => reply.run({ id: open.refuse, granted: false, words: said })} /> : null}
    </Card>
  );
}

function AskLeaveDialog({ stay, onClose }: { stay: Stay; onClose: () => void }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const { run, running } = useAct({
    act: ({ days, reason }: { days: [Dayjs, Dayjs]; reason: string }) => answer(exchangeClient.stays[':id'].leaves.$post({ param: { id: stay.applicationId }, json: { from: days[0].format('YYYY-MM-DD'), to: days[1].format('YYYY-MM-DD'), reason } })),
    changes, onDone: onClose,
  });
  const rules = [{ required: true, message: w('needed') }];
  return (
    <FormDialog<{ days: [Dayjs, Dayjs]; reason: string }> title={t('askLeave')} okText={t('askLeave')} running={running} onFinish={run} onClose={onClose}>
      <Form.Item name="days" label={t('leaveDays')} rules={rules}><DatePicker.RangePicker style={{ width: '100%' }} /></Form.Item>
      <Form.Item name="reason" label={t('leaveReason')} rules={[...rules, { whitespace: true, message: w('needed') }]}><Input.TextArea rows={3} maxLength={1000} /></Form.Item>
    </FormDialog>
  );
}

function Talk({ stay, placement }: { stay: Stay; placement: Placement }) {
  const t = useTexts(messages);
  const [language] = useLanguage();
  const [open, setOpen] = useState<'hold' | 'view'>();
  const { talk } = placement;
  const mayHold = talk === null && stay.side === 'host' && placement.state === 'underway';
  const view = useAct({ act: (text: string) => answer(exchangeClient.stays[':id'].talk.view.$post({ param: { id: stay.applicationId }, json: { text } })), changes, onDone: () => setOpen(undefined) });
  if (talk === null && (placement.state !== 'underway' || !stay.field.talk)) return null;
  return (
    <Card title={t('talk')} extra={mayHold ? <Button size="small" onClick={() => setOpen('hold')}>{t('holdTalk')}</Button> : talk !== null && talk.ownView === null && stay.side === 'person' ? <Button size="small" onClick={() => setOpen('view')}>{t('addOwnView')}</Button> : undefined}>
      {talk === null ? <p className="soft" style={{ margin: 0 }}>{placement.middle === null ? t('talkNotYet') : t('talkAround', { date: showDate(placement.middle, language) })}</p> : (
        <>
          <div className="soft">{showDate(talk.heldOn, language)}</div>
          <p style={{ whiteSpace: 'pre-wrap', margin: '4px 0' }}>{talk.text}</p>
          {talk.ownView === null ? null : <p className="soft" style={{ whiteSpace: 'pre-wrap', margin: 0 }}>{t('ownView', { words: talk.ownView })}</p>}
        </>
      )}
      {open === 'hold' ? <TalkDialog stay={stay} onClose={() => setOpen(undefined)} /> : null}
      {open === 'view' ? <WordsDialog title={t('addOwnView')} label={t('ownViewWords')} running={view.running} onClose={() => setOpen(undefined)} onDone={(said) => view.run(said)} /> : null}
    </Card>
  );
}

function TalkDialog({ stay, onClose }: { stay: Stay; onClose: () => void }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const { run, running } = useAct({ act: ({ heldOn, text }: { heldOn: Dayjs; text: string }) => answer(exchangeClient.stays[':id'].talk.$post({ param: { id: stay.applicationId }, json: { heldOn: heldOn.format('YYYY-MM-DD'), text } })), changes, onDone: onClose });
  const rules = [{ required: true, message: w('needed') }];
  return (
    <FormDialog<{ heldOn: Dayjs; text: string }> title={t('holdTalk')} running={running} initialValues={{ heldOn: dayjs(stay.today) }} onFinish={run} onClose={onClose}>
      <Form.Item name="heldOn" label={t('heldOn')} rules={rules}><DatePicker style={{ width: '100%' }} /></Form.Item>
      <Form.Item name="text" label={t('talkWords')} rules={[...rules, { whitespace: true, message: w('needed') }]}><Input.TextArea rows={5} maxLength={5000} showCount /></Form.Item>
    </FormDialog>
  );
}

/** Asks for a text and gives it on. */
export function WordsDialog({ title, label, running, grades, onClose, onDone }: { title: string; label: string; running: boolean; grades?: { readonly label: string; readonly options: readonly { value: string; label: string }[] }; onClose: () => void; onDone: (text: string, grade?: string) => void }) {
  const w = useTexts(words);
  return (
    <FormDialog<{ text: string; grade?: string }> title={title} running={running} onFinish={({ text, grade }) => onDone(text.trim(), grade)} onClose={onClose}>
      {grades === undefined ? null : <Form.Item name="grade" label={grades.label} initialValue="" rules={[]}><Select options={[...grades.options]} /></Form.Item>}
      <Form.Item name="text" label={label} rules={[{ required: true, whitespace: true, message: w('needed') }]}><Input.TextArea rows={4} maxLength={1000} showCount /></Form.Item>
    </FormDialog>
  );
}
