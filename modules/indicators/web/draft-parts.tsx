import { Button } from 'antd';
import { withName, withNewPart, withoutPart, withPart, withSwapped, type Part, type PartKind, type Standing } from '#algorithms/formulas/edit.ts';
import { Mark } from '#web/kit/mark.tsx';
import { useText, useTexts } from '#web/kit/texts.tsx';
import { levelNames } from '../versions/formula-words.ts';
import type { Version } from '../versions/facts.ts';
import type { DraftProblem } from '../versions/problems.ts';
import { messages } from './draft-messages.ts';
import { PartForm } from './draft-part.tsx';
import { freeName, problemsIn } from './draft-shared.ts';
import type { Change } from './draft-state.ts';

export type SectionProps = {
  readonly values: Version; readonly change: Change; readonly parts: readonly Standing[]; readonly problems: readonly DraftProblem[];
  /** The code of what is open to be changed. */
  readonly open: string | undefined; readonly setOpen: (code: string | undefined) => void;
};

const begins: Readonly<Record<PartKind, { readonly name: string; readonly label: 'newData' | 'newIndicator' | 'newStandard' | 'newRule'; readonly level: Part['level'] }>> = {
  attribute: { name: 'stage', label: 'newData', level: 'school' }, data: { name: 'data', label: 'newData', level: 'district' }, indicator: { name: 'indicator', label: 'newIndicator', level: 'city' }, standard: { name: 'standard', label: 'newStandard', level: 'school' }, rule: { name: 'rule', label: 'newRule', level: 'district' },
};

/** The declarations of some kinds, each to be opened, changed, moved and removed. */
export function PartList({ values, change, parts, problems, open, setOpen, kinds, wanted }: SectionProps & { readonly kinds: readonly PartKind[]; readonly wanted: (name: string) => boolean }) {
  const t = useTexts(messages);
  const say = useText();
  const { formulas } = values;
  const own = parts.filter(({ kind, name }) => kinds.includes(kind) && wanted(name));
  const kind = kinds.at(-1) ?? 'data';
  const add = () => {
    const { name, label, level } = begins[kind];
    const free = freeName(name, parts);
    change({ formulas: withNewPart(formulas, { kind, name: free, label: t(label), unit: '', level, formula: '', applies: '', about: {} }) });
    setOpen(free);
  };
  return (
    <section className="card">
      {own.length === 0 ? <p className="soft">{t('none')}</p> : (
        <ul className="row-list">
          {own.map((part, i) => {
            const wrong = problemsIn(formulas, part, problems).length;
            const beside = (by: -1 | 1) => { const other = own[i + by]; if (other !== undefined) change({ formulas: withSwapped(formulas, part, other) }); };
            return (
              <li key={`${part.kind}/${part.name}/${i}`}>
                <div className="row" style={{ flexWrap: 'wrap' }}>
                  <button type="button" className="plain-button grow" aria-expanded={open === part.name} onClick={() => setOpen(open === part.name ? undefined : part.name)} style={{ textAlign: 'left' }}>{part.label === '' ? part.name : part.label} <span className="soft">{part.unit} {part.level === undefined ? '' : say(levelNames[part.level])} {part.name}</span> {wrong === 0 ? null : <Mark tone="bad">{wrong}</Mark>}</button>
                  <RowTools name={part.label} onUp={i === 0 ? undefined : () => beside(-1)} onDown={i === own.length - 1 ? undefined : () => beside(1)} onRemove={() => change({ formulas: withoutPart(formulas, part) })} />
                </div>
                {open === part.name ? <PartForm part={part} text={formulas} parts={parts} problems={problems} onChange={(next, field) => change({ formulas: withPart(formulas, part, next) }, field)} onRename={(name) => { change({ formulas: withName(formulas, part.name, name) }); setOpen(name); }} /> : null}
              </li>
            );
          })}
        </ul>
      )}
      <div className="row" style={{ flexWrap: 'wrap', marginTop: 12 }}>
        <Button type="primary" onClick={add}>{t('add')}</Button>
        {kinds.includes('attribute') && !parts.some((part) => part.kind === 'attribute') ? <Button onClick={() => change({ formulas: withNewPart(formulas, { kind: 'attribute', name: 'stage', label: '学段', unit: '', level: 'school', formula: '', applies: '', about: {} }) })}>{t('addStage')}</Button> : null}
      </div>
    </section>
  );
}

/** Up, down, away: what every row of a draft can be told. */
export function RowTools({ name, onUp, onDown, onRemove }: { name: string; onUp: (() => void) | undefined; onDown: (() => void) | undefined; onRemove: () => void }) {
  const t = useTexts(messages);
  const tool = (act: 'up' | 'down' | 'remove', onClick: (() => void) | undefined) => <Button size="small" type="text" danger={act === 'remove'} disabled={onClick === undefined} aria-label={t('of', { act: t(act), name })} {...(onClick === undefined ? {} : { onClick })}>{t(act)}</Button>;
  return <span className="row" style={{ gap: 0 }}>{tool('up', onUp)}{tool('down', onDown)}{tool('remove', onRemove)}</span>;
}
