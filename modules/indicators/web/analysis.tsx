import { useParams } from '@tanstack/react-router';
import { Select } from 'antd';
import { useState } from 'react';
import { partyCodes, partyNames } from '#kernel/domain.ts';
import { Card } from '#web/kit/card.tsx';
import { Figure } from '#web/kit/figure.tsx';
import { Page } from '#web/kit/page.tsx';
import { useText, useTexts } from '#web/kit/texts.tsx';
import { dimensionsOf } from '../compare/rules.ts';
import { Composition, type Composed } from './charts/composition.tsx';
import { Heat } from './charts/heat.tsx';
import { PairBars } from './charts/pair-bars.tsx';
import { Trend } from './charts/trend.tsx';
import { useAnalysis, usePublication, useRun, type ResultKind } from './client.ts';
import { messages } from './messages.ts';
import { resultOfPublication, resultOfRun, type ResultView } from './result.ts';

type Analysis = NonNullable<ReturnType<typeof useAnalysis>['data']>;

/** What stands behind a result: what weighs in fact, what moves the ranks, how well the dimensions are matched, how unequal the cities are, and whether they draw together. */
export function AnalysisPage() {
  const t = useTexts(messages);
  const { id } = useParams({ strict: false }) as { id: string };
  const run = useRun(id);
  return <AnalysisView view={run.data === undefined ? undefined : resultOfRun(run.data)} kind="run" id={id} back={{ to: `/workspace/indicators/runs/${id}`, label: run.data?.campaign.title ?? t('runs') }} />;
}

/** The same of a published result, for everybody. */
export function PublishedAnalysisPage() {
  const t = useTexts(messages);
  const { id } = useParams({ strict: false }) as { id: string };
  const publication = usePublication(id);
  return <AnalysisView view={publication.data === undefined ? undefined : resultOfPublication(publication.data)} kind="publication" id={id} back={{ to: `/indices/${id}`, label: publication.data?.title ?? t('indices') }} />;
}

function AnalysisView({ view, kind, id, back }: { view: ResultView | undefined; kind: ResultKind; id: string; back: { to: string; label: string } }) {
  const t = useTexts(messages);
  const [picked, setPicked] = useState<string>();
  const analysis = useAnalysis(kind, id, picked);
  const data = analysis.data;
  return (
    <Page title={t('analysis')} back={back} loading={analysis.isPending || view === undefined} error={analysis.error} onRetry={() => void analysis.refetch()}>
      {data === undefined || view === undefined ? null : (
        <>
          <p className="row no-print"><label htmlFor="looks-at">{t('looksAt')}</label><Select id="looks-at" showSearch={{ optionFilterProp: 'label' }} style={{ minWidth: 220, maxWidth: '100%' }} value={data.of} options={choicesOf(view)} onChange={setPicked} /></p>
          <Convergence data={data} /><Differences data={data} /><Pairs data={data} />
          <Effective data={data} /><Sobol data={data} /><Correlations data={data} /><CouplingFigure data={data} view={view} />
        </>
      )}
    </Page>
  );
}

/** The whole, then each dimension with its indicators. */
function choicesOf({ nodes }: ResultView) {
  const option = ({ code, name }: { code: string; name: string }) => ({ value: code, label: name });
  return [...nodes.filter(({ parent }) => parent === null).map(option), ...dimensionsOf(nodes).filter(({ parent }) => parent !== null).flatMap((dimension) => [option(dimension), ...nodes.filter(({ parent }) => parent === dimension.code).map((own) => ({ ...option(own), label: `　${own.name}` }))])];
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
  const orders = [t('firstOrder'), t('totalOrder')] as const;
  return (
    <Figure
      title={t('sobolTitle')} method={t('sobolMethod', { samples: sensitivity.samples, evaluations: sensitivity.evaluations })}
      table={{ columns: [t('factor'), ...orders.flatMap((order) => [order, `${order} ${t('lower95')}`, `${order} ${t('upper95')}`])], rows: sensitivity.factors.map(({ factor, first, total }) => [t(`factor_${factor}`), ...[first, total].flatMap(({ value, low, high }) => [value, low, high])]) }}
      draw={(width) => <PairBars width={width} title={t('sobolTitle')} names={orders} rows={sensitivity.factors.map(({ factor, first, total }) => ({ name: t(`factor_${factor}`), first: first.value, second: total.value, ranges: [first, total] }))} />}
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

function Differences({ data: { variation, gini, theil } }: { data: Analysis }) {
  const t = useTexts(messages);
  const split = (name: string, of: 'T' | 'L'): Composed[] => (theil === null ? [] : [{ name, total: theil.total[of], parts: theil.within === null || theil.between === null ? [] : [{ name: t('withinShort'), value: theil.within[of] }, { name: t('betweenShort'), value: theil.between[of] }] }]);
  const rows: Composed[] = [
    ...(gini === null ? [] : [{ name: t('giniTotal'), total: gini.total, parts: [{ name: t('withinShort'), value: gini.within }, { name: t('betweenShort'), value: gini.between }, { name: t('overlapShort'), value: gini.overlap }] }]),
    ...split(t('theilT'), 'T'), ...split(t('theilL'), 'L'),
  ];
  return (
    <Figure
      title={t('differencesTitle')} method={`${variation === null ? '' : `${t('variation')} ${variation.toFixed(4)}。`}${t('differencesMethod')}`} table={{ columns: [t('measure'), t('valueOf')], rows: [[t('variation'), variation], ...rows.flatMap(({ name, total, parts }) => [[name, total], ...parts.map((part) => [`${name}：${part.name}`, part.value])])] }}
      draw={(width) => <Composition width={width} rows={rows} title={t('differencesTitle')} />}
    />
  );
}

/** Gini within each party and between each two. */
function Pairs({ data: { gini } }: { data: Analysis }) {
  const t = useTexts(messages);
  const text = useText();
  if (gini === null || gini.groups.length < 2) return null;
  const nameOf = (party: string) => { const known = partyCodes.find((code) => code === party); return known === undefined ? party : text(partyNames[known]); };
  const pair = (a: string, b: string) => gini.pairs.find(({ higher, lower }) => (higher === a && lower === b) || (higher === b && lower === a))?.gini ?? null;
  return (
    <Figure
      title={t('pairTitle')} method={t('pairMethod')}
      table={{ columns: [t('party'), t('giniTotal'), t('netDistance')], rows: [...gini.groups.map(({ group, gini: own }) => [nameOf(group), own, null]), ...gini.pairs.map(({ higher, lower, gini: own, distance }) => [`${nameOf(higher)}—${nameOf(lower)}`, own, distance])] }}
      draw={(width) => <Heat width={width} digits={3} names={gini.groups.map(({ group }) => nameOf(group))} values={gini.groups.map(({ group, gini: own }) => gini.groups.map(({ group: other }) => (group === other ? own : pair(group, other))))} title={t('pairTitle')} />}
    />
  );
}

/** How well the dimensions of each city are matched, by both forms, and what that does not say. */
function CouplingFigure({ data: { coupling }, view }: { data: Analysis; view: ResultView }) {
  const t = useTexts(messages);
  if (coupling === null || coupling.length === 0) return null;
  const names = new Map(view.scores.map(({ unit, unitName }) => [unit, unitName]));
  const rows = coupling.map((row) => ({ ...row, name: names.get(row.unit) ?? row.unit })).toSorted((a, b) => b.corrected.coordination - a.corrected.coordination);
  const forms = [t('couplingCommon'), t('couplingCorrected')] as const;
  return (
    <Figure
      title={t('couplingTitle')} method={t('couplingMethod')}
      table={{ columns: [t('city'), ...forms.flatMap((form) => [t('couplingC'), t('couplingT'), t('couplingD')].map((part) => `${form} ${part}`))], rows: rows.map(({ name, common, corrected }) => [name, ...[common, corrected].flatMap((own) => [own.coupling, own.level, own.coordination])]) }}
      draw={(width) => <PairBars width={width} title={t('couplingTitle')} names={[`${forms[0]} D`, `${forms[1]} D`]} rows={rows.map(({ name, common, corrected }) => ({ name, first: common.coordination, second: corrected.coordination }))} />}
    />
  );
}

function Convergence({ data: { convergence: { periods, units, sigma, slope, beta } } }: { data: Analysis }) {
  const t = useTexts(messages);
  if (periods.length < 2) return <Card title={t('convergenceTitle')}><p className="soft">{t('needsYears')}</p></Card>;
  const says = beta === null ? '' : t('betaSays', { beta: beta.beta.toFixed(4), se: beta.standardError?.toFixed(4) ?? '—', r2: beta.rSquared.toFixed(2) }) + (beta.speed === null || beta.halfLife === null ? '' : t('betaSpeed', { speed: (100 * beta.speed).toFixed(1), years: beta.halfLife.toFixed(1) }));
  return (
    <Figure
      title={t('convergenceTitle')} method={`${t('sigmaMethod', { units, slope: slope?.toFixed(4) ?? '—' })}${says}`} table={{ columns: [t('period'), t('sigma')], rows: periods.map((period, i) => [period, sigma[i] ?? null]) }}
      draw={(width) => <Trend width={width} periods={periods} lines={[{ name: t('sigma'), colour: 'var(--indigo)', values: sigma }]} title={t('convergenceTitle')} />}
    />
  );
}
