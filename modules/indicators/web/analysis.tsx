import { useParams } from '@tanstack/react-router';
import { Card } from '#web/kit/card.tsx';
import { Figure } from '#web/kit/figure.tsx';
import { Page } from '#web/kit/page.tsx';
import { useTexts } from '#web/kit/texts.tsx';
import { Composition, type Composed } from './charts/composition.tsx';
import { Heat } from './charts/heat.tsx';
import { PairBars } from './charts/pair-bars.tsx';
import { Trend } from './charts/trend.tsx';
import { useAnalysis, usePublication, useRun, type ResultKind } from './client.ts';
import { messages } from './messages.ts';

type Analysis = NonNullable<ReturnType<typeof useAnalysis>['data']>;

/** What stands behind a result: what weighs in fact, what moves the ranks, how unequal the cities are, and whether they draw together. */
export function AnalysisPage() {
  const t = useTexts(messages);
  const { id } = useParams({ strict: false }) as { id: string };
  const run = useRun(id);
  return <AnalysisView kind="run" id={id} back={{ to: `/workspace/indicators/runs/${id}`, label: run.data?.campaign.title ?? t('runs') }} />;
}

/** The same of a published result, for everybody. */
export function PublishedAnalysisPage() {
  const t = useTexts(messages);
  const { id } = useParams({ strict: false }) as { id: string };
  const publication = usePublication(id);
  return <AnalysisView kind="publication" id={id} back={{ to: `/indices/${id}`, label: publication.data?.title ?? t('indices') }} />;
}

function AnalysisView({ kind, id, back }: { kind: ResultKind; id: string; back: { to: string; label: string } }) {
  const t = useTexts(messages);
  const analysis = useAnalysis(kind, id);
  const data = analysis.data;
  return (
    <Page title={t('analysis')} back={back} loading={analysis.isPending} error={analysis.error} onRetry={() => void analysis.refetch()}>
      {data === undefined ? null : <><Convergence data={data} /><Differences data={data} /><Effective data={data} /><Sobol data={data} /><Correlations data={data} /></>}
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
  const names = dimensions.map(({ name }) => name);
  return (
    <Figure
      title={t('correlationTitle')} method={t('correlationMethod')} table={{ columns: [t('name'), ...names], rows: names.map((name, i) => [name, ...names.map((_, j) => correlations[i]?.[j] ?? null)]) }}
      draw={(width) => <Heat width={width} names={names} values={correlations} title={t('correlationTitle')} />}
    />
  );
}

function Differences({ data: { gini, theil } }: { data: Analysis }) {
  const t = useTexts(messages);
  const rows: Composed[] = [
    ...(gini === null ? [] : [{ name: t('giniTotal'), total: gini.total, parts: [{ name: t('withinShort'), value: gini.within }, { name: t('betweenShort'), value: gini.between }, { name: t('overlapShort'), value: gini.overlap }] }]),
    ...(theil === null ? [] : [{ name: t('theilT'), total: theil.T, parts: theil.within === null || theil.between === null ? [] : [{ name: t('withinShort'), value: theil.within }, { name: t('betweenShort'), value: theil.between }] }]),
  ];
  return (
    <Figure
      title={t('differencesTitle')} method={t('differencesMethod')} table={{ columns: [t('measure'), t('valueOf')], rows: [...rows.flatMap(({ name, total, parts }) => [[name, total], ...parts.map((part) => [`${name}：${part.name}`, part.value])]), ...(theil === null ? [] : [[t('theilL'), theil.L]])] }}
      draw={(width) => <Composition width={width} rows={rows} title={t('differencesTitle')} />}
    />
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
