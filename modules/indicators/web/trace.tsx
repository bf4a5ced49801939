import { Link, useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { comparesUnits } from '#algorithms/indices/compute.ts';
import { weightInWhole } from '#algorithms/indices/system.ts';
import { Card } from '#web/kit/card.tsx';
import { DataTable } from '#web/kit/data-table.tsx';
import { showInstant } from '#web/kit/dates.ts';
import { Page } from '#web/kit/page.tsx';
import { useText, useTexts } from '#web/kit/texts.tsx';
import { choiceWords } from '../method/words.ts';
import { levelOf, scoresOf, treeOf, wholeOf, type ShownScore } from '../compare/rules.ts';
import { usePublication, useRun, useUnit } from './client.ts';
import { FormsBehind } from './forms-behind.tsx';
import { resultOfPublication, resultOfRun, tracePath, unitPath, type ResultView } from './result.ts';
import { show } from './show.ts';
import { messages } from './trace-messages.ts';

type PartValue = { readonly value: number | null; readonly suppressed: boolean };
/** What a unit's formulas are put together from, by the text of the part; `undefined` where the reader does not get it. */
type Parts = ReadonlyMap<string, PartValue> | undefined;
type Way = { unit: string; code: string };

/** One number of a computation, back to what it was made from: children, or data, formula and stages, and the forms. */
export function TracePage() {
  const t = useTexts(messages);
  const { id, unit, code } = useParams({ strict: false }) as Way & { id: string };
  const [run, behind] = [useRun(id), useUnit(id, unit)];
  const view = run.data === undefined ? undefined : resultOfRun(run.data);
  const parts = Object.entries(behind.data?.parts ?? {});
  const { finishedAt } = run.data?.run ?? {};
  return (
    <TraceView view={view} unit={unit} code={code} loading={run.isPending || behind.isPending} error={run.error ?? behind.error} onRetry={() => { void run.refetch(); void behind.refetch(); }} parts={parts.length === 0 ? undefined : new Map(parts.map(([key, value]) => [key, { value, suppressed: false }]))} withoutParts={t('noParts')}>
      <FormsBehind run={id} unit={unit} code={code} computedAt={finishedAt === null || finishedAt === undefined ? undefined : showInstant(finishedAt)} />
    </TraceView>
  );
}

/** The same of a published result: as far as it was published, which is to the data elements by place. */
export function PublishedTracePage() {
  const t = useTexts(messages);
  const { id, unit, code } = useParams({ strict: false }) as Way & { id: string };
  const publication = usePublication(id);
  const open = publication.data?.content.parts;
  return (
    <TraceView view={publication.data === undefined ? undefined : resultOfPublication(publication.data)} unit={unit} code={code} loading={publication.isPending} error={publication.error} onRetry={() => void publication.refetch()} parts={open === undefined ? undefined : new Map(open.map(({ part, values, suppressed = [] }) => [part, { value: values[unit] ?? null, suppressed: suppressed.includes(unit) }]))} withoutParts={t('oldParts')}>
      <Card title={t('forms')}><p className="soft">{t('formsStay')}</p></Card>
    </TraceView>
  );
}

type TraceViewProps = Way & { view: ResultView | undefined; parts: Parts; withoutParts: string; loading: boolean; error: unknown; onRetry: () => void; children: ReactNode };

function TraceView({ view, unit, code, parts, withoutParts, loading, error, onRetry, children }: TraceViewProps) {
  const t = useTexts(messages);
  const node = view?.nodes.find((own) => own.code === code);
  const of = view === undefined ? new Map<string, ShownScore>() : scoresOf(view.scores, unit);
  const score = of.get(code);
  const there = view !== undefined && node !== undefined && score !== undefined;
  return (
    <Page
      title={there ? t('traceOf', { unit: score.unitName, name: node.name }) : t('trace')} loading={loading} error={error} onRetry={onRetry}
      back={view === undefined ? { to: '/indices', label: t('trace') } : { to: unitPath(view, unit), label: score?.unitName ?? t('trace') }}
      subtitle={there ? <>{t('score')} {show(score.value, 2, score.suppressed)}{score.rank === null || score.low === null ? null : ` · ${t('rank')} ${score.rank}（${score.low}–${score.high ?? score.low}）`}</> : undefined}
    >
      {!there ? <p className="soft">{t('notThere')}</p> : node.level > 1 ? <Children view={view} unit={unit} code={code} of={of} /> : <><Steps view={view} score={score} parts={parts} withoutParts={withoutParts} />{children}</>}
    </Page>
  );
}

/** A dimension or the whole: its parts, each leading further back. */
function Children({ view, unit, code, of }: Way & { view: ResultView; of: ReadonlyMap<string, ShownScore> }) {
  const t = useTexts(messages);
  const text = useText();
  const own = view.nodes.filter(({ parent }) => parent === code);
  const siblings = own.reduce((all, { weight }) => all + weight, 0);
  const value = (child: string) => of.get(child)?.value ?? null;
  const { method } = view.choices.aggregate;
  const points = ({ code: child, weight }: (typeof own)[number]) => { const score = value(child); return score === null ? null : (score * weight) / siblings; };
  return (
    <Card title={t('madeOf', { method: text(choiceWords.aggregate[method]) })}>
      <DataTable
        label={t('trace')} rows={own} rowKey={(child) => child.code}
        columns={[
          { key: 'name', title: t('name'), render: (child) => <Link to={tracePath(view, unit, child.code)}>{child.name}</Link> },
          { key: 'score', title: t('score'), align: 'right', render: (child) => show(value(child.code), 2, of.get(child.code)?.suppressed) },
          { key: 'share', title: t('share'), align: 'right', render: ({ weight }) => percent(weight / siblings) },
          ...(method === 'arithmetic' ? [{ key: 'points', title: t('points'), align: 'right' as const, render: (child: (typeof own)[number]) => show(points(child), 2, of.get(child.code)?.suppressed) }] : []),
        ]}
      />
      <p className="soft">{comparesUnits(view.choices.aggregate) ? t('wholeGroup') : t('missingShared')} {own.some((child) => of.get(child.code)?.suppressed === true) ? t('keptBack') : ''}</p>
    </Card>
  );
}

/** An indicator: from the data to the points of the whole, step by step. */
function Steps({ view, score, parts, withoutParts }: { view: ResultView; score: ShownScore; parts: Parts; withoutParts: string }) {
  const t = useTexts(messages);
  const text = useText();
  const indicator = view.indicators.find(({ code }) => code === score.code);
  if (indicator === undefined) return null;
  const weight = weightInWhole(treeOf(view.nodes), score.code);
  const said = (value: number | null, digits = 2) => <b>{show(value, digits, score.suppressed)}</b>;
  const steps: { key: string; title: string; body: ReactNode }[] = [
    { key: 'parts', title: t('step_parts'), body: parts === undefined ? <p className="soft">{withoutParts}</p> : <PartsTable indicator={indicator} parts={parts} /> },
    { key: 'formula', title: t('step_formula'), body: <p>{text(indicator.formula)} = {said(score.raw, 4)} {indicator.unit}<br /><code style={{ overflowWrap: 'anywhere' }}>{indicator.source}</code></p> },
    ...(['imputed', 'treated'] as const).flatMap((stage, i) => (score[stage] === (i === 0 ? score.raw : score.imputed) ? [] : [{ key: stage, title: t(`step_${stage}`), body: <p>{said(score[stage], 4)} {indicator.unit}</p> }])),
    { key: 'normalised', title: t('step_normalised'), body: <p><Normalised view={view} indicator={indicator} score={score} /> = {said(score.value)}</p> },
    { key: 'weight', title: t('step_weight'), body: <p>{view.choices.aggregate.method === 'arithmetic' && score.value !== null ? t('counted', { weight: percent(weight), points: show(weight * score.value) }) : t('weighs', { weight: percent(weight) })} <Link to={tracePath(view, score.unit, indicator.parent)}>{view.nodes.find(({ code }) => code === indicator.parent)?.name}</Link>{levelOf(score) === 'region' ? null : <> · <Link to={tracePath(view, score.unit, wholeOf(view.nodes))}>{view.nodes.find(({ parent }) => parent === null)?.name}</Link></>}</p> },
  ];
  return (
    <Card title={t('trace')}>
      <ol className="trace">{steps.map(({ key, title, body }) => <li key={key}><h3>{title}</h3>{body}</li>)}</ol>
    </Card>
  );
}

function PartsTable({ indicator, parts }: { indicator: ResultView['indicators'][number]; parts: ReadonlyMap<string, PartValue> }) {
  const t = useTexts(messages);
  const text = useText();
  return (
    <>
      <DataTable
        label={t('step_parts')} rows={indicator.parts} rowKey={({ key }) => key}
        columns={[{ key: 'part', title: t('part'), render: ({ label }) => text(label) }, { key: 'value', title: t('value'), align: 'right', render: ({ key, unit }) => `${show(parts.get(key)?.value, Number.isInteger(parts.get(key)?.value) ? 0 : 4, parts.get(key)?.suppressed)} ${unit}` }]}
      />
      {indicator.parts.some(({ key }) => parts.get(key)?.suppressed) ? <p className="soft">{t('keptBack')}</p> : null}
    </>
  );
}

function Normalised({ view: { choices: { normalise } }, indicator: { direction, goalposts }, score }: { view: ResultView; indicator: ResultView['indicators'][number]; score: ShownScore }) {
  const t = useTexts(messages);
  const text = useText();
  if (normalise.method !== 'goalposts' || goalposts === null) return <>{t('byMethod', { method: text(choiceWords.normalise[normalise.method]) })}</>;
  const [worst, best] = normalise.scale;
  const [low, high] = direction === 1 ? [goalposts.low, goalposts.high] : [goalposts.high, goalposts.low];
  return <>{t('linear', { raw: show(score.treated, 4, score.suppressed), low, high, size: best - worst, base: worst === 0 ? '' : ` + ${worst}`, worst, best })}</>;
}

const percent = (share: number) => `${(share * 100).toFixed(1)}%`;
