import { DownloadOutlined } from '@ant-design/icons';
import { Button, Dropdown, Select } from 'antd';
import { useState } from 'react';
import { partyCodes, partyNames, type PartyCode } from '#kernel/domain.ts';
import { Card } from '#web/kit/card.tsx';
import { saveCsv, saveXlsx, type TableRows } from '#web/kit/figure-files.ts';
import { Mark } from '#web/kit/mark.tsx';
import { Matrix } from '#web/kit/matrix.tsx';
import { useText, useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';
import type { Run } from './client.ts';
import { messages } from './messages.ts';

type Column = Run['districts'][number];
type District = { readonly code: string; readonly name: string; readonly party: PartyCode; readonly raw: ReadonlyMap<string, number | null> };
type Standing = { readonly met: number; readonly known: number };

/** A system without a tree, district by district: every number as its formula gives it, and whether it meets the standard that the version sets. */
export function BalanceReport({ data: { run, scores, districts: columns, campaign, system } }: { data: Run }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const text = useText();
  const [party, setParty] = useState<PartyCode>();
  const rows = districtsOf(scores).filter((district) => party === undefined || district.party === party);
  const reported = new Map(run.coverage.map((own) => [own.unit, own]));
  const standards = columns.flatMap(({ standard }) => (standard === null ? [] : [standard]));
  const standing = ({ raw }: District): Standing => { const known = standards.flatMap(({ code }) => raw.get(code) ?? []); return { met: known.filter((value) => value === 1).length, known: known.length }; };
  const title = `${campaign.period} ${system.title}`;
  const table = (): TableRows => [
    [t('districtName'), t('code'), t('coverage'), ...(standards.length === 0 ? [] : [t('standardsMet'), t('standardsKnown')]), ...columns.flatMap((column) => [`${column.name}${column.unit === '' ? '' : `（${column.unit}）`}`, ...(column.standard === null ? [] : [text(column.standard.words)])])],
    ...rows.map((district) => { const { met, known } = standing(district); const own = reported.get(district.code); return [district.name, district.code, own === undefined ? null : `${own.reported}/${own.asked}`, ...(standards.length === 0 ? [] : [met, known]), ...columns.flatMap(({ code, standard }) => [district.raw.get(code) ?? null, ...(standard === null ? [] : [saidOf(district.raw.get(standard.code), t('isMet'), t('isNotMet'))])])]; }),
  ];
  const save = { xlsx: () => void saveXlsx(title, table()), csv: () => saveCsv(title, table()) };
  const shown: (Column | undefined)[] = [...(standards.length === 0 ? [] : [undefined]), ...columns];
  return (
    <Card title={t('balance')} extra={(
      <span className="row" style={{ gap: 8 }}>
        <Select<PartyCode | 'all'> aria-label={t('party')} value={party ?? 'all'} style={{ minWidth: 120 }} onChange={(value) => setParty(value === 'all' ? undefined : value)} options={[{ value: 'all', label: w('all') }, ...partyCodes.map((value) => ({ value, label: text(partyNames[value]) }))]} />
        <Dropdown trigger={['click']} menu={{ items: [{ key: 'xlsx', label: w('exportXlsx'), onClick: save.xlsx }, { key: 'csv', label: w('exportCsv'), onClick: save.csv }] }}><Button size="small" icon={<DownloadOutlined aria-hidden />}>{w('export')}</Button></Dropdown>
      </span>
    )}>
      <p className="soft">{t('balanceNote')}</p>
      <Matrix
        label={t('balance')} corner={t('districtName')} rows={rows} columns={shown} rowKey={({ code }) => code} rowHead={({ code, name }) => { const own = reported.get(code); return own === undefined ? name : <>{name}<div className="soft" style={{ whiteSpace: 'nowrap' }}>{t('coverage')} {own.reported}/{own.asked}</div></>; }} columnKey={(column) => column?.code ?? ''}
        columnHead={(column) => <span style={{ display: 'inline-block', minWidth: 96, maxWidth: 150, whiteSpace: 'normal' }}>{column === undefined ? t('standardsMet') : <>{column.name}{column.unit === '' ? '' : `（${column.unit}）`}</>}</span>}
        cell={(district, column) => (column === undefined ? t('ofKnown', { ...standing(district) }) : <Cell column={column} raw={district.raw} />)}
      />
    </Card>
  );
}

function Cell({ column: { code, unit, standard }, raw }: { column: Column; raw: District['raw'] }) {
  const t = useTexts(messages);
  const text = useText();
  const value = raw.get(code) ?? null;
  const met = standard === null ? null : (raw.get(standard.code) ?? null);
  if (standard?.code === code) return met === null ? '—' : <Mark tone={met === 1 ? 'good' : 'bad'}>{t(met === 1 ? 'isMet' : 'isNotMet')}</Mark>;
  if (value === null) return '—';
  const said = unit !== '' && Number.isInteger(value) ? String(value) : value.toFixed(3);
  return met === 0 ? <span title={standard === null ? undefined : text(standard.words)}><Mark tone="bad">{said}</Mark></span> : said;
}

function saidOf(met: number | null | undefined, yes: string, no: string): string | null {
  return met === null || met === undefined ? null : met === 1 ? yes : no;
}

function districtsOf(scores: Run['scores']): District[] {
  return [...Map.groupBy(scores.filter(({ level }) => level === 'district'), ({ unit }) => unit)].flatMap(([code, own]) => {
    const [first] = own;
    return first === undefined ? [] : [{ code, name: first.unitName, party: first.party, raw: new Map(own.map((score) => [score.code, score.raw])) }];
  });
}
