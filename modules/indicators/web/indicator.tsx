import { Link, useParams } from '@tanstack/react-router';
import { Select } from 'antd';
import { useState } from 'react';
import { Card } from '#web/kit/card.tsx';
import { DataTable } from '#web/kit/data-table.tsx';
import { Figure } from '#web/kit/figure.tsx';
import { Page } from '#web/kit/page.tsx';
import { PartyTag } from '#web/kit/party.tsx';
import { useText, useTexts } from '#web/kit/texts.tsx';
import { levelOf, pairsOf, type ShownScore } from '../compare/rules.ts';
import { Scatter } from './charts/scatter.tsx';
import { Trend } from './charts/trend.tsx';
import { usePublication, useRun, useTrend } from './client.ts';
import { messages } from './messages.ts';
import { CityMap } from './ranking.tsx';
import { resultOfPublication, resultOfRun, unitPath, type ResultView } from './result.ts';
import { TraceLink } from './trace-link.tsx';

/** An indicator in a result: what it means and how it is made, who has how much, over the years, and beside another. */
export function IndicatorPage() {
  const t = useTexts(messages);
  const { id } = useParams({ strict: false }) as { id: string };
  const run = useRun(id);
  return <IndicatorView view={run.data === undefined ? undefined : resultOfRun(run.data)} back={{ to: `/workspace/indicators/runs/${id}`, label: run.data?.campaign.title ?? t('runs') }} loading={run.isPending} error={run.error} onRetry={() => void run.refetch()} />;
}

/** The same of a published result, for everybody. */
export function PublishedIndicatorPage() {
  const t = useTexts(messages);
  const { id } = useParams({ strict: false }) as { id: string };
  const publication = usePublication(id);
  return <IndicatorView view={publication.data === undefined ? undefined : resultOfPublication(publication.data)} back={{ to: `/indices/${id}`, label: publication.data?.title ?? t('indices') }} loading={publication.isPending} error={publication.error} onRetry={() => void publication.refetch()} />;
}

function IndicatorView({ view, back, loading, error, onRetry }: { view: ResultView | undefined; back: { to: string; label: string }; loading: boolean; error: unknown; onRetry: () => void }) {
  const t = useTexts(messages);
  const { code } = useParams({ strict: false }) as { code: string };
  const indicator = view?.indicators.find((own) => own.code === code);
  return (
    <Page title={indicator?.name ?? t('name')} subtitle={indicator?.unit} back={back} loading={loading} error={error} onRetry={onRetry}>
      {view === undefined || indicator === undefined ? null : (
        <>
          <About indicator={indicator} />
          <CityMap view={view} code={code} title={t('map')} />
          <Values view={view} code={code} />
          <IndicatorTrend view={view} code={code} unit={indicator.unit} />
          <Against view={view} code={code} name={indicator.name} />
        </>
      )}
    </Page>
  );
}

function About({ indicator: { direction, goalposts, weightInWhole, formula, source } }: { indicator: ResultView['indicators'][number] }) {
  const t = useTexts(messages);
  const text = useText();
  return (
    <Card title={t('aboutIndicator')}>
      <p>{text(formula)}</p>
      <p className="soft">{t('direction')}：{t(direction === 1 ? 'more' : 'less')}　{goalposts === null ? '' : `${t('goalposts')}：${goalposts.low}—${goalposts.high}　`}{t('weight')}：{(weightInWhole * 100).toFixed(1)}%</p>
      <code style={{ overflowWrap: 'anywhere' }}>{source}</code>
    </Card>
  );
}

function Values({ view, code }: { view: ResultView; code: string }) {
  const t = useTexts(messages);
  const rows = view.scores.filter((score) => score.code === code && levelOf(score) === 'city').toSorted((a, b) => (b.value ?? -Infinity) - (a.value ?? -Infinity));
  return (
    <Card title={t('indicatorValues')}>
      <DataTable<ShownScore>
        label={t('indicatorValues')} rows={rows} rowKey={({ unit }) => unit}
        columns={[
          { key: 'city', title: t('city'), render: ({ unit, unitName, party }) => <><Link to={unitPath(view, unit)}>{unitName}</Link> <PartyTag party={party} /></> },
          { key: 'raw', title: t('raw'), align: 'right', render: (score) => <TraceLink view={view} score={score} stage="raw" digits={2} /> }, { key: 'value', title: t('normalised'), align: 'right', render: (score) => <TraceLink view={view} score={score} /> },
        ]}
      />
      {rows.some(({ suppressed }) => suppressed) ? <p className="soft">{t('keptBack')}</p> : null}
    </Card>
  );
}

const lineColours: Readonly<Record<string, string>> = { region: 'var(--ink)', '31': 'var(--party-31)', '32': 'var(--party-32)', '33': 'var(--party-33)', '34': 'var(--party-34)' };

function IndicatorTrend({ view, code, unit }: { view: ResultView; code: string; unit: string }) {
  const t = useTexts(messages);
  const trend = useTrend(view.kind, view.id, { code });
  const items = (trend.data?.items ?? []).filter((item) => item.unit in lineColours);
  const periods = [...new Set(items.map(({ period }) => period))];
  const lines = Object.entries(lineColours).flatMap(([of, colour]) => {
    const own = items.filter((item) => item.unit === of);
    const [first] = own;
    return first === undefined ? [] : [{ name: first.unitName, colour, dashed: of === 'region', values: periods.map((period) => own.find((item) => item.period === period)?.raw ?? null) }];
  });
  return (
    <Figure
      title={`${t('trend')}${unit === '' ? '' : `（${unit}）`}`} method={t('trendMethod')} table={{ columns: [t('period'), ...lines.map(({ name }) => name)], rows: periods.map((period, i) => [period, ...lines.map(({ values }) => values[i] ?? null)]) }}
      draw={(width) => <Trend width={width} periods={periods} lines={lines} title={t('trend')} />}
    />
  );
}

function Against({ view, code, name }: { view: ResultView; code: string; name: string }) {
  const t = useTexts(messages);
  const [picked, setPicked] = useState<string>();
  const options = view.indicators.filter((own) => own.code !== code).map((own) => ({ value: own.code, label: own.name }));
  const other = options.find(({ value }) => value === picked) ?? options[0];
  if (other === undefined) return null;
  const { pairs, correlation } = pairsOf(view.scores, code, other.value);
  return (
    <Figure
      title={t('scatter')} method={`${t('scatterMethod')}${correlation === undefined ? '' : t('correlationIs', { r: correlation.toFixed(2), count: pairs.length })}`}
      extra={<Select aria-label={t('against')} size="small" showSearch={{ optionFilterProp: 'label' }} style={{ width: 190 }} value={other.value} options={options} onChange={setPicked} />}
      table={{ columns: [t('city'), name, other.label], rows: pairs.map(({ unitName, x, y }) => [unitName, x, y]) }}
      draw={(width) => <Scatter width={width} pairs={pairs} xName={name} yName={other.label} title={`${name} × ${other.label}`} />}
    />
  );
}
