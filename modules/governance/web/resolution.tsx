import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { Alert, Button, DatePicker, Form, Input, Modal } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useState } from 'react';
import { partyNames } from '#kernel/domain.ts';
import { useAct } from '#web/kit/act.tsx';
import { answer } from '#web/kit/api.ts';
import { Card } from '#web/kit/card.tsx';
import { showDate } from '#web/kit/dates.ts';
import { Mark } from '#web/kit/mark.tsx';
import { Page } from '#web/kit/page.tsx';
import { useLanguage, useText, useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';
import { proposalKinds, resolutionStates } from '../messages.ts';
import { Clauses } from './clauses.tsx';
import { changes, resolutionsClient, useResolution, type Resolution } from './client.ts';
import { messages } from './messages.ts';
import { resolutionTones } from './resolutions.tsx';

/** One resolution: its text, where it stands, and the way to what the four say of it. */
export function ResolutionPage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const t = useTexts(messages);
  const resolution = useResolution(id);
  const data = resolution.data;
  return (
    <Page title={data?.title ?? t('resolutions')} back={{ to: '/workspace/governance/resolutions', label: t('resolutions') }} loading={resolution.isPending} error={resolution.error} onRetry={() => void resolution.refetch()} subtitle={data === undefined ? undefined : <Standing resolution={data} />} extra={data === undefined ? undefined : <Tools resolution={data} />}>
      {data === undefined ? null : (
        <>
          {data.state === 'put' && data.consent !== null ? <Alert showIcon type="info" style={{ marginBottom: 18 }} title={<Link to="/workspace/governance/proposals/$id" params={{ id: data.consent.id }}>{t('toBoard')}</Link>} /> : null}
          <Card title={t('clauses')}><Clauses clauses={data.text} /></Card>
        </>
      )}
    </Page>
  );
}

function Standing({ resolution }: { resolution: Pick<Resolution, 'state' | 'number' | 'kind' | 'party' | 'adoptedOn' | 'visibility'> }) {
  const t = useTexts(messages);
  const text = useText();
  const [language] = useLanguage();
  const { state, number, kind, party, adoptedOn, visibility } = resolution;
  return (
    <span className="row">
      <Mark tone={resolutionTones[state]}>{text(resolutionStates[state])}</Mark>{number === null ? null : <strong>{number}</strong>}
      {text(proposalKinds[kind] ?? { zh: kind, en: kind })} · {t('putBy', { party: text(partyNames[party]) })}{adoptedOn === null ? null : ` · ${t('adoptedOn')} ${showDate(adoptedOn, language)}`} · {t(visibility === 'public' ? 'isPublic' : 'notPublic')}
    </span>
  );
}

function Tools({ resolution }: { resolution: Resolution }) {
  const t = useTexts(messages);
  const navigate = useNavigate();
  const [asking, setAsking] = useState<'put' | 'withdraw'>();
  const { id, consent, mayChange } = resolution;
  return (
    <>
      {consent !== null && resolution.state !== 'put' ? <Link className="link-button" to="/workspace/governance/proposals/$id" params={{ id: consent.id }}>{t('toBoard')}</Link> : null}
      {!mayChange ? null : (
        <>
          <Button onClick={() => void navigate({ to: '/workspace/governance/resolutions/$id/edit', params: { id } })}>{t('editDraft')}</Button>
          <Button danger onClick={() => setAsking('withdraw')}>{t('withdraw')}</Button>
          <Button type="primary" onClick={() => setAsking('put')}>{t('put')}</Button>
        </>
      )}
      {asking === 'put' ? <PutDialog resolution={resolution} onClose={() => setAsking(undefined)} /> : null}
      {asking === 'withdraw' ? <WithdrawDialog resolution={resolution} onClose={() => setAsking(undefined)} /> : null}
    </>
  );
}

function PutDialog({ resolution: { id, version, today }, onClose }: { resolution: Resolution; onClose: () => void }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const navigate = useNavigate();
  const [form] = Form.useForm<{ deadline: Dayjs }>();
  const { run, running } = useAct({
    act: async ({ deadline }: { deadline: Dayjs }) => {
      const { proposalId } = await answer(resolutionsClient.resolutions[':id'].put.$post({ param: { id }, json: { version, deadline: deadline.format('YYYY-MM-DD') } }));
      await navigate({ to: '/workspace/governance/proposals/$id', params: { id: proposalId } });
    },
    changes, done: t('wasPut'), onDone: onClose,
  });
  return (
    <Modal open title={t('put')} okText={t('put')} cancelText={w('cancel')} okButtonProps={{ loading: running }} onOk={() => form.submit()} onCancel={onClose}>
      <p>{t('putNote')}</p>
      <Form form={form} layout="vertical" onFinish={run} initialValues={{ deadline: dayjs(today).add(14, 'day') }}><Form.Item name="deadline" label={t('deadline')} rules={[{ required: true, message: w('needed') }]}><DatePicker minDate={dayjs(today)} style={{ width: '100%' }} /></Form.Item></Form>
    </Modal>
  );
}

function WithdrawDialog({ resolution: { id, version }, onClose }: { resolution: Resolution; onClose: () => void }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const [form] = Form.useForm<{ reason: string }>();
  const { run, running } = useAct({ act: ({ reason }: { reason: string }) => answer(resolutionsClient.resolutions[':id'].withdraw.$post({ param: { id }, json: { version, reason } })), changes, onDone: onClose });
  return (
    <Modal open title={t('withdraw')} okText={t('withdraw')} cancelText={w('cancel')} okButtonProps={{ loading: running, danger: true }} onOk={() => form.submit()} onCancel={onClose}>
      <Form form={form} layout="vertical" onFinish={run}><Form.Item name="reason" label={w('reason')} rules={[{ required: true, whitespace: true, message: w('reasonNeeded') }]}><Input.TextArea rows={3} maxLength={2000} /></Form.Item></Form>
    </Modal>
  );
}
