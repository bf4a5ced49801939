import type { ReactNode } from 'react';
import type { PartyCode } from '#kernel/domain.ts';
import { Card } from '#web/kit/card.tsx';
import { DataTable } from '#web/kit/data-table.tsx';
import { PartyTag } from '#web/kit/party.tsx';
import { TileMap } from '#web/kit/tile-map.tsx';
import { useTexts } from '#web/kit/texts.tsx';
import type { Node, Score } from './client.ts';
import { messages } from './messages.ts';

/** A score of a result, or of one published before there were other levels than cities. */
export type ShownScore = Omit<Score, 'level'> & { readonly level?: Score['level'] | undefined };

type Ranked = { readonly unit: string; readonly unitName: string; readonly party: PartyCode; readonly rank: number; readonly value: number; readonly low: number; readonly high: number };

/** The whole of every city, best first; a rank is never without its interval. */
export function rankedOf(scores: readonly ShownScore[], whole: string): Ranked[] {
  return scores
    .flatMap(({ code, unit, unitName, party, level = 'city', rank, value, low, high }): Ranked[] => (code === whole && level === 'city' && rank !== null && value !== null ? [{ unit, unitName, party, rank, value, low: low ?? rank, high: high ?? rank }] : []))
    .toSorted((a, b) => a.rank - b.rank);
}

/** The map and the ranking of a result. */
export function Ranking({ scores, nodes, robustness, cityName = (ranked) => ranked.unitName }: { scores: readonly ShownScore[]; nodes: readonly Node[]; robustness: { runs: number; weightSpread: number } | null; cityName?: (ranked: Ranked) => ReactNode }) {
  const t = useTexts(messages);
  const whole = nodes.find(({ parent }) => parent === null)?.code ?? '';
  const ranked = rankedOf(scores, whole);
  const groups = nodes.filter(({ level }) => level === 2);
  const scoreOf = new Map(scores.map(({ unit, code, value }) => [`${unit}/${code}`, value]));
  return (
    <>
      <Card title={t('map')}>
        <TileMap label={t('map')} cities={ranked.map(({ unit, unitName, party, value, rank, low, high }) => ({ code: unit, name: unitName, party, value: value.toFixed(1), title: `${unitName} ${value.toFixed(1)} · ${t('rank')} ${rank}（${low}–${high}）` }))} />
      </Card>
      <Card title={t('ranking')}>
        {robustness === null ? null : <p className="soft">{t('intervalNote', { runs: robustness.runs, spread: robustness.weightSpread * 100 })}</p>}
        <DataTable
          label={t('ranking')} rows={ranked} rowKey={({ unit }) => unit}
          columns={[
            { key: 'city', title: t('city'), render: (row) => <>{cityName(row)} <PartyTag party={row.party} /></> },
            { key: 'score', title: t('score'), align: 'right', render: ({ value }) => value.toFixed(2) },
            { key: 'rank', title: t('rank'), align: 'right', render: ({ rank }) => rank },
            { key: 'interval', title: t('interval'), render: (row) => <Interval {...row} of={ranked.length} /> },
            ...groups.map(({ code, name }) => ({ key: code, title: name, align: 'right' as const, render: ({ unit }: Ranked) => show(scoreOf.get(`${unit}/${code}`), 1) })),
          ]}
        />
      </Card>
    </>
  );
}

/** Where the rank lies among all, and between which ranks nine tenths of the recomputations put it. */
function Interval({ rank, low, high, of }: Ranked & { of: number }) {
  const at = (place: number) => `${of <= 1 ? 0 : ((place - 1) / (of - 1)) * 100}%`;
  const width = of <= 1 ? 0 : ((high - low) / (of - 1)) * 100;
  return (
    <span className="row" style={{ gap: 8, flexWrap: 'nowrap' }}>
      <span className="nowrap">{low}–{high}</span>
      <span aria-hidden style={{ position: 'relative', display: 'inline-block', width: 110, height: 12 }}>
        <span style={{ position: 'absolute', left: 0, right: 0, top: 5, height: 2, background: 'var(--line)' }} />
        <span style={{ position: 'absolute', left: at(low), width: `${width}%`, minWidth: 3, top: 3, height: 6, borderRadius: 3, background: 'var(--indigo)', opacity: 0.45 }} />
        <span style={{ position: 'absolute', left: `calc(${at(rank)} - 2px)`, top: 0, width: 4, height: 12, borderRadius: 2, background: 'var(--indigo)' }} />
      </span>
    </span>
  );
}

/** A number as one reads it; a dash where there is none, for that is not zero. */
export function show(value: number | null | undefined, digits = 2): string {
  return value === null || value === undefined ? '—' : value.toLocaleString('en', { maximumFractionDigits: digits, minimumFractionDigits: Math.min(1, digits), useGrouping: Math.abs(value) >= 10_000 });
}
