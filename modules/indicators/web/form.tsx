import { useParams } from '@tanstack/react-router';
import { Alert, Button, Input } from 'antd';
import { useState } from 'react';
import { useAct } from '#web/kit/act.tsx';
import { answer } from '#web/kit/api.ts';
import { Card } from '#web/kit/card.tsx';
import { DataTable } from '#web/kit/data-table.tsx';
import { showInstant } from '#web/kit/dates.ts';
import { LifecycleBar, type MoveRequest } from '#web/kit/lifecycle-bar.tsx';
import { Page } from '#web/kit/page.tsx';
import { PartyTag } from '#web/kit/party.tsx';
import { useText, useTexts } from '#web/kit/texts.tsx';
import { roles } from '#kernel/actor/roles.ts';
import { formLifecycleActs, formStates } from '../messages.ts';
import { client, useForm, type Form } from './client.ts';
import { useFormSaving } from './form-saving.ts';
import { messages } from './messages.ts';

/** A form: filled in field by field and saved as one goes, with what must be looked at beside each number. */
export function FormPage() {
  const t = useTexts(messages);
  const { id } = useParams({ strict: false }) as { id: string };
  const form = useForm(id);
  const data = form.data;
  const move = useAct({ act: (json: MoveRequest) => answer(client.forms[':id'].move.$post({ param: { id }, json })), changes: [['indicators'], ['inbox']] });
  return (
    <Page
      title={data === undefined ? t('forms') : data.form.unitName} back={{ to: data === undefined ? '/workspace/indicators' : `/workspace/indicators/campaigns/${data.campaign.id}`, label: data?.campaign.title ?? t('campaigns') }} loading={form.isPending} error={form.error} onRetry={() => void form.refetch()}
      subtitle={data === undefined ? undefined : <><PartyTag party={data.form.party} /> {data.campaign.title}</>}
      extra={data === undefined ? undefined : <LifecycleBar lifecycle={data.lifecycle} onMove={move.runAsync} compact />}
    >
      {data === undefined ? null : <><Entries key={data.form.id} data={data} /><History data={data} /></>}
    </Page>
  );
}

function Entries({ data }: { data: Form }) {
  const t = useTexts(messages);
  const { change, state, restored } = useFormSaving(data);
  const valueOf = (name: string) => (name in restored.entries ? (restored.entries[name] ?? undefined) : data.form.entries[name]);
  const { elements, findings, form, madeOf, mayFill } = data;
  const open = findings.filter((finding) => finding.open);
  const prefill = () => change({ entries: Object.fromEntries(elements.flatMap(({ name, previous }) => (previous === null || name in form.entries ? [] : [[name, previous]]))), reasons: {} });
  const hasPrevious = elements.some(({ previous }) => previous !== null);
  return (
    <>
      {form.returned === null ? null : <Alert type="warning" showIcon title={t('returned', { reason: form.returned })} style={{ marginBottom: 16 }} />}
      {madeOf === 'itself' ? null : <Alert type="info" showIcon title={t(madeOf === 'merged' ? 'madeOfMerged' : 'madeOfSplit')} style={{ marginBottom: 16 }} />}
      <Card title={t('filled', { filled: Object.keys(form.entries).length, total: elements.length })} extra={mayFill && hasPrevious ? <Button size="small" onClick={prefill}>{t('usePrevious')}</Button> : undefined}>
        <p className="soft" aria-live="polite">{t('missingNote')} {mayFill ? t(state === 'saving' ? 'saving' : state === 'failed' ? 'notSaved' : 'savedAll') : ''}　{open.length === 0 ? t('findingsNone') : t('findingsOpen', { count: open.length })}</p>
        <DataTable
          label={t('forms')} rows={elements} rowKey={({ name }) => name}
          columns={[
            { key: 'label', title: t('element'), render: ({ label, unit }) => <>{label} <span className="soft">{unit}</span></> },
            { key: 'previous', title: t('previous'), align: 'right', width: 120, render: ({ previous }) => previous ?? '' },
            { key: 'value', title: t('value'), align: 'right', width: 170, render: ({ name, label }) => (mayFill ? <Entry name={label} value={valueOf(name)} onChange={(value) => change({ entries: { [name]: value }, reasons: {} })} /> : (form.entries[name] ?? '—')) },
            { key: 'look', title: t('look'), render: ({ name, label }) => <Findings element={name} label={label} data={data} given={restored.reasons[name] ?? form.reasons[name] ?? ''} onReason={(reason) => change({ entries: {}, reasons: { [name]: reason } })} /> },
          ]}
        />
      </Card>
    </>
  );
}

function Entry({ name, value, onChange }: { name: string; value: number | undefined; onChange: (value: number | null) => void }) {
  const t = useTexts(messages);
  const [text, setText] = useState(value === undefined ? '' : String(value));
  const [from, setFrom] = useState(value);
  if (from !== value) { // saved, prefilled, or brought by a sheet meanwhile
    setFrom(value);
    if (Number(text) !== value || text === '') setText(value === undefined ? '' : String(value));
  }
  const isNumber = text === '' || (/^[+-]?(\d+\.?\d*|\.\d+)$/.test(text) && Number.isFinite(Number(text)));
  return (
    <Input
      aria-label={name} inputMode="decimal" maxLength={20} value={text} style={{ textAlign: 'right' }} {...(isNumber ? {} : { status: 'error' as const, title: t('notNumber') })}
      onChange={({ target }) => {
        const next = target.value.trim();
        setText(next);
        if (next === '') onChange(null);
        else if (/^[+-]?(\d+\.?\d*|\.\d+)$/.test(next)) onChange(Number(next));
      }}
    />
  );
}

function Findings({ element, label, data: { findings, form, mayFill }, given, onReason }: { element: string; label: string; data: Form; given: string; onReason: (reason: string) => void }) {
  const t = useTexts(messages);
  const text = useText();
  const own = findings.filter((finding) => finding.element === element);
  const [reason, setReason] = useState(given);
  if (own.length === 0) return null;
  return (
    <div>
      {own.map((finding) => <div key={finding.text.zh} className={finding.severity === 'error' ? 'mark mark-bad' : 'mark mark-warn'} style={{ whiteSpace: 'normal' }}>{text(finding.text)}</div>)}
      {own.some(({ severity }) => severity === 'doubt') ? (mayFill ? <Input size="small" aria-label={t('whyOf', { name: label })} placeholder={t('why')} maxLength={500} value={reason} onChange={({ target }) => { setReason(target.value); onReason(target.value.trim()); }} /> : <div className="soft">{form.reasons[element]}</div>) : null}
    </div>
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
