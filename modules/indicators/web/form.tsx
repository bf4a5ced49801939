import { useParams } from '@tanstack/react-router';
import { Alert, Button } from 'antd';
import type { ReactNode } from 'react';
import { useAct } from '#web/kit/act.tsx';
import { answer, ProblemError } from '#web/kit/api.ts';
import { Card } from '#web/kit/card.tsx';
import { showInstant } from '#web/kit/dates.ts';
import { LifecycleBar, type MoveRequest } from '#web/kit/lifecycle-bar.tsx';
import { Page } from '#web/kit/page.tsx';
import { PartyTag } from '#web/kit/party.tsx';
import { useText, useTexts } from '#web/kit/texts.tsx';
import { roles } from '#kernel/actor/roles.ts';
import { formLifecycleActs, formStates } from '../messages.ts';
import { client, useForm, type Form } from './client.ts';
import { Fields, goToWrong } from './form-fields.tsx';
import { useFormSaving, useLeftOver } from './form-saving.ts';
import { messages } from './messages.ts';

/** A form: filled in field by field and saved as one goes, with what must be looked at beside each number. */
export function FormPage() {
  const t = useTexts(messages);
  const { id } = useParams({ strict: false }) as { id: string };
  const form = useForm(id);
  const data = form.data;
  if (data === undefined) return <Page title={t('forms')} back={{ to: '/workspace/indicators', label: t('campaigns') }} loading={form.isPending} error={form.error} onRetry={() => void form.refetch()} />;
  // one that has been handed in and is open again is another page: it begins with what it is now
  return data.mayFill ? <Filling key={data.form.id} data={data} /> : <Reading key={data.form.id} data={data} />;
}

function Filling({ data }: { data: Form }) {
  const saving = useFormSaving(data);
  const settled = async () => {
    const version = goToWrong() ? undefined : await saving.settle();
    if (version === undefined) throw new ProblemError({ status: 409, code: 'indicators/unsaved', detail: messages.settleFirst.zh, text: messages.settleFirst });
    return version;
  };
  return <Frame data={data} settled={settled}><Fields data={data} saving={saving} /></Frame>;
}

function Reading({ data }: { data: Form }) {
  const t = useTexts(messages);
  const { leftOver, forget } = useLeftOver(data);
  const labels = new Map(data.elements.map(({ name, label }) => [name, label]));
  return (
    <Frame data={data} settled={() => Promise.resolve(data.form.version)}>
      {leftOver === undefined ? null : (
        <Alert
          type="warning" showIcon style={{ marginBottom: 16 }} title={t('leftOver')} action={<Button size="small" onClick={forget}>{t('forgetIt')}</Button>}
          description={Object.entries(leftOver.mine.entries).map(([name, value]) => `${labels.get(name) ?? name} ${value ?? '—'}`).join('，')}
        />
      )}
      <Fields data={data} saving={undefined} />
    </Frame>
  );
}

/** Whose form it is and where it stands; whatever moves it takes along what was typed last. */
function Frame({ data, settled, children }: { data: Form; settled: () => Promise<number>; children: ReactNode }) {
  const { form, campaign, madeOf } = data;
  const t = useTexts(messages);
  const act = async (request: MoveRequest) => answer(client.forms[':id'].move.$post({ param: { id: form.id }, json: { ...request, version: await settled() } }));
  const move = useAct({ act, changes: [['indicators'], ['inbox']] });
  return (
    <Page
      title={form.unitName} back={{ to: `/workspace/indicators/campaigns/${campaign.id}`, label: campaign.title }} subtitle={<><PartyTag party={form.party} /> {campaign.title}</>}
      extra={<LifecycleBar lifecycle={data.lifecycle} onMove={move.runAsync} compact />}
    >
      {form.returned === null ? null : <Alert type="warning" showIcon title={t('returned', { reason: form.returned })} style={{ marginBottom: 16 }} />}
      {madeOf === 'itself' ? null : <Alert type="info" showIcon title={t(madeOf === 'merged' ? 'madeOfMerged' : 'madeOfSplit')} style={{ marginBottom: 16 }} />}
      {children}
      <History data={data} />
    </Page>
  );
}

/** Every change that the form has seen: by which role, into which state, and each number before and after. */
function History({ data: { revisions, history, elements } }: { data: Form }) {
  const t = useTexts(messages);
  const text = useText();
  const labels = new Map(elements.map(({ name, label }) => [name, label]));
  const reasons = history.flatMap(({ at, act, reason }) => (reason === null ? [] : [{ at, words: `${text(formLifecycleActs[act.split('/').at(-1) as keyof typeof formLifecycleActs] ?? formLifecycleActs.fill)}：${reason}` }]));
  const lines = [
    ...revisions.map(({ version, at, role, state, changed }) => ({ key: `r${version}`, at, words: `${role === null || !(role in roles) ? '' : text(roles[role as keyof typeof roles].label)} · ${text(formStates[state as keyof typeof formStates] ?? formStates.open)}`, more: Object.entries(changed).slice(0, 12).map(([name, [before, after]]) => `${labels.get(name) ?? name} ${before ?? '—'} → ${after ?? '—'}`).join('，') })),
    ...reasons.map(({ at, words }) => ({ key: `h${at}`, at, words, more: '' })),
  ].toSorted((a, b) => (a.at < b.at ? 1 : -1));
  if (lines.length === 0) return null;
  return (
    <Card title={t('changed')}>
      <ul className="row-list">{lines.map(({ key, at, words, more }) => <li key={key}><span className="soft">{showInstant(at)}</span> {words} <span className="soft">{more}</span></li>)}</ul>
    </Card>
  );
}
