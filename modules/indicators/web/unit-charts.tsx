import { Select } from 'antd';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { partyNames } from '#kernel/domain.ts';
import { Figure } from '#web/kit/figure.tsx';
import { partyColour } from '#web/kit/party-colour.ts';
import { useText, useTexts } from '#web/kit/texts.tsx';
import { contributions, dimensionsOf, levelOf, obstaclesOf, peersOf, scoresOf, wholeOf, type ShownScore } from '../compare/rules.ts';
import { normalisedBounds } from '../compare/scale.ts';
import { Bars } from './charts/bars.tsx';
import { ContributionBars } from './charts/contribution-bars.tsx';
import { Radar } from './charts/radar.tsx';
import { RankTrend } from './charts/rank-trend.tsx';
import { Trend } from './charts/trend.tsx';
import { useTrend } from './client.ts';
import { messages } from './messages.ts';
import { citiesIn, unitPath, type ResultView } from './result.ts';
import { show } from './show.ts';

const own = 'var(--indigo)';
const others = 'var(--amber)';
const mostBars = 15;

/** The units of the same kind that one can be held against, and the region. */
function partnersOf(view: ResultView, unit: string): { value: string; label: string }[] {
  const level = levelOf(view.scores.find((score) => score.unit === unit) ?? {});
  return [...new Map(view.scores.filter((score) => score.unit !== unit && (levelOf(score) === level || levelOf(score) === 'region' || levelOf(score) === 'party')).map(({ unit: code, unitName }) => [code, unitName]))].map(([value, label]) => ({ value, label }));
}

function usePartner(view: ResultView, unit: string) {
  const t = useTexts(messages);
  const partners = partnersOf(view, unit);
  const [picked, setPicked] = useState<string>();
  const partner = partners.find(({ value }) => value === picked) ?? partners.find(({ value }) => value === 'region') ?? partners[0];
  const select = partners.length === 0 ? null : <Select aria-label={t('compareWith')} size="small" showSearch={{ optionFilterProp: 'label' }} style={{ minWidth: 130 }} value={partner?.value ?? null} options={partners} onChange={(value: string | null) => setPicked(value ?? undefined)} />;
  return { partner, select };
}

/** Its dimensions beside those of another. */
export function DimensionRadar({ view, unit, name }: { view: ResultView; unit: string; name: string }) {
  const t = useTexts(messages);
  const { partner, select } = usePartner(view, unit);
  const dimensions = dimensionsOf(view.nodes);
  const [mine, theirs] = [scoresOf(view.scores, unit), scoresOf(view.scores, partner?.value ?? '')];
  const valuesOf = (scores: ReadonlyMap<string, ShownScore>) => dimensions.map(({ code }) => scores.get(code)?.value ?? null);
  const lines = [{ name, values: valuesOf(mine), colour: own }, ...(partner === undefined ? [] : [{ name: partner.label, values: valuesOf(theirs), colour: others, dashed: true }])];
  return (
    <Figure
      title={t('dimensions')} method={t('radarMethod', { least: show(view.bounds.least, 0), most: show(view.bounds.most, Number.isInteger(view.bounds.most) ? 0 : 2) })} extra={select}
      table={{ columns: [t('name'), ...lines.map((line) => line.name)], rows: dimensions.map((dimension, i) => [dimension.name, ...lines.map(({ values }) => values[i] ?? null)]) }}
      draw={(width) => <Radar width={width} axes={dimensions.map((dimension) => dimension.name)} lines={lines} bounds={view.bounds} title={`${name} ${t('dimensions')}`} />}
    />
  );
}

/** What makes the difference to another unit. */
export function DifferenceFigure({ view, unit, name }: { view: ResultView; unit: string; name: string }) {
  const t = useTexts(messages);
  const { partner, select } = usePartner(view, unit);
  if (partner === undefined) return null;
  const { parts, rest, difference } = contributions(view.nodes, scoresOf(view.scores, unit), scoresOf(view.scores, partner.value));
  const remaining = rest === undefined || Math.abs(rest) < 0.005 ? [] : [{ code: 'rest', name: t('restPoints'), points: rest }];
  const shown = [...parts.slice(0, mostBars), ...remaining];
  return (
    <Figure
      title={`${t('contribution')}：${name} − ${partner.label}`} method={`${difference === undefined ? '' : `${t('difference')} ${difference.toFixed(2)}。`}${t('contributionMethod', { count: Math.min(mostBars, parts.length) })}`} extra={select}
      table={{ columns: [t('name'), t('points')], rows: [...parts, ...remaining].map((part) => [part.name, part.points]) }}
      draw={(width) => <ContributionBars width={width} parts={shown} title={t('contribution')} />}
    />
  );
}

/** What holds it back most: of each indicator what is lacking to the best, by its weight. */
export function Obstacles({ view, unit, name }: { view: ResultView; unit: string; name: string }) {
  const t = useTexts(messages);
  const degrees = obstaclesOf(view.nodes, scoresOf(view.scores, unit), normalisedBounds(view.choices.normalise, citiesIn(view)));
  if (degrees === undefined) return null;
  const rows = view.indicators.flatMap((indicator) => { const degree = degrees.get(indicator.code) ?? Number.NaN; return degree > 0 ? [{ key: indicator.code, name: indicator.name, value: 100 * degree, colour: others }] : []; }).toSorted((a, b) => b.value - a.value);
  return (
    <Figure
      title={t('obstacleTitle')} method={`${t('obstacleNote')}${t('obstacleMethod', { count: Math.min(mostBars, rows.length) })}`} table={{ columns: [t('name'), `${t('obstacle')}（%）`], rows: rows.map((row) => [row.name, row.value]) }}
      draw={(width) => <Bars width={width} digits={1} rows={rows.slice(0, mostBars)} title={`${name} ${t('obstacleTitle')}`} />}
    />
  );
}

/** The whole and the dimensions over the years. */
export function UnitTrend({ view, unit, name }: { view: ResultView; unit: string; name: string }) {
  const t = useTexts(messages);
  const trend = useTrend(view.kind, view.id, { unit });
  const region = useTrend(view.kind, view.id, { unit: 'region' });
  const whole = wholeOf(view.nodes);
  const items = (trend.data?.items ?? []).filter(({ code }) => code === whole);
  const periods = items.map(({ period }) => period);
  const lines = [
    { name, colour: own, values: items.map(({ value }) => value) },
    ...(unit === 'region' ? [] : [{ name: '长三角', colour: others, dashed: true, values: periods.map((period) => region.data?.items.find((item) => item.period === period && item.code === whole)?.value ?? null) }]),
  ];
  return (
    <Figure
      title={t('trend')} method={t('trendMethod')} table={{ columns: [t('period'), ...lines.map((line) => line.name)], rows: periods.map((period, i) => [period, ...lines.map(({ values }) => values[i] ?? null)]) }}
      draw={(width) => <Trend width={width} periods={periods} lines={lines} title={`${name} ${t('trend')}`} />}
    />
  );
}

/** The rank over the years, never without its interval. */
export function UnitRanks({ view, unit, name }: { view: ResultView; unit: string; name: string }) {
  const t = useTexts(messages);
  const code = wholeOf(view.nodes);
  const trend = useTrend(view.kind, view.id, { code });
  const items = (trend.data?.items ?? []).filter((item) => item.rank !== null && item.low !== null && item.high !== null);
  const years = items.flatMap(({ unit: of, period, rank, low, high }) => (of === unit && rank !== null && low !== null && high !== null ? [{ period, rank, low, high }] : []));
  return (
    <Figure
      title={t('rankTrend')} method={t('rankTrendMethod')} table={{ columns: [t('period'), t('rank'), `${t('interval')} ↓`, `${t('interval')} ↑`], rows: years.map(({ period, rank, low, high }) => [period, rank, low, high]) }}
      draw={(width) => <RankTrend width={width} years={years} last={Math.max(1, ...items.map(({ high }) => high ?? 1))} title={`${name} ${t('rankTrend')}`} />}
    />
  );
}

/** The cities most like this one. */
export function Peers({ view, unit }: { view: ResultView; unit: string }) {
  const t = useTexts(messages);
  const text = useText();
  const peers = peersOf(view.scores, view.nodes, unit, 6);
  const whole = new Map(view.scores.filter(({ code }) => code === wholeOf(view.nodes)).map((score) => [score.unit, score.value]));
  if (peers.length === 0) return null;
  return (
    <Figure
      title={t('peers')} method={t('peersMethod')} table={{ columns: [t('city'), t('party'), t('score'), t('distance')], rows: peers.map((peer) => [peer.unitName, text(partyNames[peer.party]), whole.get(peer.unit) ?? null, peer.distance]) }}
      draw={(width) => <Bars width={width} digits={1} rows={peers.map((peer) => ({ key: peer.unit, name: peer.unitName, value: peer.distance, colour: partyColour(peer.party) }))} title={t('peers')} />}
    >
      <p className="no-print">{peers.map((peer, i) => <span key={peer.unit}>{i > 0 ? '　' : ''}<Link to={unitPath(view, peer.unit)}>{peer.unitName}</Link></span>)}</p>
    </Figure>
  );
}
