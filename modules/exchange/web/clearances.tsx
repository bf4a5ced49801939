import { Button, DatePicker, Form, Input } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useState } from 'react';
import { useAct } from '#web/kit/act.tsx';
import { answer } from '#web/kit/api.ts';
import { showDate } from '#web/kit/dates.ts';
import { FormDialog } from '#web/kit/form-dialog.tsx';
import { Mark } from '#web/kit/mark.tsx';
import { useLanguage, useText, useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';
import { changes, exchangeClient, type Agreement, type Stay } from './client.ts';
import { messages } from './stay-messages.ts';

type Need = Agreement['needs'][number];

/** What the rules of the field ask for before anybody arrives in another province. */
export function Clearances({ stay, agreement }: { stay: Stay; agreement: Agreement }) {
  const t = useTexts(messages);
  const text = useText();
  const [language] = useLanguage();
  const [giving, setGiving] = useState<Need>();
  if (agreement.needs.length === 0) return null;
  return (
    <>
      <ul className="row-list" aria-label={t('clearances')}>
        {agreement.needs.map((need) => (
          <li key={need.kind} className="row" style={{ padding: '6px 0' }}>
            <strong className="grow">{text(need.label)}</strong>
            {need.given === null ? <Mark tone="warn">{t('clearanceMissing')}</Mark> : <Mark tone="good">{need.given.number} · {showDate(need.given.givenOn, language)}</Mark>}
            {need.given === null && need.may ? <Button size="small" type="primary" onClick={() => setGiving(need)}>{t(need.kind)}</Button> : null}
          </li>
        ))}
      </ul>
      {giving === undefined ? null : <ClearanceDialog stay={stay} need={giving} onClose={() => setGiving(undefined)} />}
    </>
  );
}

function ClearanceDialog({ stay, need, onClose }: { stay: Stay; need: Need; onClose: () => void }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const text = useText();
  const { run, running } = useAct({
    act: ({ number, givenOn }: { number: string; givenOn: Dayjs }) => answer(exchangeClient.stays[':id'].clearances.$post({ param: { id: stay.applicationId }, json: { kind: need.kind, number: number.trim(), givenOn: givenOn.format('YYYY-MM-DD') } })),
    changes, onDone: onClose,
  });
  const rules = [{ required: true, message: w('needed') }];
  return (
    <FormDialog<{ number: string; givenOn: Dayjs }> title={text(need.label)} okText={t(need.kind)} running={running} initialValues={{ givenOn: dayjs(stay.today) }} onFinish={run} onClose={onClose}>
      <Form.Item name="number" label={t('clearanceNumber')} rules={[...rules, { whitespace: true, message: w('needed') }]}><Input maxLength={100} /></Form.Item>
      <Form.Item name="givenOn" label={t('clearanceDay')} rules={rules}><DatePicker style={{ width: '100%' }} /></Form.Item>
    </FormDialog>
  );
}
