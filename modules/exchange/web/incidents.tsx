import { Button, Checkbox, DatePicker, Form, Input, Select } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useState } from 'react';
import { useAct } from '#web/kit/act.tsx';
import { answer } from '#web/kit/api.ts';
import { Card } from '#web/kit/card.tsx';
import { showDate, showInstant } from '#web/kit/dates.ts';
import { FormDialog } from '#web/kit/form-dialog.tsx';
import { Mark } from '#web/kit/mark.tsx';
import { useLanguage, useText, useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';
import { incidentKinds, sides } from '../stay/messages.ts';
import { changes, exchangeClient, type Placement, type Stay } from './client.ts';
import { messages } from './stay-messages.ts';

type Kind = keyof typeof incidentKinds;

/** What went wrong, who reported it, and what was done about it. */
export function Incidents({ stay, placement }: { stay: Stay; placement: Placement }) {
  const t = useTexts(messages);
  const text = useText();
  const [language] = useLanguage();
  const [open, setOpen] = useState<'report' | { readonly follow: string }>();
  const mayReport = stay.side !== null && (placement.state === 'underway' || placement.state === 'finished');
  if (placement.incidents.length === 0 && !mayReport) return null;
  return (
    <Card title={t('incidents')} extra={mayReport ? <Button size="small" danger onClick={() => setOpen('report')}>{t('report')}</Button> : undefined}>
      {placement.incidents.length === 0 ? <p className="soft" style={{ margin: 0 }}>{t('noIncidents')}</p> : null}
      <ul className="row-list">
        {placement.incidents.map((incident) => (
          <li key={incident.id} style={{ padding: '6px 0' }}>
            <div className="row"><strong className="grow">{text(incidentKinds[incident.kind])} · {showDate(incident.happenedOn, language)}</strong><Mark tone={incident.state === 'open' ? 'bad' : 'good'}>{t(incident.state === 'open' ? 'incidentOpen' : 'incidentSettled')}</Mark>{incident.state === 'open' && mayReport ? <Button size="small" onClick={() => setOpen({ follow: incident.id })}>{t('followUp')}</Button> : null}</div>
            <p style={{ whiteSpace: 'pre-wrap', margin: '4px 0' }}>{incident.text}</p>
            <div className="soft">{t('reportedBy', { side: text(sides[incident.side]), at: showInstant(incident.reportedAt) })}</div>
            {incident.followUps.map((line) => <p key={line.id} style={{ margin: '6px 0 0', paddingLeft: 12, borderLeft: '2px solid var(--line)' }}>{line.text} <span className="soft">{text(sides[line.side])} · {showInstant(line.writtenAt)}</span></p>)}
          </li>
        ))}
      </ul>
      {open === 'report' ? <ReportDialog stay={stay} onClose={() => setOpen(undefined)} /> : null}
      {typeof open === 'object' ? <FollowUpDialog stay={stay} incident={open.follow} onClose={() => setOpen(undefined)} /> : null}
    </Card>
  );
}

function ReportDialog({ stay, onClose }: { stay: Stay; onClose: () => void }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const text = useText();
  const { run, running } = useAct({
    act: ({ kind, happenedOn, text: said }: { kind: Kind; happenedOn: Dayjs; text: string }) => answer(exchangeClient.stays[':id'].incidents.$post({ param: { id: stay.applicationId }, json: { kind, happenedOn: happenedOn.format('YYYY-MM-DD'), text: said } })),
    changes, done: t('reported'), onDone: onClose,
  });
  const rules = [{ required: true, message: w('needed') }];
  return (
    <FormDialog<{ kind: Kind; happenedOn: Dayjs; text: string }> title={t('report')} okText={t('reportNow')} danger running={running} initialValues={{ happenedOn: dayjs(stay.today) }} onFinish={run} onClose={onClose}>
      <p className="soft">{t('reportHint')}</p>
      <div className="form-columns">
        <Form.Item name="kind" label={t('incidentKind')} rules={rules}><Select options={(Object.keys(incidentKinds) as Kind[]).map((value) => ({ value, label: text(incidentKinds[value]) }))} /></Form.Item>
        <Form.Item name="happenedOn" label={t('happenedOn')} rules={rules}><DatePicker style={{ width: '100%' }} /></Form.Item>
      </div>
      <Form.Item name="text" label={t('whatHappened')} rules={[...rules, { whitespace: true, message: w('needed') }]}><Input.TextArea rows={4} maxLength={3000} showCount /></Form.Item>
    </FormDialog>
  );
}

function FollowUpDialog({ stay, incident, onClose }: { stay: Stay; incident: string; onClose: () => void }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const { run, running } = useAct({
    act: ({ text, settled }: { text: string; settled?: boolean }) => answer(exchangeClient.stays[':id'].incidents[':part']['follow-ups'].$post({ param: { id: stay.applicationId, part: incident }, json: { text, settled: settled === true } })),
    changes, onDone: onClose,
  });
  return (
    <FormDialog<{ text: string; settled?: boolean }> title={t('followUp')} running={running} onFinish={run} onClose={onClose}>
      <Form.Item name="text" label={t('whatWasDone')} rules={[{ required: true, whitespace: true, message: w('needed') }]}><Input.TextArea rows={4} maxLength={3000} showCount /></Form.Item>
      {stay.side === 'person' ? null : <Form.Item name="settled" valuePropName="checked"><Checkbox>{t('settleWithIt')}</Checkbox></Form.Item>}
    </FormDialog>
  );
}
