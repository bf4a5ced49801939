import { Button, Form, Input, InputNumber, Radio } from 'antd';
import { useState } from 'react';
import { useAct } from '#web/kit/act.tsx';
import { answer } from '#web/kit/api.ts';
import { Card } from '#web/kit/card.tsx';
import { FormDialog } from '#web/kit/form-dialog.tsx';
import { Mark } from '#web/kit/mark.tsx';
import { useText, useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';
import { grades, sides } from '../stay/messages.ts';
import { changes, exchangeClient, type Placement, type Stay } from './client.ts';
import { Lines } from './lines.tsx';
import { messages } from './messages.ts';
import { Objections } from './objections.tsx';
import { messages as stayMessages } from './stay-messages.ts';

/** What those say at the end whom the programme asks; when all have, the home recognises and certifies. */
export function Assessments({ stay, placement }: { stay: Stay; placement: Placement }) {
  const t = useTexts(messages);
  const text = useText();
  const [open, setOpen] = useState<'assess' | 'certify'>();
  const of = (side: string) => placement.assessments.find((assessment) => assessment.side === side);
  const finished = placement.state === 'finished';
  // A mentor assesses for the host.
  const side = stay.side ?? (placement.mentors ? 'host' : null);
  const mayAssess = finished && side !== null && stay.field.assessedBy.includes(side) && of(side) === undefined;
  const mayCertify = finished && stay.side === 'home' && placement.obstacle === null;
  return (
    <Card title={t('assessment')}>
      <ul className="row-list">
        {stay.field.assessedBy.map((side) => {
          const found = of(side);
          return (
            <li key={side}>
              <div className="row"><strong className="grow">{text(sides[side])}</strong>{found === undefined ? <Mark tone="warn">{t('waiting')}</Mark> : <Mark tone={found.grade === 'failed' ? 'bad' : 'good'}>{text(grades[found.grade])}</Mark>}</div>
              {found === undefined ? null : <p style={{ whiteSpace: 'pre-wrap', margin: '4px 0 0' }}>{found.text}</p>}
            </li>
          );
        })}
      </ul>
      <Objections stay={stay} placement={placement} />
      <div className="row no-print">
        {mayAssess ? <Button type="primary" onClick={() => setOpen('assess')}>{t('assess')}</Button> : null}
        {mayCertify ? <Button type="primary" onClick={() => setOpen('certify')}>{t('certify')}</Button> : null}
      </div>
      {open === 'assess' ? <AssessDialog stay={stay} onClose={() => setOpen(undefined)} /> : null}
      {open === 'certify' ? <CertifyDialog stay={stay} placement={placement} onClose={() => setOpen(undefined)} /> : null}
    </Card>
  );
}

type Assessment = { grade: keyof typeof grades; text: string };

function AssessDialog({ stay, onClose }: { stay: Stay; onClose: () => void }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const text = useText();
  const { run, running } = useAct({ act: (json: Assessment) => answer(exchangeClient.stays[':id'].assessments.$post({ param: { id: stay.applicationId }, json })), changes, onDone: onClose });
  return (
    <FormDialog<Assessment> title={t('assess')} running={running} initialValues={{ grade: 'good' }} onFinish={run} onClose={onClose}>
      <Form.Item name="grade" label={t('grade')}><Radio.Group options={(Object.keys(grades) as (keyof typeof grades)[]).map((value) => ({ value, label: text(grades[value]) }))} /></Form.Item>
      <Form.Item name="text" label={t('assessText')} rules={[{ required: true, whitespace: true, message: w('needed') }]}><Input.TextArea rows={5} maxLength={3000} showCount /></Form.Item>
    </FormDialog>
  );
}

type Recognised = { lines: { course: string; hostCourse?: string; hours: number; credits?: number; grade?: string }[] };

function CertifyDialog({ stay, placement, onClose }: { stay: Stay; placement: Placement; onClose: () => void }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const s = useTexts(stayMessages);
  const withCredits = stay.words.recognises === 'credits';
  const { run, running } = useAct({
    act: ({ lines }: Recognised) => answer(exchangeClient.stays[':id'].certificate.$post({ param: { id: stay.applicationId }, json: { version: placement.version, recognised: lines.map(({ course, hostCourse, hours, credits = 0, grade = '' }) => ({ course, ...(hostCourse === undefined || hostCourse === '' ? {} : { hostCourse }), hours, credits, grade })) } })),
    changes, onDone: onClose,
  });
  const rules = [{ required: true, message: w('needed') }];
  // What the learning agreement in force says is what is recognised, unless it came otherwise.
  const agreed = (stay.agreement?.versions.find(({ number }) => number === stay.agreement?.inForce)?.content.courses ?? []).map((line) => ({ course: line.homeCourse, hostCourse: line.hostCourse, hours: line.hours, credits: line.homeCredits }));
  const hours = placement.entries.reduce((sum, entry) => sum + entry.hours, 0);
  return (
    <FormDialog<Recognised> width={760} title={t('certify')} okText={t('certify')} running={running} initialValues={{ lines: agreed.length === 0 ? [{ course: stay.offerTitle, hours }] : agreed }} onFinish={run} onClose={onClose}>
      <Lines name="lines" legend={t('recognised')} columns={withCredits ? '5fr 5fr 2fr 2fr 2fr' : '3fr 1fr'} add={t('addLine')} remove={t('remove')} blank={{ hours: 0 }} least={1}>
        {(line) => (
          <>
            {withCredits ? <Form.Item name={[line, 'hostCourse']} label={s('hostCourse')} className="wide"><Input maxLength={100} /></Form.Item> : null}
            <Form.Item name={[line, 'course']} label={t('course')} rules={[...rules, { whitespace: true, message: w('needed') }]} className="wide"><Input maxLength={100} /></Form.Item>
            <Form.Item name={[line, 'hours']} label={t('hours')} rules={rules}><InputNumber min={0} max={10_000} style={{ width: '100%' }} /></Form.Item>
            {withCredits ? <Form.Item name={[line, 'credits']} label={t('credits')} rules={rules}><InputNumber min={0} max={100} step={0.5} style={{ width: '100%' }} /></Form.Item> : null}
            {withCredits ? <Form.Item name={[line, 'grade']} label={t('score')}><Input maxLength={20} /></Form.Item> : null}
          </>
        )}
      </Lines>
    </FormDialog>
  );
}
