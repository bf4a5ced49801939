import { useQuery } from '@tanstack/react-query';
import { Empty, Select } from 'antd';
import type { EChartsOption } from 'echarts';
import { useMemo, useState } from 'react';
import { partyCodes, partyNames } from '#kernel/domain.ts';
import { answer } from '#web/kit/api.ts';
import { Card } from '#web/kit/card.tsx';
import { Chart } from '#web/kit/chart.tsx';
import { DataTable } from '#web/kit/data-table.tsx';
import { ExportButton } from '#web/kit/export-button.tsx';
import { Matrix } from '#web/kit/matrix.tsx';
import { Page } from '#web/kit/page.tsx';
import { PartyTag } from '#web/kit/party.tsx';
import { useText, useTexts } from '#web/kit/texts.tsx';
import { TableDownload } from '#web/kit/table-download.tsx';
import { TileMap } from '#web/kit/tile-map.tsx';
import { balanceByYear, byCity, byMonth, byPair, flowsOf, type What } from '../stay/sums.ts';
import { exchangeClient } from './client.ts';
import { messages as exchangeMessages } from './messages.ts';
import { messages } from './overview-messages.ts';

const load = () => answer(exchangeClient.figures.$get());
type Figures = Awaited<ReturnType<typeof load>>;
/** The parties' colours as the pages have them; a drawing knows no style sheet. */
const colours = { '31': '#33478f', '32': '#2f6f63', '33': '#8a5a17', '34': '#7a4574' } as const;
const whats = ['people', 'days', 'hours', 'credits', 'certified'] as const;

/** What all stays come to: flows between cities, the four against each other, by month and over the years; each picture with its table. */
export function FiguresPage() {
  const t = useTexts(messages);
  const e = useTexts(exchangeMessages);
  const text = useText();
  const found = useQuery({ queryKey: ['exchange', 'figures'], queryFn: load });
  const [preset, setPreset] = useState('');
  const [year, setYear] = useState('');
  const [what, setWhat] = useState<What>('people');
  const { data } = found;
  const ofPreset = useMemo(() => (data?.rows ?? []).filter((row) => preset === '' || row.preset === preset), [data, preset]);
  const rows = useMemo(() => ofPreset.filter(({ month }) => year === '' || month.startsWith(year)), [ofPreset, year]);
  const years = [...new Set((data?.rows ?? []).map(({ month }) => month.slice(0, 4)))];
  const used = new Set((data?.rows ?? []).map((row) => row.preset));
  return (
    <Page title={e('figures')} back={{ to: '/workspace/exchange', label: e('exchange') }} loading={found.isPending} error={found.error} onRetry={() => void found.refetch()} extra={<ExportButton address="/api/exchange/figures/export" />}>
      {data === undefined ? null : data.rows.length === 0 ? <Empty description={t('noFigures')} /> : (
        <>
          <div className="row no-print" style={{ marginBottom: 14 }}>
            <Select aria-label={e('programme')} value={preset} onChange={setPreset} style={{ minWidth: 180 }} options={[{ value: '', label: t('allProgrammes') }, ...data.presets.filter(({ name }) => used.has(name)).map(({ name, label }) => ({ value: name, label: text(label) }))]} />
            <Select aria-label={t('year')} value={year} onChange={setYear} style={{ minWidth: 120 }} options={[{ value: '', label: t('allYears') }, ...years.map((value) => ({ value, label: value }))]} />
            <Select<What> aria-label={t('what')} value={what} onChange={setWhat} style={{ minWidth: 110 }} options={whats.map((value) => ({ value, label: t(value) }))} />
          </div>
          <Totals rows={rows} />
          <Flows data={data} rows={rows} what={what} />
          <Cities data={data} rows={rows} what={what} />
          <Pairs rows={rows} what={what} />
          <Balance rows={ofPreset} what={what} />
          <Months rows={rows} />
        </>
      )}
    </Page>
  );
}

type Rows = Figures['rows'];

function Totals({ rows }: { rows: Rows }) {
  const t = useTexts(messages);
  return <dl className="figures">{whats.map((what) => <div key={what}><dt>{t(what)}</dt><dd>{rows.reduce((sum, row) => sum + row[what], 0)}</dd></div>)}</dl>;
}

function Flows({ data, rows, what }: { data: Figures; rows: Rows; what: What }) {
  const t = useTexts(messages);
  const names = useMemo(() => new Map(data.cities.map(({ code, name }) => [code, name])), [data]);
  const flows = useMemo(() => flowsOf(rows, what), [rows, what]);
  const [sent, received] = [t('sent'), t('received')];
  // A city may both send and take in, and a Sankey diagram goes one way: each stands on the left as sender and on the right as host.
  const option = useMemo<EChartsOption>(() => ({
    tooltip: { trigger: 'item' },
    series: [{
      type: 'sankey', nodeGap: 10, left: 8, right: 112, emphasis: { focus: 'adjacency' }, lineStyle: { color: 'gradient', opacity: 0.4 },
      data: [...new Map(flows.flatMap(({ from, to }) => [[`${names.get(from) ?? from} · ${sent}`, from], [`${names.get(to) ?? to} · ${received}`, to]] as const))].map(([name, code]) => ({ name, itemStyle: { color: colours[code.slice(0, 2) as keyof typeof colours] } })),
      links: flows.map(({ from, to, value }) => ({ source: `${names.get(from) ?? from} · ${sent}`, target: `${names.get(to) ?? to} · ${received}`, value })),
    }],
  }), [flows, names, sent, received]);
  if (flows.length === 0) return null;
  return (
    <Card title={t('flows')} extra={<TableDownload title={t('flows')} table={{ columns: [t('fromCity'), t('toCity'), t(what)], rows: flows.map(({ from, to, value }) => [names.get(from) ?? from, names.get(to) ?? to, value]) }} />}>
      <Chart label={t('flows')} option={option} height={Math.min(720, 140 + 34 * new Set(flows.map(({ from }) => from)).size)} download={t('savePicture')} />
      <div className="scroll-rows">
        <DataTable
          label={t('flows')} rows={flows} rowKey={({ from, to }) => `${from} ${to}`}
          columns={[{ key: 'from', title: t('fromCity'), render: ({ from }) => names.get(from) ?? from }, { key: 'to', title: t('toCity'), render: ({ to }) => names.get(to) ?? to }, { key: 'value', title: t(what), align: 'right', render: ({ value }) => value }]}
        />
      </div>
    </Card>
  );
}

function Cities({ data, rows, what }: { data: Figures; rows: Rows; what: What }) {
  const t = useTexts(messages);
  const cities = byCity(rows, what);
  const of = new Map(cities.map((city) => [city.code, city]));
  const shown = data.cities.filter(({ code }) => of.has(code));
  return (
    <Card title={t('tiles')} extra={<TableDownload title={t('tiles')} table={{ columns: [t('city'), t('sent'), t('received')], rows: shown.map(({ code, name }) => [name, of.get(code)?.sent ?? 0, of.get(code)?.received ?? 0]) }} />}>
      <TileMap label={t('tiles')} cities={data.cities.map(({ code, name, party }) => { const city = of.get(code); return { code, name, party, ...(city === undefined ? {} : { value: `${city.sent} / ${city.received}`, title: `${name}：${t('sent')} ${city.sent}，${t('received')} ${city.received}` }) }; })} />
      <div style={{ height: 14 }} />
      <div className="scroll-rows">
        <DataTable
          label={t('tiles')} rows={shown} rowKey={({ code }) => code}
          columns={[
            { key: 'city', title: t('city'), render: ({ name, party }) => <span className="row"><PartyTag party={party} />{name}</span> },
            { key: 'sent', title: t('sent'), align: 'right', render: ({ code }) => of.get(code)?.sent ?? 0 }, { key: 'received', title: t('received'), align: 'right', render: ({ code }) => of.get(code)?.received ?? 0 },
          ]}
        />
      </div>
    </Card>
  );
}

function Pairs({ rows, what }: { rows: Rows; what: What }) {
  const t = useTexts(messages);
  const text = useText();
  const pairs = byPair(rows, what);
  return (
    <Card title={t('pairs')} extra={<TableDownload title={t('pairs')} table={{ columns: [t('fromTo'), ...partyCodes.map((party) => text(partyNames[party]))], rows: partyCodes.map((from) => [text(partyNames[from]), ...partyCodes.map((to) => pairs.get(`${from} ${to}`) ?? 0)]) }} />}>
      <Matrix label={t('pairs')} corner={t('fromTo')} rows={partyCodes} columns={partyCodes} rowKey={(party) => party} rowHead={(party) => <PartyTag party={party} />} columnKey={(party) => party} columnHead={(party) => <PartyTag party={party} />} cell={(from, to) => pairs.get(`${from} ${to}`) ?? 0} />
    </Card>
  );
}

function Balance({ rows, what }: { rows: Rows; what: What }) {
  const t = useTexts(messages);
  const text = useText();
  const years = useMemo(() => balanceByYear(rows, what), [rows, what]);
  const option = useMemo<EChartsOption>(() => ({
    tooltip: { trigger: 'axis' }, legend: { bottom: 0 }, grid: { left: 48, right: 16, top: 16, bottom: 48 }, xAxis: { type: 'category', data: years.map(({ year }) => year) }, yAxis: { type: 'value' },
    series: partyCodes.map((party) => ({ type: 'bar' as const, name: text(partyNames[party]), itemStyle: { color: colours[party] }, data: years.map(({ balance }) => balance[party]) })),
  }), [years, text]);
  return (
    <Card title={t('balance')} extra={<TableDownload title={t('balance')} table={{ columns: [t('year'), ...partyCodes.map((party) => text(partyNames[party]))], rows: years.map(({ year, balance }) => [year, ...partyCodes.map((party) => balance[party])]) }} />}>
      <Chart label={t('balance')} option={option} height={260} download={t('savePicture')} />
      <Matrix label={t('balance')} corner={t('year')} rows={years} columns={partyCodes} rowKey={({ year }) => year} rowHead={({ year }) => year} columnKey={(party) => party} columnHead={(party) => <PartyTag party={party} />} cell={({ balance }, party) => (balance[party] > 0 ? `+${balance[party]}` : balance[party])} />
    </Card>
  );
}

function Months({ rows }: { rows: Rows }) {
  const t = useTexts(messages);
  const months = useMemo(() => byMonth(rows), [rows]);
  const [people, days] = [t('people'), t('days')];
  const option = useMemo<EChartsOption>(() => ({
    tooltip: { trigger: 'axis' }, legend: { bottom: 0 }, grid: { left: 48, right: 48, top: 16, bottom: 48 }, xAxis: { type: 'category', data: months.map(({ month }) => month) }, yAxis: [{ type: 'value', name: people }, { type: 'value', name: days }],
    series: [{ type: 'bar', name: people, data: months.map((row) => row.people) }, { type: 'line', name: days, yAxisIndex: 1, data: months.map((row) => row.days) }],
  }), [months, people, days]);
  return (
    <Card title={t('months')} extra={<TableDownload title={t('months')} table={{ columns: [t('month'), ...whats.map((what) => t(what))], rows: months.map((row) => [row.month, ...whats.map((what) => row[what])]) }} />}>
      <Chart label={t('months')} option={option} height={260} download={t('savePicture')} />
      <Matrix label={t('months')} corner={t('month')} rows={months} columns={whats} rowKey={({ month }) => month} rowHead={({ month }) => month} columnKey={(what) => what} columnHead={(what) => t(what)} cell={(row, what) => row[what]} />
    </Card>
  );
}
