import { Select } from 'antd';
import { useState } from 'react';
import { partyCodes, partyNames, type PartyCode } from '#kernel/domain.ts';
import { Card } from '#web/kit/card.tsx';
import { Mark } from '#web/kit/mark.tsx';
import { Matrix } from '#web/kit/matrix.tsx';
import { useText, useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';
import { balanceOf, schoolCounts, type BalanceLine } from '../presets/balance-report.ts';
import { balanceRule, resources, stageNames } from '../presets/compulsory-balance.ts';
import type { Run, Score } from './client.ts';
import { messages } from './messages.ts';

type District = { readonly code: string; readonly name: string; readonly party: PartyCode; readonly lines: readonly BalanceLine[]; readonly reached: number; readonly notReached: number; readonly unknown: number };

/** Every district against the thresholds of the official balance method. */
function districtsOf(scores: readonly Score[]): District[] {
  return [...Map.groupBy(scores.filter(({ level }) => level === 'district'), ({ unit }) => unit)].flatMap(([code, own]) => {
    const [first] = own;
    if (first === undefined) return [];
    const raw = new Map(own.map((score) => [score.code, score.raw]));
    return [{ code, name: first.unitName, party: first.party, lines: balanceOf(raw, balanceRule.variation), reached: raw.get(schoolCounts.reached) ?? 0, notReached: raw.get(schoolCounts.notReached) ?? 0, unknown: raw.get(schoolCounts.unknown) ?? 0 }];
  });
}

type Column = { readonly key: string; readonly kind: 'met' } | { readonly key: string; readonly kind: 'schools' } | { readonly key: string; readonly kind: 'line'; readonly place: number };

/** District by district: the coefficients between its schools, and how many schools reach the standard. */
export function BalanceReport({ scores, coverage }: { scores: readonly Score[]; coverage: Run['run']['coverage'] }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const text = useText();
  const [party, setParty] = useState<PartyCode>();
  const all = districtsOf(scores);
  const reported = new Map(coverage.map((own) => [own.unit, own]));
  const rows = all.filter((district) => party === undefined || district.party === party);
  const columns: Column[] = [{ key: 'met', kind: 'met' }, { key: 'schools', kind: 'schools' }, ...(all[0]?.lines ?? []).map(({ stage, resource }, place): Column => ({ key: `${stage}/${resource}`, kind: 'line', place }))];
  const head = (column: Column) => {
    if (column.kind !== 'line') return t(column.kind === 'met' ? 'coefficientsMet' : 'schoolsReached');
    const line = all[0]?.lines[column.place];
    const name = resources.find(({ code }) => code === line?.resource)?.name;
    return <span style={{ display: 'inline-block', minWidth: 96, maxWidth: 130, whiteSpace: 'normal' }}>{line === undefined ? '' : text(stageNames[line.stage])} {name === undefined ? '' : text(name)}</span>;
  };
  const cell = ({ lines, reached, notReached, unknown }: District, column: Column) => {
    if (column.kind === 'met') { const known = lines.filter(({ met }) => met !== null); return t('ofKnown', { met: known.filter(({ met }) => met).length, known: known.length }); }
    if (column.kind === 'schools') return <>{t('ofSchools', { reached, judged: reached + notReached })}{unknown === 0 ? null : <div className="soft">{t('unknownSchools', { count: unknown })}</div>}</>;
    const line = lines[column.place];
    if (line === undefined || line.coefficient === null) return '—';
    return line.met === true ? line.coefficient.toFixed(3) : <Mark tone="bad">{line.coefficient.toFixed(3)}</Mark>;
  };
  return (
    <Card title={t('balance')} extra={<Select<PartyCode | 'all'> aria-label={t('party')} value={party ?? 'all'} style={{ minWidth: 120 }} onChange={(value) => setParty(value === 'all' ? undefined : value)} options={[{ value: 'all', label: w('all') }, ...partyCodes.map((value) => ({ value, label: text(partyNames[value]) }))]} />}>
      <p className="soft">{t('balanceNote', { primary: balanceRule.variation.primary, junior: balanceRule.variation.junior, rest: balanceRule.restShare * 100 })}</p>
      <Matrix label={t('balance')} corner={t('districtName')} rows={rows} columns={columns} rowKey={({ code }) => code} rowHead={({ code, name }) => { const own = reported.get(code); return own === undefined ? name : <>{name}<div className="soft" style={{ whiteSpace: 'nowrap' }}>{t('coverage')} {own.reported}/{own.asked}</div></>; }} columnKey={({ key }) => key} columnHead={head} cell={cell} />
    </Card>
  );
}
