import { useQuery } from '@tanstack/react-query';
import { Button, Empty, Form, Input, Skeleton, Slider } from 'antd';
import { useState } from 'react';
import { partyNames } from '#kernel/domain.ts';
import { useAct } from '#web/kit/act.tsx';
import { answer, wordsFor } from '#web/kit/api.ts';
import { showDate, showInstant } from '#web/kit/dates.ts';
import { FileUpload } from '#web/kit/file-upload.tsx';
import { LifecycleBar, type MoveRequest } from '#web/kit/lifecycle-bar.tsx';
import { PartySeal } from '#web/kit/party.tsx';
import { useActing } from '#web/kit/session.tsx';
import { useLanguage, useText, useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';
import { planClient, type Milestone } from './client.ts';
import { messages } from './messages.ts';

const loadReports = async (id: string) => (await answer(planClient.milestones[':id'].reports.$get({ param: { id } }))).items;
type Report = Awaited<ReturnType<typeof loadReports>>[number];

const changes = [['plan'], ['inbox']] as const;

/** The progress reports on a milestone: written with evidence, sent in, and reviewed by the others who take part. */
export function Reports({ milestone }: { milestone: Milestone }) {
  const t = useTexts(messages);
  const acting = useActing();
  const [writing, setWriting] = useState(false);
  const reports = useQuery({ queryKey: ['plan', 'reports', milestone.id], queryFn: () => loadReports(milestone.id) });
  const owns = (acting?.role === 'party_officer' && acting.party === milestone.party) || (acting?.role === 'institution_officer' && milestone.institutionId !== null && acting.organization?.id === milestone.institutionId);
  const mayWrite = owns && (milestone.state === 'planned' || milestone.state === 'underway');
  if (reports.isError) return <p role="alert">{wordsFor(reports.error)}</p>;
  if (reports.data === undefined) return <Skeleton active paragraph={{ rows: 2 }} />;
  return (
    <div>
      {mayWrite && !writing ? <Button onClick={() => setWriting(true)}>{t('writeReport')}</Button> : null}
      {writing ? <ReportForm milestone={milestone} onClose={() => setWriting(false)} /> : null}
      {reports.data.length === 0 && !writing ? <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('noReports')} /> : null}
      {reports.data.map((report) => <ReportCard key={report.id} report={report} milestone={milestone} own={owns} />)}
    </div>
  );
}

function ReportForm({ milestone, report, onClose }: { milestone: Milestone; report?: Report; onClose: () => void }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const { run, running } = useAct({
    act: (json: { text: string; percent: number }) => report === undefined
      ? answer(planClient.milestones[':id'].reports.$post({ param: { id: milestone.id }, json }))
      : answer(planClient.reports[':id'].$put({ param: { id: report.id }, json: { version: report.version, ...json } })),
    changes, onDone: onClose,
  });
  return (
    <Form layout="vertical" className="report" initialValues={{ text: report?.text ?? '', percent: report?.percent ?? milestone.percent }} onFinish={run}>
      <Form.Item name="text" label={t('reportText')} rules={[{ required: true, whitespace: true, message: w('needed') }]}><Input.TextArea rows={4} maxLength={5000} showCount autoFocus /></Form.Item>
      <Form.Item name="percent" label={t('percent')}><Slider step={5} marks={{ 0: '0', 50: '50%', 100: '100%' }} {...{ 'ariaLabelForHandle': t('percent') }} /></Form.Item>
      <div className="row"><Button type="primary" htmlType="submit" loading={running}>{t('saveDraft')}</Button><Button onClick={onClose}>{w('cancel')}</Button><span className="soft">{t('draftThenFiles')}</span></div>
    </Form>
  );
}

function ReportCard({ report, milestone, own }: { report: Report; milestone: Milestone; own: boolean }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const text = useText();
  const [language] = useLanguage();
  const [editing, setEditing] = useState(false);
  const editable = own && (report.state === 'draft' || report.state === 'returned');
  const move = useAct({ act: (json: MoveRequest) => answer(planClient.reports[':id'].move.$post({ param: { id: report.id }, json: { ...json, transition: json.transition === 'withdraw' ? 'withdraw' : 'submit' } })), changes });
  const waiting = report.state === 'submitted' ? report.asked.filter((party) => !report.reviews.some((review) => review.party === party && review.reportVersion === report.version)) : [];
  if (editing) return <ReportForm milestone={milestone} report={report} onClose={() => setEditing(false)} />;
  return (
    <article className="report">
      <div className="row"><PartySeal party={report.party} /><span className="grow">{t('reportedOn', { party: text(partyNames[report.party]), date: showDate(report.reportedOn, language) })} · {report.percent}%</span></div>
      <p>{report.text}</p>
      <FileUpload subject={{ type: 'plan.report', id: report.id }} readOnly={!editable} />
      <div className="row" style={{ marginTop: 8 }}>
        <LifecycleBar lifecycle={report.lifecycle} onMove={move.runAsync} compact />
        {editable ? <Button size="small" onClick={() => setEditing(true)}>{w('edit')}</Button> : null}
        {waiting.length === 0 ? null : <span className="soft">{t('waitingFor', { parties: waiting.map((party) => text(partyNames[party])).join('、') })}</span>}
      </div>
      <ul className="row-list">
        {report.reviews.map((review) => (
          <li key={`${review.party}${review.reportVersion}`} className="row" style={{ padding: '6px 0' }}>
            <PartySeal party={review.party} /><span className="grow">{text(partyNames[review.party])} <strong className={review.verdict === 'return' ? 'overdue' : ''}>{review.verdict === 'agree' ? t('agreed') : t('returned')}</strong>{review.comment === null ? null : <span className="soft"> · {review.comment}</span>}</span><span className="soft nowrap">{showInstant(review.reviewedAt)}</span>
          </li>
        ))}
      </ul>
      {report.mayReview ? <ReviewForm report={report} /> : null}
    </article>
  );
}

function ReviewForm({ report }: { report: Report }) {
  const t = useTexts(messages);
  const [comment, setComment] = useState('');
  const { run, running } = useAct({
    act: (verdict: 'agree' | 'return') => {
      const said = comment.trim();
      return answer(planClient.reports[':id'].reviews.$post({ param: { id: report.id }, json: verdict === 'agree' ? { version: report.version, verdict, ...(said === '' ? {} : { comment: said }) } : { version: report.version, verdict, comment: said } }));
    },
    changes, done: t('reviewed'),
  });
  return (
    <div style={{ marginTop: 10 }}>
      <Input.TextArea aria-label={t('comment')} placeholder={t('comment')} rows={2} maxLength={2000} value={comment} onChange={({ target }) => setComment(target.value)} />
      <div className="row" style={{ marginTop: 8 }}>
        <Button type="primary" loading={running} onClick={() => run('agree')}>{t('agree')}</Button>
        <Button danger loading={running} disabled={comment.trim() === ''} onClick={() => run('return')}>{t('return')}</Button>
        {comment.trim() === '' ? <span className="soft">{t('commentNeeded')}</span> : null}
      </div>
    </div>
  );
}
