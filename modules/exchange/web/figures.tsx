import { useQuery } from '@tanstack/react-query';
import { Empty, Select } from 'antd';
import { useMemo, useState } from 'react';
import { partyCodes, partyNames, type PartyCode } from '#kernel/domain.ts';
import { answer } from '#web/kit/api.ts';
import { ExportButton } from '#web/kit/export-button.tsx';
import { Figure } from '#web/kit/figure.tsx';
import { Page } from '#web/kit/page.tsx';
import { partyColour } from '#web/kit/party-colour.ts';
import { useText, useTexts } from '#web/kit/texts.tsx';
import { shortName } from '#web/kit/tile-grid.tsx';
import { balanceByYear, byCity, byMonth, byPair, flowsOf, type What } from '../stay/sums.ts';
import { CityTiles } from './charts/city-tiles.tsx';
import { Columns } from './charts/columns.tsx';
import { PairGrid } from './charts/pair-grid.tsx';
import { Sankey } from './charts/sankey.tsx';
import { exchangeClient } from './client.ts';
import { messages as exchangeMessages } from './messages.ts';
import { messages } from './overview-messages.ts';

const load = () => answer(exchangeClient.figures.$get());
type Figures = Awaited<ReturnType<typeof load>>;
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
  const presets = data?.presets.filter(({ name }) => used.has(name)) ?? [];
  // A picture that goes elsewhere says itself what it shows.
  const within = [preset === '' ? t('allProgrammes') : presets.filter(({ name }) => name === preset).map(({ label }) => text(label)).join(''), year === '' ? t('allYears') : year].join(' · ');
  return (
    <Page title={e('figures')} back={{ to: '/workspace/exchange', label: e('exchange') }} loading={found.isPending} error={found.error} onRetry={() => void found.refetch()} extra={<ExportButton address="/api/exchange/figures/export" />}>
      {data === undefined ? null : data.rows.length === 0 ? <Empty description={t('noFigures')} /> : (
        <>
          <div className="row no-print" style={{ marginBottom: 14 }}>
            <Select aria-label={e('programme')} value={preset} onChange={setPreset} style={{ minWidth: 180 }} options={[{ value: '', label: t('allProgrammes') }, ...presets.map(({ name, label }) => ({ value: name, label: text(label) }))]} />
            <Select aria-label={t('year')} value={year} onChange={setYear} style={{ minWidth: 120 }} options={[{ value: '', label: t('allYears') }, ...years.map((value) => ({ value, label: value }))]} />
            <Select<What> aria-label={t('what')} value={what} onChange={setWhat} style={{ minWidth: 110 }} options={whats.map((value) => ({ value, label: t(value) }))} />
          </div>
          <Totals rows={rows} />
          <Flows data={data} rows={rows} what={what} within={within} />
          <Cities data={data} rows={rows} what={what} within={within} />
          <Pairs rows={rows} what={what} within={within} />
          <Balance rows={ofPreset} what={what} />
          <Months rows={rows} what={what} within={within} />
        </>
      )}
    </Page>
  );
}

type Rows = Figures['rows'];
type Part = { readonly rows: Rows; readonly what: What; readonly within: string };

function Totals({ rows }: { rows: Rows }) {
  const t = useTexts(messages);
  return <dl className="figures">{whats.map((what) => <div key={what}><dt>{t(what)}</dt><dd>{rows.reduce((sum, row) => sum + row[what], 0)}</dd></div>)}</dl>;
}

/** What is counted, as stands below each picture. */
function useMethod(what: What) {
  const t = useTexts(messages);
  return t(`${what}Counted`);
}

function Flows({ data, rows, what, within }: Part & { data: Figures }) {
  const t = useTexts(messages);
  const text = useText();
  const method = useMethod(what);
  const names = useMemo(() => new Map(data.cities.map(({ code, name }) => [code, name])), [data]);
  const flows = useMemo(() => flowsOf(rows, what), [rows, what]);
  const name = (code: string) => names.get(code) ?? code;
  return (
    <Figure
      title={`${t('flows')}：${t(what)}`} method={`${within}。${t('flowsMethod')}${method}`} table={{ columns: [t('fromCity'), t('toCity'), t(what)], rows: flows.map(({ from, to, value }) => [name(from), name(to), value]) }}
      draw={(width) => <Sankey width={width} flows={flows} nameOf={(code) => shortName(name(code))} heads={[t('sent'), t('received')]} partyName={(party) => text(partyNames[party])} title={t('flows')} />}
    />
  );
}

function Cities({ data, rows, what, within }: Part & { data: Figures }) {
  const t = useTexts(messages);
  const method = useMethod(what);
  const of = useMemo(() => new Map(byCity(rows, what).filter(({ sent, received }) => sent + received > 0).map((city) => [city.code, city])), [rows, what]);
  const shown = data.cities.filter(({ code }) => of.has(code));
  return (
    <Figure
      title={`${t('tiles')}（${t(what)}）`} method={`${within}。${method}`} table={{ columns: [t('city'), t('sent'), t('received')], rows: shown.map(({ code, name }) => [name, of.get(code)?.sent ?? 0, of.get(code)?.received ?? 0]) }}
      draw={(width) => <CityTiles width={width} cities={data.cities} of={of} words={[t('sent'), t('received')]} title={t('tiles')} />}
    />
  );
}

function Pairs({ rows, what, within }: Part) {
  const t = useTexts(messages);
  const text = useText();
  const method = useMethod(what);
  const pairs = byPair(rows, what);
  const name = (party: PartyCode) => text(partyNames[party]);
  const valueOf = (from: PartyCode, to: PartyCode) => pairs.get(`${from} ${to}`) ?? 0;
  return (
    <Figure
      title={`${t('pairs')}：${t(what)}`} method={`${within}。${t('pairsMethod')}${method}`} table={{ columns: [t('fromTo'), ...partyCodes.map(name)], rows: partyCodes.map((from) => [name(from), ...partyCodes.map((to) => valueOf(from, to))]) }}
      draw={(width) => <PairGrid width={width} valueOf={valueOf} name={name} heads={[t('sent'), t('received')]} title={t('pairs')} />}
    />
  );
}

function Balance({ rows, what }: Omit<Part, 'within'>) {
  const t = useTexts(messages);
  const text = useText();
  const method = useMethod(what);
  const years = useMemo(() => balanceByYear(rows, what), [rows, what]);
  return (
    <Figure
      title={`${t('balance')}：${t(what)}`} method={`${t('balanceMethod')}${method}`} table={{ columns: [t('year'), ...partyCodes.map((party) => text(partyNames[party]))], rows: years.map(({ year, balance }) => [year, ...partyCodes.map((party) => balance[party])]) }}
      draw={(width) => <Columns signed width={width} series={partyCodes.map((party) => ({ name: text(partyNames[party]), colour: partyColour(party) }))} groups={years.map(({ year, balance }) => ({ key: year, values: partyCodes.map((party) => balance[party]) }))} title={t('balance')} />}
    />
  );
}

function Months({ rows, what, within }: Part) {
  const t = useTexts(messages);
  const method = useMethod(what);
  const months = useMemo(() => byMonth(rows), [rows]);
  return (
    <Figure
      title={`${t('months')}：${t(what)}`} method={`${within}。${method}`} table={{ columns: [t('month'), ...whats.map((one) => t(one))], rows: months.map((row) => [row.month, ...whats.map((one) => row[one])]) }}
      draw={(width) => <Columns width={width} series={[{ name: t(what), colour: 'var(--indigo)' }]} groups={months.map((row) => ({ key: row.month, values: [row[what]] }))} title={t('months')} />}
    />
  );
}
