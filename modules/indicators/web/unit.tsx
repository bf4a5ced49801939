import { Link, useParams } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { EChartsOption } from 'echarts';
import { Card } from '#web/kit/card.tsx';
import { Chart } from '#web/kit/chart.tsx';
import { DataTable } from '#web/kit/data-table.tsx';
import { Mark } from '#web/kit/mark.tsx';
import { Page } from '#web/kit/page.tsx';
import { PartyTag } from '#web/kit/party.tsx';
import { useText, useTexts } from '#web/kit/texts.tsx';
import { formStates } from '../messages.ts';
import { useRun, useUnit, type Run, type Unit } from './client.ts';
import { messages } from './messages.ts';
import { show } from './ranking.tsx';

/** A city: its dimensions against the mean of all, and every number from the raw value to the score, with the formula and the forms behind it. */
export function UnitPage() {
  const t = useTexts(messages);
  const { id, unit: code } = useParams({ strict: false }) as { id: string; unit: string };
  const unit = useUnit(id, code);
  const run = useRun(id);
  const data = unit.data;
  const whole = run.data?.nodes.find(({ parent }) => parent === null)?.code;
  const own = data?.scores.find((score) => score.code === whole);
  return (
    <Page
      title={data?.unitName ?? t('city')} back={{ to: `/workspace/indicators/runs/${id}`, label: run.data?.campaign.title ?? t('runs') }} loading={unit.isPending || run.isPending} error={unit.error ?? run.error} onRetry={() => void unit.refetch()}
      subtitle={data === undefined ? undefined : <><PartyTag party={data.party} /> {own === undefined ? null : <>{t('score')} {show(own.value)} · {t('rank')} {own.rank ?? '—'}（{own.low ?? '—'}–{own.high ?? '—'}）</>}</>}
    >
      {data === undefined || run.data === undefined ? null : <><Dimensions unit={data} run={run.data} /><Stages unit={data} /><Behind unit={data} /></>}
    </Page>
  );
}

function Dimensions({ unit, run }: { unit: Unit; run: Run }) {
  const t = useTexts(messages);
  const rows = useMemo(() => run.nodes.filter(({ level }) => level === 2).map(({ code, name }) => {
    const values = run.scores.flatMap((score) => (score.code === code && score.level === 'city' && score.value !== null ? [score.value] : []));
    const own = unit.scores.find((score) => score.code === code);
    return { code, name, value: own?.value ?? null, rank: own?.rank ?? null, mean: values.length === 0 ? null : values.reduce((all, value) => all + value, 0) / values.length };
  }), [run, unit]);
  const option = useMemo((): EChartsOption => ({
    legend: { bottom: 0, data: [unit.unitName, t('average')] },
    radar: { radius: '74%', indicator: rows.map(({ name }) => ({ name, max: 100 })) },
    series: [{ type: 'radar', data: [{ name: unit.unitName, value: rows.map(({ value }) => value ?? 0), areaStyle: { opacity: 0.15 } }, { name: t('average'), value: rows.map(({ mean }) => mean ?? 0), lineStyle: { type: 'dashed' } }] }],
  }), [rows, unit.unitName, t]);
  return (
    <Card title={t('dimensions')}>
      <Chart label={`${unit.unitName} ${t('dimensions')}`} option={option} height={400} download={t('downloadPicture')} />
      <DataTable label={t('dimensions')} rows={rows} rowKey={({ code }) => code} columns={[
        { key: 'name', title: t('name'), render: ({ name }) => name }, { key: 'value', title: t('score'), align: 'right', render: ({ value }) => show(value, 1) },
        { key: 'mean', title: t('average'), align: 'right', render: ({ mean }) => show(mean, 1) }, { key: 'rank', title: t('rank'), align: 'right', render: ({ rank }) => rank ?? '—' },
      ]} />
    </Card>
  );
}

function Stages({ unit }: { unit: Unit }) {
  const t = useTexts(messages);
  const text = useText();
  const of = new Map(unit.scores.map((score) => [score.code, score]));
  const rows = unit.indicators.toSorted((a, b) => (b.obstacle ?? 0) - (a.obstacle ?? 0));
  return (
    <Card title={t('stages')}>
      <p className="soft">{t('obstacleNote')}</p>
      <DataTable label={t('stages')} rows={rows} rowKey={({ code }) => code} columns={[
        { key: 'name', title: t('name'), width: 200, render: ({ name, unit: measure }) => <>{name} <span className="soft">{measure}</span></> },
        { key: 'raw', title: t('raw'), align: 'right', render: ({ code }) => show(of.get(code)?.raw) },
        { key: 'imputed', title: t('imputed'), align: 'right', render: ({ code }) => show(of.get(code)?.imputed) },
        { key: 'treated', title: t('treated'), align: 'right', render: ({ code }) => show(of.get(code)?.treated) },
        { key: 'value', title: t('normalised'), align: 'right', render: ({ code }) => show(of.get(code)?.value, 1) },
        { key: 'rank', title: t('rank'), align: 'right', render: ({ code }) => of.get(code)?.rank ?? '—' },
        { key: 'weight', title: t('weight'), align: 'right', render: ({ weightInWhole }) => `${(weightInWhole * 100).toFixed(1)}%` },
        { key: 'obstacle', title: t('obstacle'), align: 'right', render: ({ obstacle }) => (obstacle === null ? '—' : `${(obstacle * 100).toFixed(1)}%`) },
        { key: 'formula', title: t('formula'), render: ({ formula }) => <span style={{ display: 'inline-block', minWidth: 200, maxWidth: 420, whiteSpace: 'normal' }}>{text(formula)}</span> },
      ]} />
    </Card>
  );
}

function Behind({ unit }: { unit: Unit }) {
  const t = useTexts(messages);
  const text = useText();
  if (unit.forms.length === 0) return null;
  return (
    <Card title={t('behind')}>
      <ul className="row-list">
        {unit.forms.map(({ id, unitName, state }) => <li key={id} className="row"><Link className="grow" to="/workspace/indicators/forms/$id" params={{ id }}>{unitName}</Link><Mark tone={state === 'approved' ? 'good' : 'neutral'}>{text(formStates[state as keyof typeof formStates] ?? formStates.open)}</Mark></li>)}
      </ul>
    </Card>
  );
}
