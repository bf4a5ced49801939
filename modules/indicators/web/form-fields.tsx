import { Alert, Button, Input, Segmented } from 'antd';
import { memo, useMemo, useState, type ClipboardEvent, type KeyboardEvent } from 'react';
import { Card } from '#web/kit/card.tsx';
import { useStore, createStore } from '#web/kit/store.ts';
import { useText, useTexts } from '#web/kit/texts.tsx';
import type { Form } from './client.ts';
import { readTypedColumn, readTypedNumber } from './form-number.ts';
import { messages } from './messages.ts';
import type { Saving } from './saving.ts';
import { sizeOf, type Clash } from './unsent.ts';

type Element = Form['elements'][number];
type Finding = Form['findings'][number];
type Show = 'all' | 'empty' | 'look';

/** From so many on one looks for an element rather than for its place. */
const many = 20;
/** What nobody fills in has nothing waiting. */
const idle = createStore<ReturnType<Saving['state']['get']>>({ status: 'saved', clashes: [] });

/** The fields of a form, to fill in where there is a saving, else to read. */
export function Fields({ data, saving }: { data: Form; saving: Saving | undefined }) {
  const t = useTexts(messages);
  const { elements, form } = data;
  const { clashes } = useStore(saving?.state ?? idle);
  const [restored] = useState(() => (saving === undefined ? 0 : sizeOf(saving.waiting())));
  const [show, setShow] = useState<{ what: Show; names: ReadonlySet<string> }>({ what: 'all', names: new Set() });
  const [words, setWords] = useState('');
  const open = new Set(data.findings.flatMap((finding) => (finding.open ? [finding.element] : [])));
  const findings = useMemo(() => Map.groupBy(data.findings, ({ element }) => element), [data.findings]);
  const waiting = saving?.waiting().entries ?? {};
  const namesOf = (what: Show) => new Set(elements.flatMap(({ name }) => ((what === 'empty' ? !(name in form.entries) : open.has(name)) ? [name] : [])));
  const shown = elements.filter(({ name, label }) => (show.what === 'all' || show.names.has(name)) && label.includes(words.trim()));
  const previous = elements.flatMap(({ name, previous: last }): [string, number][] => (last === null || name in form.entries || name in waiting ? [] : [[name, last]]));
  const counts = { empty: elements.filter(({ name }) => !(name in form.entries)).length, look: open.size };
  return (
    <Card title={t('filled', { filled: Object.keys(form.entries).length, total: elements.length })} extra={saving !== undefined && previous.length > 0 ? <Button size="small" onClick={() => saving.type({ entries: Object.fromEntries(previous), reasons: {} })}>{t('usePrevious')}</Button> : undefined}>
      <p className="soft" aria-live="polite">{t('missingNote')} {saving === undefined ? null : <SavingNote saving={saving} />}　{open.size === 0 ? t('findingsNone') : t('findingsOpen', { count: open.size })}</p>
      {restored === 0 ? null : <Alert type="info" showIcon closable style={{ marginBottom: 12 }} title={t('restored', { count: restored })} />}
      {clashes.length === 0 ? null : <Alert type="warning" showIcon style={{ marginBottom: 12 }} title={t('clashes', { count: clashes.length })} />}
      {elements.length < many ? null : (
        <div className="row no-print form-find">
          <Segmented<Show>
            value={show.what} onChange={(what) => setShow({ what, names: namesOf(what) })}
            options={[{ value: 'all', label: t('showAll', { count: elements.length }) }, { value: 'empty', label: t('showEmpty', { count: counts.empty }) }, { value: 'look', label: t('showLook', { count: counts.look }) }]}
          />
          <Input.Search aria-label={t('findElement')} placeholder={t('findElement')} allowClear value={words} maxLength={60} onChange={({ target }) => setWords(target.value)} style={{ maxWidth: 260 }} />
        </div>
      )}
      {shown.length === 0 ? <p className="soft">{t('noElement')}</p> : (
        <div className="form-fields" role="table" aria-label={t('forms')}>
          <div role="row" className="form-head"><span role="columnheader">{t('element')}</span><span role="columnheader">{t('previous')}</span><span role="columnheader">{t('value')}</span><span role="columnheader">{t('look')}</span></div>
          {shown.map((element) => (
            <Field
              key={element.name} element={element} saving={saving} value={element.name in waiting ? waiting[element.name] ?? undefined : form.entries[element.name]} reason={saving?.waiting().reasons[element.name] ?? form.reasons[element.name] ?? ''} findings={findings.get(element.name) ?? none}
              entryClash={clashes.find(({ kind, name }) => kind === 'entries' && name === element.name)} reasonClash={clashes.find(({ kind, name }) => kind === 'reasons' && name === element.name)}
            />
          ))}
        </div>
      )}
    </Card>
  );
}

const none: readonly Finding[] = [];

function SavingNote({ saving }: { saving: Saving }) {
  const t = useTexts(messages);
  const { status } = useStore(saving.state);
  return <>{t(status === 'saving' ? 'saving' : status === 'failed' ? 'notSaved' : status === 'held' ? 'heldBack' : 'savedAll')}</>;
}

type FieldProps = {
  readonly element: Element; readonly saving: Saving | undefined; readonly value: number | undefined; readonly reason: string; readonly findings: readonly Finding[];
  readonly entryClash: Clash | undefined; readonly reasonClash: Clash | undefined;
};

/** One element. Of three hundred only those are drawn anew that changed. */
const Field = memo(function Field({ element: { name, label, unit, previous }, saving, value, reason, findings, entryClash, reasonClash }: FieldProps) {
  const t = useTexts(messages);
  const text = useText();
  const doubtful = findings.some(({ severity }) => severity === 'doubt');
  return (
    <div role="row" className="form-field">
      <span role="rowheader">{label} <span className="soft">{unit}</span></span>
      <span role="cell" className="form-previous">{previous === null ? '' : <><span className="form-only-phone soft">{t('previous')} </span>{previous}</>}</span>
      <span role="cell" className="form-value">{saving === undefined ? (value ?? '—') : <Entry name={name} label={label} unit={unit} value={value} onType={(entries) => saving.type({ entries, reasons: {} })} />}</span>
      <span role="cell">
        {findings.map((finding) => <div key={finding.text.zh} className={finding.severity === 'error' ? 'mark mark-bad' : 'mark mark-warn'} style={{ whiteSpace: 'normal' }}>{text(finding.text)}</div>)}
        {saving === undefined ? <span className="soft">{reason}</span> : doubtful ? <Reason label={label} value={reason} onChange={(next) => saving.type({ entries: {}, reasons: { [name]: next } })} /> : null}
        {[entryClash, reasonClash].map((clash) => (clash === undefined || saving === undefined ? null : <Choice key={clash.kind} clash={clash} saving={saving} />))}
      </span>
    </div>
  );
}, isSame);

function isSame(before: FieldProps, now: FieldProps): boolean {
  return before.element.name === now.element.name && before.element.previous === now.element.previous && before.saving === now.saving && before.value === now.value && before.reason === now.reason && before.findings.length === now.findings.length
    && before.findings.every((finding, i) => finding.text.zh === now.findings[i]?.text.zh) && before.entryClash === now.entryClash && before.reasonClash === now.reasonClash;
}

function Choice({ clash, saving }: { clash: Clash; saving: Saving }) {
  const t = useTexts(messages);
  return (
    <div className="form-choice">
      <span>{t('clash', { theirs: clash.theirs ?? t('emptyField') })}</span>
      <Button size="small" onClick={() => saving.choose(clash, 'mine')}>{t('useMine', { mine: clash.mine ?? t('emptyField') })}</Button>
      <Button size="small" onClick={() => saving.choose(clash, 'theirs')}>{t('useTheirs')}</Button>
    </div>
  );
}

function Entry({ name, label, unit, value, onType }: { name: string; label: string; unit: string; value: number | undefined; onType: (entries: Record<string, number | null>) => void }) {
  const t = useTexts(messages);
  const [text, setText] = useState(value === undefined ? '' : String(value));
  const [from, setFrom] = useState(value);
  if (from !== value) { // saved, prefilled, pasted, or brought by somebody else meanwhile
    setFrom(value);
    if ((readTypedNumber(text) ?? undefined) !== value) setText(value === undefined ? '' : String(value));
  }
  const wrong = readTypedNumber(text) === undefined;
  return (
    <Input
      data-element={name} onKeyDown={goOn} onPaste={(event) => pasteColumn(event, onType)} aria-label={label} inputMode="decimal" maxLength={30} value={text} suffix={unit === '' ? undefined : <span className="form-only-phone soft">{unit}</span>} aria-invalid={wrong} {...(wrong ? { status: 'error' as const, title: t('notNumber') } : {})}
      onChange={({ target }) => {
        setText(target.value);
        const next = readTypedNumber(target.value);
        if (next !== undefined) onType({ [name]: next });
      }}
    />
  );
}

function Reason({ label, value, onChange }: { label: string; value: string; onChange: (reason: string) => void }) {
  const t = useTexts(messages);
  const [reason, setReason] = useState(value);
  const [from, setFrom] = useState(value);
  if (from !== value) {
    setFrom(value);
    if (reason.trim() !== value) setReason(value);
  }
  return <Input size="small" aria-label={t('whyOf', { name: label })} placeholder={t('why')} maxLength={500} value={reason} onChange={({ target }) => { setReason(target.value); onChange(target.value.trim()); }} />;
}

/** Something on the page that is not a number is neither kept nor sent: the person is led to it. Gives whether there is any. */
export function goToWrong(): boolean {
  const wrong = document.querySelector<HTMLInputElement>('.form-fields input[aria-invalid=true]');
  wrong?.focus();
  return wrong !== null;
}

/** The numbers of the form from one on, and the one before it. */
function numbersFrom(input: HTMLInputElement): { before: HTMLInputElement | undefined; inputs: HTMLInputElement[] } {
  const inputs = [...(input.closest('.form-fields')?.querySelectorAll<HTMLInputElement>('input[data-element]') ?? [])];
  const here = inputs.indexOf(input);
  return { before: inputs[here - 1], inputs: inputs.slice(here) };
}

/** Enter goes to the next number, with Shift to the one before, as in a workbook. */
function goOn(event: KeyboardEvent<HTMLInputElement>): void {
  if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
  const { before, inputs } = numbersFrom(event.currentTarget);
  const next = event.shiftKey ? before : inputs[1];
  if (next === undefined) return;
  event.preventDefault();
  next.focus();
  next.select();
}

/** A column copied out of a workbook goes into this number and those below it. */
function pasteColumn(event: ClipboardEvent<HTMLInputElement>, onType: (entries: Record<string, number | null>) => void): void {
  const cells = readTypedColumn(event.clipboardData.getData('text'));
  if (cells === undefined) return;
  const { inputs } = numbersFrom(event.currentTarget);
  event.preventDefault();
  onType(Object.fromEntries(inputs.slice(0, cells.length).map((input, i) => [input.dataset['element'] ?? '', cells[i] ?? null])));
}
