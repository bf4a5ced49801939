import { useParams } from '@tanstack/react-router';
import { Card } from '#web/kit/card.tsx';
import { Figure } from '#web/kit/figure.tsx';
import { Matrix } from '#web/kit/matrix.tsx';
import { Page } from '#web/kit/page.tsx';
import { useTexts } from '#web/kit/texts.tsx';
import { PairBars } from './charts/pair-bars.tsx';
import { Trend } from './charts/trend.tsx';
import { useAnalysis, useRun } from './client.ts';
import { messages } from './messages.ts';

type Analysis = NonNullable<ReturnType<typeof useAnalysis>['data']>;

/** What stands behind a result: what weighs in fact, what moves the ranks, how unequal the cities are, and whether they draw together. */
export function AnalysisPage() {
  const t = useTexts(messages);
  const { id } = useParams({ strict: false }) as { id: string };
  const [analysis, run] = [useAnalysis(id), useRun(id)];
  const data = analysis.data;
  return (
    <Page title={t('analysis')} back={{ to: `/workspace/indicators/runs/${id}`, label: run.data?.campaign.title ?? t('runs') }} loading={analysis.isPending} error={analysis.error} onRetry={() => void analysis.refetch()}>
      {data === undefined ? null : <><Effective data={data} /><Sobol data={data} /><Correlations data={data} /><Differences data={data} /><Convergence data={data} /></>}
    </Page>
  );
}

function Effective({ data: { dimensions } }: { data: Analysis }) {
  const t = useTexts(messages);
  return (
    <Figure
      title={t('effectiveTitle')} method={t('effectiveMethod')} table={{ columns: [t('name'), t('given'), t('effective')], rows: dimensions.map(({ name, given, effective }) => [name, given, effective]) }}
      draw={(width) => <PairBars width={width} title={t('effectiveTitle')} names={[t('given'), t('effective')]} rows={dimensions.map(({ name, given, effective }) => ({ name, first: given, second: effective }))} />}
    />
  );
}

function Sobol({ data: { sensitivity } }: { data: Analysis }) {
  const t = useTexts(messages);
  if (sensitivity === null) return null;
  const rows = sensitivity.factors.map(({ factor, first, total }) => ({ name: t(`factor_${factor}`), first, second: total }));
  return (
    <Figure
      title={t('sobolTitle')} method={t('sobolMethod', { samples: sensitivity.samples, evaluations: sensitivity.evaluations })} table={{ columns: [t('factor'), t('firstOrder'), t('totalOrder')], rows: rows.map(({ name, first, second }) => [name, first, second]) }}
      draw={(width) => <PairBars width={width} title={t('sobolTitle')} names={[t('firstOrder'), t('totalOrder')]} rows={rows} />}
    />
  );
}

function Correlations({ data: { dimensions, correlations } }: { data: Analysis }) {
  const t = useTexts(messages);
  return (
    <Card title={t('correlationTitle')}>
      <Matrix label={t('correlationTitle')} corner="" rows={dimensions} columns={dimensions} rowKey={({ code }) => code} columnKey={({ code }) => code} rowHead={({ name }) => name} columnHead={({ name }) => name} cell={(row, column) => correlations[dimensions.indexOf(row)]?.[dimensions.indexOf(column)]?.toFixed(2) ?? '—'} />
    </Card>
  );
}

function Differences({ data: { gini, theil } }: { data: Analysis }) {
  const t = useTexts(messages);
  const rows: [string, number | null][] = [
    ...(gini === null ? [] : [[t('giniTotal'), gini.total], [t('giniWithin'), gini.within], [t('giniBetween'), gini.between], [t('giniOverlap'), gini.overlap]] satisfies [string, number][]),
    ...(theil === null ? [] : [[t('theilT'), theil.T], [t('theilWithin'), theil.within], [t('theilBetween'), theil.between], [t('theilL'), theil.L]] satisfies [string, number | null][]),
  ];
  return (
    <Card title={t('differencesTitle')}>
      <dl className="digests">{rows.map(([name, value]) => <div key={name} className="row"><dt style={{ minWidth: 180 }}>{name}</dt><dd style={{ margin: 0 }}>{value === null ? '—' : value.toFixed(4)}</dd></div>)}</dl>
      <p className="soft figure-method">{t('differencesMethod')}</p>
    </Card>
  );
}

function Convergence({ data: { convergence: { periods, units, sigma, slope, beta } } }: { data: Analysis }) {
  const t = useTexts(messages);
  if (periods.length < 2) return <Card title={t('convergenceTitle')}><p className="soft">{t('needsYears')}</p></Card>;
  const says = beta === null ? '' : t('betaSays', { beta: beta.beta.toFixed(4), se: beta.standardError?.toFixed(4) ?? '—', r2: beta.rSquared.toFixed(2) });
  return (
    <Figure
      title={t('convergenceTitle')} method={`${t('sigmaMethod', { units, slope: slope?.toFixed(4) ?? '—' })}${says}`} table={{ columns: [t('period'), t('sigma')], rows: periods.map((period, i) => [period, sigma[i] ?? null]) }}
      draw={(width) => <Trend width={width} periods={periods} lines={[{ name: t('sigma'), colour: 'var(--indigo)', values: sigma }]} title={t('convergenceTitle')} />}
    />
  );
}
