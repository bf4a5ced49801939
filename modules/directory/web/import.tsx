import { DownloadOutlined, InboxOutlined } from '@ant-design/icons';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Alert, Button, Progress, Segmented, Spin, Steps, Upload } from 'antd';
import { useState } from 'react';
import { wordsFor } from '#web/kit/api.ts';
import { Card } from '#web/kit/card.tsx';
import { showInstant } from '#web/kit/dates.ts';
import { Mark } from '#web/kit/mark.tsx';
import { Page } from '#web/kit/page.tsx';
import { sendFile } from '#web/kit/send-file.ts';
import { useActing } from '#web/kit/session.tsx';
import { useLanguage, useText, useTexts } from '#web/kit/texts.tsx';
import { mayBringPeople } from '../rules.ts';
import { isUnderWay, useImport, useImports, type Import, type ImportKind } from './client.ts';
import { kinds, messages, states } from './import-messages.ts';
import { ImportResult } from './import-result.tsx';
import { ImportRows } from './import-rows.tsx';
import { ImportStore } from './import-store.tsx';

/** From a sheet to the directory: sent, checked row by row, confirmed, stored. Where it stands is in the address, so one may leave and come back. */
export function ImportPage() {
  const t = useTexts(messages);
  const { id } = useSearch({ strict: false }) as { id?: string };
  const acting = useActing();
  return id === undefined ? (
    <Page title={t('title')} subtitle={t('promise')}>
      {acting !== undefined && !mayBringPeople(acting) ? <Alert type="info" showIcon title={t('notAllowed')} /> : <SendSheet />}
      <Latest />
    </Page>
  ) : <OneImport id={id} />;
}

function SendSheet() {
  const t = useTexts(messages);
  const text = useText();
  const [language] = useLanguage();
  const navigate = useNavigate();
  const { kind: asked } = useSearch({ strict: false }) as { kind?: string };
  const [kind, setKind] = useState<ImportKind>(asked === 'institutions' ? 'institutions' : 'people');
  const [sending, setSending] = useState<{ name: string; percent: number }>();
  const [refused, setRefused] = useState<unknown>();
  const send = async (file: File) => {
    setRefused(undefined);
    setSending({ name: file.name, percent: 0 });
    try {
      const { id } = (await sendFile(`/api/directory/imports?kind=${kind}`, file, (percent) => setSending({ name: file.name, percent }))) as { id: string }; // the contract's answer
      void navigate({ to: '/workspace/directory/import', search: { id } });
    } catch (error) {
      setRefused(error);
    } finally {
      setSending(undefined);
    }
  };
  return (
    <Card title={t('what')} extra={<a href={`/api/directory/imports/template?kind=${kind}&language=${language}`} download><DownloadOutlined aria-hidden /> {t('template')}</a>}>
      <Segmented<ImportKind> aria-label={t('what')} value={kind} onChange={setKind} options={(['people', 'institutions'] as const).map((value) => ({ value, label: text(kinds[value]) }))} />
      <p className="soft">{t('templateHint')}</p>
      {refused === undefined ? null : <Alert type="error" showIcon role="alert" style={{ marginBottom: 16 }} title={wordsFor(refused)} />}
      <Spin spinning={sending !== undefined}>
        <Upload.Dragger accept=".xlsx,.csv" showUploadList={false} beforeUpload={(file) => { void send(file); return false; }}>
          <p><InboxOutlined aria-hidden style={{ fontSize: 40, color: 'var(--celadon)' }} /></p>
          <p>{t('drop')}</p>
          <p className="soft">{t('limits')}</p>
        </Upload.Dragger>
      </Spin>
      {sending === undefined ? null : (
        <div role="status" style={{ marginTop: 12 }}>
          {sending.percent < 100 ? t('sending', { name: sending.name }) : t('reading')}
          <Progress percent={sending.percent} status="active" aria-label={t('stepSend')} />
        </div>
      )}
    </Card>
  );
}

/** Where the reader's own latest sheets stand. */
function Latest() {
  const t = useTexts(messages);
  const text = useText();
  const imports = useImports();
  if (imports.data === undefined || imports.data.length === 0) return null;
  return (
    <Card title={t('recent')}>
      <ul className="row-list" aria-label={t('recent')}>
        {imports.data.map(({ id, kind, fileName, state, createdAt }) => (
          <li key={id} className="row">
            <Link className="grow" to="/workspace/directory/import" search={{ id }}>{fileName}</Link>
            <span className="soft">{text(kinds[kind])}</span>
            <Mark tone={state === 'stored' ? 'good' : state === 'checked' ? 'warn' : 'active'}>{text(states[state])}</Mark>
            <span className="soft nowrap">{showInstant(createdAt)}</span>
          </li>
        ))}
      </ul>
    </Card>
  );
}

const stepOf: Readonly<Record<Import['state'], number>> = { checking: 1, checked: 2, storing: 3, stored: 4 };

function OneImport({ id }: { id: string }) {
  const t = useTexts(messages);
  const text = useText();
  const found = useImport(id);
  const data = found.data;
  return (
    <Page
      title={data?.fileName ?? t('title')} back={{ to: '/workspace/directory/import', label: t('title') }} loading={found.isPending} error={found.error} onRetry={() => void found.refetch()}
      subtitle={data === undefined ? undefined : `${text(kinds[data.kind])} · ${showInstant(data.createdAt)}`}
    >
      {data === undefined ? null : (
        <>
          <Steps
            aria-label={t('steps')} size="small" responsive={false} titlePlacement="vertical" current={stepOf[data.state]} status={data.job?.state === 'failed' ? 'error' : 'process'} style={{ marginBottom: 20 }}
            items={[{ title: t('stepSend') }, { title: t('stepCheck') }, { title: t('stepChoose') }, { title: t('stepStore') }]}
          />
          {isUnderWay(data) ? <UnderWay found={data} /> : null}
          {data.job?.state === 'failed' && data.state !== 'stored' ? <Failed found={data} /> : null}
          {data.state === 'stored' ? <ImportResult found={data} /> : null}
          {data.state === 'checked' ? <ImportStore found={data} /> : null}
          {data.state === 'checked' || data.state === 'stored' ? <ImportRows found={data} /> : null}
        </>
      )}
    </Page>
  );
}

function UnderWay({ found: { state, job } }: { found: Import }) {
  const t = useTexts(messages);
  const text = useText();
  return (
    <Card title={state === 'checking' ? t('stepCheck') : t('stepStore')}>
      <div role="status">
        <p>{t(state === 'checking' ? 'checkingNow' : 'storingNow')}</p>
        <p className="soft">{job === null || job.state === 'queued' ? t('waiting') : job.step === null ? '' : text(job.step)}</p>
      </div>
      <Progress percent={Math.round((job?.progress ?? 0) * 100)} status="active" aria-label={t(state === 'checking' ? 'stepCheck' : 'stepStore')} />
    </Card>
  );
}

function Failed({ found: { job } }: { found: Import }) {
  const t = useTexts(messages);
  const text = useText();
  const navigate = useNavigate();
  return (
    <Alert
      type="error" showIcon role="alert" title={t('jobFailed')} description={<>{job?.problem == null ? null : <p>{text(job.problem)}</p>}<p>{t('jobFailedHint')}</p></>}
      action={<Button onClick={() => void navigate({ to: '/workspace/directory/import' })}>{t('anotherSheet')}</Button>}
    />
  );
}
