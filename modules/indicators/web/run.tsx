import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { Alert, Button, DatePicker, Form, Input, Modal, Progress } from 'antd';
import type { Dayjs } from 'dayjs';
import { useState } from 'react';
import { useAct } from '#web/kit/act.tsx';
import { answer } from '#web/kit/api.ts';
import { Card } from '#web/kit/card.tsx';
import { Mark } from '#web/kit/mark.tsx';
import { Page } from '#web/kit/page.tsx';
import { useText, useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';
import { showInstant } from '#web/kit/dates.ts';
import { publicationStates } from '../messages.ts';
import { BalanceReport } from './balance.tsx';
import { client, useJob, useRun, type Run } from './client.ts';
import { messages } from './messages.ts';
import { Ranking } from './ranking.tsx';
import { resultOfRun } from './result.ts';

/** A result: while it is computed how far it is, then the map, the ranking, and how it was made. */
export function RunPage() {
  const t = useTexts(messages);
  const { id } = useParams({ strict: false }) as { id: string };
  const run = useRun(id);
  const data = run.data;
  return (
    <Page
      title={t('runs')} back={{ to: data === undefined ? '/workspace/indicators' : `/workspace/indicators/campaigns/${data.campaign.id}`, label: data?.campaign.title ?? t('title') }} loading={run.isPending} error={run.error} onRetry={() => void run.refetch()}
      subtitle={data === undefined ? undefined : <>{data.campaign.title} · {data.system.title} {t('nth', { number: data.system.number })}{data.run.finishedAt === null ? null : ` · ${t('computedAt')} ${showInstant(data.run.finishedAt)}`}</>}
      extra={data === undefined ? undefined : <>{data.run.finishedAt === null || data.nodes.length === 0 ? null : <Link to="/workspace/indicators/runs/$id/analysis" params={{ id }}>{t('analysis')}</Link>}{data.trial ? <Mark tone="warn">{t('trialMark')}</Mark> : <Publish data={data} />}</>}
    >
      {data === undefined ? null : data.run.finishedAt === null ? <Waiting jobId={data.run.jobId} /> : data.nodes.length === 0 ? <><BalanceReport data={data} /><HowMade data={data} /></> : (
        <>
          <Ranking view={resultOfRun(data)} />
          <HowMade data={data} />
        </>
      )}
    </Page>
  );
}

function Waiting({ jobId }: { jobId: string | null }) {
  const t = useTexts(messages);
  const text = useText();
  const job = useJob(jobId);
  const { progress = 0, step, problem } = job.data ?? {};
  if (problem !== null && problem !== undefined) return <Alert type="error" showIcon title={t('cannotBeComputed')} description={text(problem)} />;
  return (
    <Card title={t('running')}>
      <Progress percent={Math.round(progress * 100)} status="active" aria-label={t('running')} />
      <p aria-live="polite">{step !== null && step !== undefined ? text(step) : ''}</p>
    </Card>
  );
}

function Publish({ data: { run, campaign, system, publication, may, gaps } }: { data: Run }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const text = useText();
  const navigate = useNavigate();
  const [open, setOpen] = useState(false);
  const [form] = Form.useForm<{ title: string; embargoOn: Dayjs; reason?: string }>();
  const publish = useAct({
    act: ({ title, embargoOn, reason }: { title: string; embargoOn: Dayjs; reason?: string }) => answer(client.runs[':id'].publication.$post({ param: { id: run.id }, json: { title, embargoOn: embargoOn.format('YYYY-MM-DD'), ...(reason === undefined ? {} : { reason }) } })),
    changes: [['indicators'], ['inbox'], ['governance']], done: t('proposed'), onDone: () => setOpen(false),
  });
  if (publication !== null) return <><Mark tone={publication.state === 'agreed' ? 'good' : 'active'}>{text(publicationStates[publication.state as keyof typeof publicationStates] ?? publicationStates.proposed)}</Mark><Button onClick={() => void navigate({ to: '/indices/$id', params: { id: publication.id } })}>{t('openPublication')}</Button></>;
  if (!may.publish) return null;
  return (
    <>
      <Button type="primary" onClick={() => setOpen(true)}>{t('publish')}</Button>
      {open ? (
        <Modal open title={t('publish')} onCancel={() => setOpen(false)} onOk={() => form.submit()} okText={w('save')} cancelText={w('cancel')} confirmLoading={publish.running}>
          <Form form={form} layout="vertical" initialValues={{ title: `${campaign.period} 年${system.title}` }} onFinish={(values) => publish.run(values)}>
            <Form.Item name="title" label={t('publicationTitle')} rules={[{ required: true, message: w('needed') }]}><Input maxLength={200} /></Form.Item>
            <Form.Item name="embargoOn" label={t('embargo')} rules={[{ required: true, message: w('needed') }]}><DatePicker style={{ width: '100%' }} placeholder={t('embargo')} /></Form.Item>
            {gaps.length === 0 ? null : (
              <>
                <Alert type="warning" showIcon style={{ marginBottom: 14 }} title={t('notWhole')} description={<ul style={{ margin: 0, paddingInlineStart: 18 }}>{gaps.map((gap) => <li key={gap.zh}>{text(gap)}</li>)}</ul>} />
                <Form.Item name="reason" label={t('publishReason')} rules={[{ required: true, min: 4, message: w('needed') }]}><Input.TextArea rows={3} maxLength={500} /></Form.Item>
              </>
            )}
          </Form>
        </Modal>
      ) : null}
    </>
  );
}

function HowMade({ data: { run } }: { data: Run }) {
  const t = useTexts(messages);
  const text = useText();
  return (
    <Card title={t('howMade')}>
      <p>{t('factsUsed', { count: run.facts ?? 0 })}</p>
      <dl className="digests"><dt>{t('snapshot')}</dt><dd><code style={{ overflowWrap: 'anywhere' }}>{run.snapshot}</code></dd><dt>{t('result')}</dt><dd><code style={{ overflowWrap: 'anywhere' }}>{run.result}</code></dd></dl>
      <h3 style={{ fontSize: 15 }}>{t('notes')}</h3>
      {run.notes.length === 0 ? <p className="soft">{t('noNotes')}</p> : <ul>{run.notes.map((note) => <li key={note.zh}>{text(note)}</li>)}</ul>}
    </Card>
  );
}
