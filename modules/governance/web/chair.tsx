import { Link } from '@tanstack/react-router';
import { Button, Form, Input, Modal } from 'antd';
import { useState } from 'react';
import { partyNames } from '#kernel/domain.ts';
import { useAct } from '#web/kit/act.tsx';
import { answer } from '#web/kit/api.ts';
import { Card } from '#web/kit/card.tsx';
import { showDate } from '#web/kit/dates.ts';
import { Mark } from '#web/kit/mark.tsx';
import { PartySeal } from '#web/kit/party.tsx';
import { useLanguage, useText, useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';
import { dutyNames } from '../messages.ts';
import { bodiesClient, changes, useChair, type Chair } from './client.ts';
import { messages } from './messages.ts';

/** Whose year it is, whose come next, and what the chair has to do in this one. */
export function ChairCard() {
  const t = useTexts(messages);
  const text = useText();
  const [language] = useLanguage();
  const chair = useChair();
  const [asked, setAsked] = useState<Chair['duties'][number]>();
  const data = chair.data;
  const now = data?.years.find(({ year }) => year === data.year);
  if (data === undefined || now === undefined) return null;
  return (
    <div className="columns chair">
      <Card title={t('duties')}>
        {data.duties.length === 0 ? <p className="soft">{t('noDuties')}</p> : (
          <ul className="row-list">
            {data.duties.map((duty) => (
              <li key={duty.duty} className="row">
                <span className="grow">{text(dutyNames[duty.duty])}{duty.note === null ? null : <span className="soft"> · {duty.note}</span>}</span>
                <span className={`nowrap ${duty.doneAt === null && duty.dueOn < data.today ? 'overdue' : 'soft'}`}>{t('dueOn')} {showDate(duty.dueOn, language)}</span>
                {duty.doneAt !== null ? <Mark tone="good">{t('doneState')}</Mark> : data.mayTick ? <Button size="small" onClick={() => setAsked(duty)}>{t('dutyDone')}</Button> : null}
              </li>
            ))}
          </ul>
        )}
      </Card>
      <Card title={t('chairYears')}>
        <ol className="chair-years">
          {data.years.map(({ year, party, exceptionBy }) => (
            <li key={year} aria-current={year === data.year ? 'true' : undefined}>
              <PartySeal party={party} lead={year === data.year} /> <span>{year} {text(partyNames[party])}</span>
              {exceptionBy === null ? null : <Link to="/workspace/governance/proposals/$id" params={{ id: exceptionBy }}>{t('byResolution')}</Link>}
            </li>
          ))}
        </ol>
      </Card>
      {asked === undefined ? null : <DutyDialog year={data.year} duty={asked} onClose={() => setAsked(undefined)} />}
    </div>
  );
}

function DutyDialog({ year, duty, onClose }: { year: number; duty: Chair['duties'][number]; onClose: () => void }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const text = useText();
  const [form] = Form.useForm<{ note: string }>();
  const { run, running } = useAct({ act: ({ note }: { note: string }) => answer(bodiesClient.duties.done.$post({ json: { year, duty: duty.duty, note } })), changes, onDone: onClose });
  return (
    <Modal open title={text(dutyNames[duty.duty])} okText={t('dutyDone')} cancelText={w('cancel')} okButtonProps={{ loading: running }} onOk={() => form.submit()} onCancel={onClose}>
      <Form form={form} layout="vertical" onFinish={run}><Form.Item name="note" label={t('dutyNote')} rules={[{ required: true, whitespace: true, message: w('needed') }]}><Input.TextArea rows={3} maxLength={1000} autoFocus /></Form.Item></Form>
    </Modal>
  );
}
