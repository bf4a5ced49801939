import { Link, useParams } from '@tanstack/react-router';
import { Grid } from 'antd';
import { Card } from '#web/kit/card.tsx';
import { DataTable } from '#web/kit/data-table.tsx';
import { Page } from '#web/kit/page.tsx';
import { PartyTag } from '#web/kit/party.tsx';
import { useText, useTexts } from '#web/kit/texts.tsx';
import { levelOf, obstaclesOf, scoresOf, wholeOf } from '../compare/rules.ts';
import { usePublication, useRun } from './client.ts';
import { FormsBehind } from './forms-behind.tsx';
import { messages } from './messages.ts';
import { CityMap } from './ranking.tsx';
import { normalisedBounds } from '../compare/scale.ts';
import { citiesIn, indicatorPath, resultOfPublication, resultOfRun, sayReported, type ResultView } from './result.ts';
import { show } from './show.ts';
import { TraceLink } from './trace-link.tsx';
import { DifferenceFigure, DimensionRadar, Obstacles, Peers, UnitRanks, UnitTrend } from './unit-charts.tsx';

/** A city, a party or the region in a result: against another, over the years, and every number from the raw value to the score with the forms behind it. */
export function UnitPage() {
  const t = useTexts(messages);
  const { id, unit: code } = useParams({ strict: false }) as { id: string; unit: string };
  const run = useRun(id);
  const view = run.data === undefined ? undefined : resultOfRun(run.data);
  return (
    <UnitView view={view} unit={code} back={{ to: `/workspace/indicators/runs/${id}`, label: run.data?.campaign.title ?? t('runs') }} loading={run.isPending} error={run.error} onRetry={() => void run.refetch()}>
      <FormsBehind run={id} unit={code} />
    </UnitView>
  );
}

/** The same of a published result, for everybody. */
export function PublishedUnitPage() {
  const t = useTexts(messages);
  const { id, unit } = useParams({ strict: false }) as { id: string; unit: string };
  const publication = usePublication(id);
  return <UnitView view={publication.data === undefined ? undefined : resultOfPublication(publication.data)} unit={unit} back={{ to: `/indices/${id}`, label: publication.data?.title ?? t('indices') }} loading={publication.isPending} error={publication.error} onRetry={() => void publication.refetch()} />;
}

type UnitViewProps = { view: ResultView | undefined; unit: string; back: { to: string; label: string }; loading: boolean; error: unknown; onRetry: () => void; children?: React.ReactNode };

function UnitView({ view, unit, back, loading, error, onRetry, children }: UnitViewProps) {
  const t = useTexts(messages);
  const scores = view === undefined ? new Map() : scoresOf(view.scores, unit);
  const own = view === undefined ? undefined : scores.get(wholeOf(view.nodes));
  const first = view?.scores.find((score) => score.unit === unit);
  const level = first === undefined ? 'city' : levelOf(first);
  const name = first?.unitName ?? '';
  return (
    <Page
      title={first?.unitName ?? t('city')} back={back} loading={loading} error={error} onRetry={onRetry}
      subtitle={first === undefined ? undefined : <>{level === 'city' ? <PartyTag party={first.party} /> : null} {own === undefined ? null : <>{t('score')} {view === undefined ? null : <TraceLink view={view} score={own} digits={2} />}{own.rank === null ? null : <> · {t('rank')} {own.rank}（{own.low ?? '—'}–{own.high ?? '—'}）</>}</>}{view?.coverage.has(unit) === true ? ` · ${t('coverage')} ${sayReported(view, unit)}` : ''}</>}
    >
      {view === undefined || first === undefined ? null : (
        <>
          <DimensionRadar view={view} unit={unit} name={name} />
          {level === 'party' ? <CityMap view={view} code={wholeOf(view.nodes)} title={t('citiesOfParty')} party={unit} /> : null}
          <DifferenceFigure view={view} unit={unit} name={name} />
          <UnitTrend view={view} unit={unit} name={name} />
          {level === 'city' ? <UnitRanks view={view} unit={unit} name={name} /> : null}
          {level === 'city' ? <Peers view={view} unit={unit} /> : null}
          <Obstacles view={view} unit={unit} name={name} />
          <Stages view={view} unit={unit} />
          {children}
        </>
      )}
    </Page>
  );
}

function Stages({ view, unit }: { view: ResultView; unit: string }) {
  const t = useTexts(messages);
  const text = useText();
  const of = scoresOf(view.scores, unit);
  const obstacles = obstaclesOf(view.nodes, of, normalisedBounds(view.choices.normalise, citiesIn(view))) ?? new Map<string, number>();
  const wide = Grid.useBreakpoint().md ?? true;
  const differs = (stage: 'imputed' | 'treated') => view.indicators.some(({ code }) => of.get(code)?.[stage] !== of.get(code)?.raw);
  const rows = view.indicators.toSorted((a, b) => (obstacles.get(b.code) || 0) - (obstacles.get(a.code) || 0));
  const cell = (code: string, stage: 'raw' | 'imputed' | 'treated' | 'value', digits?: number) => show(of.get(code)?.[stage], digits, of.get(code)?.suppressed);
  return (
    <Card title={t('stages')}>
      <p className="soft">{obstacles.size > 0 ? t('obstacleNote') : ''} {rows.some(({ code }) => of.get(code)?.suppressed === true) ? t('keptBack') : ''}</p>
      <DataTable label={t('stages')} rows={rows} rowKey={({ code }) => code} columns={[
        { key: 'name', title: t('name'), width: 200, render: ({ code, name, unit: measure }) => <><Link to={indicatorPath(view, code)}>{name}</Link> <span className="soft">{measure}</span></> },
        { key: 'raw', title: t('raw'), align: 'right', render: ({ code }) => <TraceLink view={view} score={of.get(code)} stage="raw" digits={2} /> },
        ...(['imputed', 'treated'] as const).flatMap((stage) => (differs(stage) ? [{ key: stage, title: t(stage), align: 'right' as const, render: ({ code }: { code: string }) => cell(code, stage) }] : [])),
        { key: 'value', title: t('normalised'), align: 'right', render: ({ code }) => <TraceLink view={view} score={of.get(code)} /> },
        { key: 'weight', title: t('weight'), align: 'right', render: ({ weightInWhole }) => `${(weightInWhole * 100).toFixed(1)}%` },
        ...(obstacles.size > 0 ? [{ key: 'obstacle', title: t('obstacle'), align: 'right' as const, render: ({ code }: { code: string }) => { const obstacle = obstacles.get(code); return obstacle === undefined || Number.isNaN(obstacle) ? '—' : `${(obstacle * 100).toFixed(1)}%`; } }] : []),
        // on a phone it stands on the indicator's own page
        ...(wide ? [{ key: 'formula', title: t('formula'), render: ({ formula }: ResultView['indicators'][number]) => <span style={{ display: 'inline-block', minWidth: 200, maxWidth: 420, whiteSpace: 'normal' }}>{text(formula)}</span> }] : []),
      ]} />
    </Card>
  );
}
