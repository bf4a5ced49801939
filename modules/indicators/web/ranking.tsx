import { Link } from '@tanstack/react-router';
import { Card } from '#web/kit/card.tsx';
import { DataTable } from '#web/kit/data-table.tsx';
import { Figure } from '#web/kit/figure.tsx';
import { PartyTag } from '#web/kit/party.tsx';
import { useTexts } from '#web/kit/texts.tsx';
import { dimensionsOf, levelOf, rankedOf, wholeOf, type Ranked } from '../compare/rules.ts';
import { RankIntervals } from './charts/rank-intervals.tsx';
import { ScoreMap } from './charts/score-map.tsx';
import { useTrend } from './client.ts';
import { messages } from './messages.ts';
import { indicatorPath, sayReported, unitPath, type ResultView } from './result.ts';
import { TraceLink } from './trace-link.tsx';

/** The map, the ranking with its intervals, every city by dimension, the parties, and the way to each indicator. */
export function Ranking({ view }: { view: ResultView }) {
  const t = useTexts(messages);
  const { nodes, scores, robustness } = view;
  const whole = wholeOf(nodes);
  const ranked = rankedOf(scores, whole);
  return (
    <>
      <CityMap view={view} code={whole} title={t('map')} />
      <Figure
        title={t('ranking')} method={robustness === null ? '' : t('intervalNote', { runs: robustness.runs, spread: robustness.weightSpread * 100 })}
        table={{ columns: [t('city'), t('score'), t('rank'), `${t('interval')} ↓`, `${t('interval')} ↑`], rows: ranked.map(({ unitName, value, rank, low, high }) => [unitName, value, rank, low, high]) }}
        draw={(width) => <RankIntervals width={width} ranked={ranked} title={t('ranking')} />}
      />
      <ByDimension view={view} ranked={ranked} />
      <Above view={view} />
      <Card title={t('byIndicator')}>
        {dimensionsOf(nodes).map(({ code, name }) => (
          <p key={code}><b>{name}</b>　{view.indicators.filter(({ parent }) => parent === code).map((indicator, i) => <span key={indicator.code}>{i > 0 ? '　' : ''}<Link to={indicatorPath(view, indicator.code)}>{indicator.name}</Link></span>)}</p>
        ))}
      </Card>
    </>
  );
}

/** Every city as deep as its score of a node is high. */
export function CityMap({ view: { scores }, code, title, party }: { view: ResultView; code: string; title: string; party?: string }) {
  const t = useTexts(messages);
  const cities = scores.filter((score) => score.code === code && levelOf(score) === 'city' && (party === undefined || score.party === party)).map(({ unit, unitName, value }) => ({ unit, name: unitName, value }));
  return (
    <Figure
      title={title} method={t('mapMethod')} table={{ columns: [t('city'), t('score')], rows: cities.toSorted((a, b) => (b.value ?? -Infinity) - (a.value ?? -Infinity)).map(({ name, value }) => [name, value]) }}
      draw={(width) => <ScoreMap width={width} cities={cities} title={title} />}
    />
  );
}

type RankedOrNot = Pick<Ranked, 'unit' | 'unitName' | 'party'> & { readonly rank: number | null; readonly low: number | null; readonly high: number | null };

/** The scores of units by node, each leading to how it was made. */
function scoreLinks(view: ResultView) {
  const scoreOf = new Map(view.scores.map((score) => [`${score.unit}/${score.code}`, score]));
  return (unit: string, code: string, digits = 1) => <TraceLink view={view} score={scoreOf.get(`${unit}/${code}`)} digits={digits} />;
}

/** How many of a place's units are approved: a column of its own, where that was kept. */
function coverageColumn(view: ResultView, title: string) {
  return view.coverage.size === 0 ? [] : [{ key: 'coverage', title, align: 'right' as const, render: ({ unit }: { unit: string }) => <span style={{ whiteSpace: 'nowrap' }}>{sayReported(view, unit) ?? '—'}</span> }];
}

function ByDimension({ view, ranked }: { view: ResultView; ranked: readonly Ranked[] }) {
  const t = useTexts(messages);
  const cell = scoreLinks(view);
  const trend = useTrend(view.kind, view.id, { code: wholeOf(view.nodes) });
  const earlier = (trend.data?.items ?? []).filter(({ period, low }) => period < view.period && low !== null);
  const lastPeriod = earlier.map(({ period }) => period).toSorted().at(-1);
  const then = new Map(earlier.filter(({ period }) => period === lastPeriod).map((item) => [item.unit, item]));
  const whole = wholeOf(view.nodes);
  // without a score a city has no rank; that it was asked and what is lacking of it is said all the same
  const places = new Set(ranked.map(({ unit }) => unit));
  const rows: RankedOrNot[] = [...ranked, ...view.scores.flatMap(({ unit, unitName, party, code, level }) => (code === whole && levelOf({ level }) === 'city' && !places.has(unit) ? [{ unit, unitName, party, rank: null, low: null, high: null }] : []))];
  const withInterval = (of: { rank: number | null; low: number | null; high: number | null } | undefined) => (of === undefined || of.rank === null ? '—' : <span style={{ whiteSpace: 'nowrap' }}>{`${of.rank}（${of.low}–${of.high}）`}</span>);
  return (
    <Card title={t('dimensions')}>
      <DataTable
        label={t('dimensions')} rows={rows} rowKey={({ unit }) => unit}
        columns={[
          { key: 'city', title: t('city'), render: ({ unit, unitName, party }) => <><Link to={unitPath(view, unit)}>{unitName}</Link> <PartyTag party={party} /></> },
          { key: 'score', title: t('score'), align: 'right', render: ({ unit }) => cell(unit, wholeOf(view.nodes), 2) },
          { key: 'rank', title: t('rank'), align: 'right', render: withInterval },
          ...(lastPeriod === undefined ? [] : [{ key: 'then', title: t('lastYear', { period: lastPeriod }), align: 'right' as const, render: ({ unit }: RankedOrNot) => withInterval(then.get(unit)) }]),
          ...coverageColumn(view, t('coverage')),
          ...dimensionsOf(view.nodes).map(({ code, name }) => ({ key: code, title: name, align: 'right' as const, render: ({ unit }: RankedOrNot) => cell(unit, code) })),
        ]}
      />
    </Card>
  );
}

/** The parties and the region by dimension, in the order of their codes: nobody is ranked above another. */
function Above({ view }: { view: ResultView }) {
  const t = useTexts(messages);
  const units = [...new Map(view.scores.filter((score) => levelOf(score) === 'party' || levelOf(score) === 'region').map(({ unit, unitName }) => [unit, unitName]))];
  if (units.length === 0) return null;
  const cell = scoreLinks(view);
  return (
    <Card title={t('partiesAndRegion')}>
      <DataTable
        label={t('partiesAndRegion')} rows={units.map(([unit, name]) => ({ unit, name }))} rowKey={({ unit }) => unit}
        columns={[
          { key: 'name', title: t('party'), render: ({ unit, name }) => <Link to={unitPath(view, unit)}>{name}</Link> },
          { key: 'score', title: t('score'), align: 'right', render: ({ unit }) => cell(unit, wholeOf(view.nodes)) },
          ...coverageColumn(view, t('coverage')),
          ...dimensionsOf(view.nodes).map(({ code, name }) => ({ key: code, title: name, align: 'right' as const, render: ({ unit }: { unit: string }) => cell(unit, code) })),
        ]}
      />
    </Card>
  );
}
