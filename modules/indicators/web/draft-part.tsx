import { Form, Input, Select, type GetRef } from 'antd';
import { useRef, useState } from 'react';
import { hasFormula, isName, offsetAt, type Part, type Standing } from '#algorithms/formulas/edit.ts';
import { aboutFields, levels, type Declaration, type Expression, type Level } from '#algorithms/formulas/model.ts';
import { parseSystem } from '#algorithms/formulas/parse.ts';
import type { Text } from '#kernel/text.ts';
import { useText, useTexts } from '#web/kit/texts.tsx';
import { collected } from '../versions/collected.ts';
import { levelNames, sayFormula } from '../versions/formula-words.ts';
import type { DraftProblem } from '../versions/problems.ts';
import { messages } from './draft-messages.ts';

type PartFormProps = {
  readonly part: Standing; readonly text: string; readonly parts: readonly Standing[]; readonly problems: readonly DraftProblem[];
  readonly onChange: (part: Part, field: string) => void; readonly onRename: (name: string) => void;
  /** In the tree an indicator is a city's, and its code its node's. */
  readonly inTree?: boolean;
};

/** One declaration, field by field; what is wrong with its formula at the formula, what it says read out. */
export function PartForm({ part, text, parts, problems, onChange, onRename, inTree = false }: PartFormProps) {
  const t = useTexts(messages);
  const say = useText();
  const id = `part-${part.name}`;
  const { start: _, end: _end, formulaAt: _at, ...own } = part;
  const set = (change: Partial<Part>) => onChange({ ...own, ...change }, `${id}/${Object.keys(change).join()}`);
  const mine = problems.flatMap((problem) => {
    if (problem.line === undefined) return [];
    const at = offsetAt(text, { line: problem.line, column: problem.column ?? 1 });
    return at >= part.start && at <= part.end ? [{ problem, at }] : [];
  });
  const inFormula = mine.filter(({ at }) => hasFormula(part.kind) && at >= part.formulaAt);
  const elsewhere = mine.filter((own) => !inFormula.includes(own));
  const allowed: readonly Level[] = part.kind === 'data' ? collected.levels : part.kind === 'attribute' ? ['school'] : levels;
  return (
    <Form layout="vertical" className="draft-form">
      <Form.Item label={t('name')} htmlFor={`${id}-label`}><Input id={`${id}-label`} maxLength={100} value={part.label} onChange={({ target }) => set({ label: target.value })} /></Form.Item>
      <CodeField id={`${id}-code`} name={part.name} taken={parts} onRename={onRename} disabled={part.kind === 'attribute'} />
      {part.kind === 'data' || part.kind === 'indicator' ? <Form.Item label={t('unit')} htmlFor={`${id}-unit`} extra={t('unitHint')}><Input id={`${id}-unit`} maxLength={30} value={part.unit} onChange={({ target }) => set({ unit: target.value })} /></Form.Item> : null}
      {inTree ? null : <Form.Item label={t('level')} htmlFor={`${id}-level`}><Select id={`${id}-level`} aria-label={t('level')} value={part.level ?? null} options={allowed.map((value) => ({ value, label: say(levelNames[value]) }))} onChange={(level: Level) => set({ level })} /></Form.Item>}
      {hasFormula(part.kind) ? (
        <div className="whole">
          <FormulaField id={`${id}-formula`} label={t(part.kind === 'indicator' ? 'formula' : 'condition')} value={part.formula} parts={parts} onChange={(formula) => set({ formula })} problems={inFormula.map(({ problem, at }) => t('at', { column: at - part.formulaAt + 1, why: say(problem.text) }))} words={wordsOf(text, part)} />
          {part.kind === 'standard' ? <FormulaField id={`${id}-applies`} label={t('applies')} value={part.applies} parts={parts} onChange={(applies) => set({ applies })} problems={[]} words={undefined} /> : null}
        </div>
      ) : null}
      {part.kind === 'attribute' ? null : aboutFields.map((field) => (
        <Form.Item key={field} label={t(field)} htmlFor={`${id}-${field}`}><Input id={`${id}-${field}`} maxLength={500} value={part.about[field] ?? ''} onChange={({ target }) => set({ about: { ...part.about, [field]: target.value } })} /></Form.Item>
      ))}
      <div aria-live="polite" className="whole">{elsewhere.map(({ problem }) => <p key={problem.text.zh} className="mark mark-bad" style={{ whiteSpace: 'normal' }}>{say(problem.text)}</p>)}</div>
    </Form>
  );
}

/** A code takes effect when it is whole, so that half of one is nobody's name. */
export function CodeField({ id, name, taken, onRename, disabled = false }: { id: string; name: string; taken: readonly { readonly name: string }[]; onRename: (name: string) => void; disabled?: boolean }) {
  const t = useTexts(messages);
  const [typed, setTyped] = useState<string>();
  const value = typed ?? name;
  const wrong = value === name ? undefined : !isName(value) ? t('codeWrong') : taken.some((other) => other.name.toLowerCase() === value.toLowerCase() && other.name !== name) ? t('codeTaken') : undefined;
  const settle = () => { if (wrong === undefined && value !== name) onRename(value); setTyped(undefined); };
  return (
    <Form.Item label={t('code')} htmlFor={id} {...(wrong === undefined ? {} : { validateStatus: 'error' as const, help: wrong })}>
      <Input id={id} maxLength={60} disabled={disabled} value={value} style={{ fontFamily: 'ui-monospace, monospace' }} onChange={({ target }) => setTyped(target.value.trim())} onBlur={settle} onPressEnter={settle} />
    </Form.Item>
  );
}

function FormulaField({ id, label, value, parts, problems, words, onChange }: { id: string; label: string; value: string; parts: readonly Standing[]; problems: readonly string[]; words: Text | undefined; onChange: (value: string) => void }) {
  const t = useTexts(messages);
  const say = useText();
  const field = useRef<GetRef<typeof Input.TextArea>>(null);
  const insert = (name: string) => {
    const area = field.current?.resizableTextArea?.textArea;
    const at = area?.selectionStart ?? value.length;
    onChange(`${value.slice(0, at)}${at === 0 || /[\s(]$/.test(value.slice(0, at)) ? '' : ' '}${name}${value.slice(area?.selectionEnd ?? at)}`);
    area?.focus();
  };
  return (
    <Form.Item label={label} htmlFor={id} tooltip={t('functions')} {...(problems.length === 0 ? {} : { validateStatus: 'error' as const, help: <span aria-live="polite">{problems.join('；')}</span> })}>
      <Input.TextArea ref={field} id={id} spellCheck={false} autoSize={{ minRows: 1, maxRows: 8 }} maxLength={4000} value={value} onChange={({ target }) => onChange(target.value)} style={{ fontFamily: 'ui-monospace, monospace' }} />
      <div className="row" style={{ flexWrap: 'wrap', marginTop: 6 }}>
        <Select<string | null> aria-label={t('insert')} size="small" style={{ width: 220 }} placeholder={t('insert')} value={null} showSearch={{ optionFilterProp: 'label' }} options={parts.flatMap(({ kind, name, label: shown }) => (kind === 'rule' || name === '' ? [] : [{ value: name, label: `${shown}　${name}` }]))} onChange={(name) => { if (name !== null) insert(name); }} />
        {words === undefined || problems.length > 0 ? null : <span className="soft" style={{ flex: '1 1 260px' }}>{t('reads', { words: say(words) })}</span>}
      </div>
    </Form.Item>
  );
}

/** What a formula says, if it can be read; whatever else in the text cannot. */
function wordsOf(text: string, { name }: Part): Text | undefined {
  const { declarations } = parseSystem(text);
  const byName = new Map(declarations.map((declaration): [string, Declaration] => [declaration.name, declaration]));
  const found = byName.get(name);
  if (found === undefined || found.kind === 'data' || found.kind === 'attribute') return undefined;
  const formula: Expression = found.kind === 'indicator' ? (found.standard?.condition ?? found.formula) : found.formula;
  try {
    return sayFormula(formula, { byName, order: [] });
  } catch {
    return undefined; // a name in it that is not there: said at the formula
  }
}
