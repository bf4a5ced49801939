import { useQueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { Alert, Button, Input } from 'antd';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useAct } from '#web/kit/act.tsx';
import { answer, ProblemError } from '#web/kit/api.ts';
import { Card } from '#web/kit/card.tsx';
import { DataTable } from '#web/kit/data-table.tsx';
import { showInstant } from '#web/kit/dates.ts';
import { LifecycleBar, type MoveRequest } from '#web/kit/lifecycle-bar.tsx';
import { Page } from '#web/kit/page.tsx';
import { PartyTag } from '#web/kit/party.tsx';
import { useProblem } from '#web/kit/problem.tsx';
import { useText, useTexts } from '#web/kit/texts.tsx';
import { roles } from '#kernel/actor/roles.ts';
import { formLifecycleActs, formStates } from '../messages.ts';
import { client, useForm, type Form } from './client.ts';
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

type Draft = { readonly entries: Readonly<Record<string, number | null>>; readonly reasons: Readonly<Record<string, string>> };

/** Saves what changed, one request at a time, a moment after the last keystroke; what could not be sent stays and is tried again. */
function useAutosave(data: Form) {
  const queries = useQueryClient();
  const tell = useProblem();
  const version = useRef(data.form.version);
  const waiting = useRef<Draft>({ entries: {}, reasons: {} });
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const busy = useRef(false);
  const [state, setState] = useState<'saved' | 'saving' | 'failed'>('saved');
  const { id } = data.form;
  const queryKey = ['indicators', 'form', id];
  useEffect(() => { if (!busy.current && Object.keys(waiting.current.entries).length === 0) version.current = data.form.version; }, [data.form.version]);
  const send = useCallback(async () => {
    if (busy.current) return;
    const { entries, reasons } = waiting.current;
    if (Object.keys(entries).length + Object.keys(reasons).length === 0) return;
    waiting.current = { entries: {}, reasons: {} };
    busy.current = true;
    setState('saving');
    try {
      ({ version: version.current } = await answer(client.forms[':id'].$patch({ param: { id }, json: { version: version.current, entries, reasons } })));
      setState('saved');
      await queries.invalidateQueries({ queryKey });
    } catch (error) {
      if (error instanceof ProblemError && error.problem.status < 500) {
        tell(error, () => void queries.invalidateQueries({ queryKey }));
        setState('saved');
      } else {
        waiting.current = { entries: { ...entries, ...waiting.current.entries }, reasons: { ...reasons, ...waiting.current.reasons } };
        setState('failed');
        timer.current = setTimeout(() => void send(), 4_000);
      }
    } finally {
      busy.current = false;
    }
    if (Object.keys(waiting.current.entries).length + Object.keys(waiting.current.reasons).length > 0 && timer.current === undefined) void send();
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- the key is made of the id
  }, [id, queries, tell]);
  const change = (draft: Draft) => {
    waiting.current = { entries: { ...waiting.current.entries, ...draft.entries }, reasons: { ...waiting.current.reasons, ...draft.reasons } };
    clearTimeout(timer.current);
    setState('saving');
    timer.current = setTimeout(() => { timer.current = undefined; void send(); }, 600);
  };
  return { change, state };
}

function Entries({ data }: { data: Form }) {
  const t = useTexts(messages);
  const { change, state } = useAutosave(data);
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
            { key: 'value', title: t('value'), align: 'right', width: 170, render: ({ name, label }) => (mayFill ? <Entry name={label} value={form.entries[name]} onChange={(value) => change({ entries: { [name]: value }, reasons: {} })} /> : (form.entries[name] ?? '—')) },
            { key: 'look', title: t('look'), render: ({ name, label }) => <Findings element={name} label={label} data={data} onReason={(reason) => change({ entries: {}, reasons: { [name]: reason } })} /> },
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

function Findings({ element, label, data: { findings, form, mayFill }, onReason }: { element: string; label: string; data: Form; onReason: (reason: string) => void }) {
  const t = useTexts(messages);
  const text = useText();
  const own = findings.filter((finding) => finding.element === element);
  const [reason, setReason] = useState(form.reasons[element] ?? '');
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
