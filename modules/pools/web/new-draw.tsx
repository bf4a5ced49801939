import { useNavigate } from '@tanstack/react-router';
import { Button, DatePicker, Form, Input, InputNumber, Radio, Select } from 'antd';
import type { Dayjs } from 'dayjs';
import { useState } from 'react';
import type { PartyCode } from '#kernel/domain.ts';
import { useAct } from '#web/kit/act.tsx';
import { answer } from '#web/kit/api.ts';
import { toInstant } from '#web/kit/dates.ts';
import { Page } from '#web/kit/page.tsx';
import { useText, useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';
import { presets, recusalRules } from '../messages.ts';
import type { Recusal, ReviewedPerson } from '../rules.ts';
import { Bounds, type BoundValues } from './bounds.tsx';
import { drawsClient, usePools } from './client.ts';
import { BeaconFields } from './draw-beacon.tsx';
import { messages } from './messages.ts';
import { ReviewedFields } from './reviewed.tsx';

type Values = { poolId: string; title: string; purpose: string; seats: number; reserves: number; mode: 'leximin' | 'uniform'; bounds?: BoundValues[]; categories?: string[]; recusedInstitutions?: (string | null | undefined)[]; persons?: ReviewedPerson[]; projects?: string[]; recusals: Recusal[]; recusalYears: number; recusedParties?: PartyCode[]; days?: [Dayjs, Dayjs] | null; loadCap?: number | null; capPercent?: number | null; beaconName?: string; beaconAt?: Dayjs | null; revealSeconds: number };
type Counts = Awaited<ReturnType<typeof countFor>>;

const requestOf = ({ recusedInstitutions = [], mode, bounds = [], categories = [], recusedParties = [], persons = [], projects = [], days, loadCap, capPercent, beaconName = '', beaconAt, poolId, purpose, seats, reserves, revealSeconds, recusals, recusalYears }: Omit<Values, 'title'>) => ({
  poolId, purpose, seats, reserves, mode, revealSeconds, categories, recusedParties, persons, projects, recusals, recusalYears, recusedInstitutions: recusedInstitutions.filter((id) => id != null),
  bounds: mode === 'uniform' ? [] : bounds.map(({ minFlex, maxFlex, ...bound }) => ({ ...bound, ...(minFlex == null ? {} : { minFlex }), ...(maxFlex == null ? {} : { maxFlex }) })),
  ...(days == null ? {} : { from: days[0].format('YYYY-MM-DD'), to: days[1].format('YYYY-MM-DD') }), ...(loadCap == null ? {} : { loadCap }), ...(capPercent == null || mode === 'uniform' ? {} : { cap: capPercent / 100 }), ...(beaconName.trim() === '' || beaconAt == null ? {} : { beacon: { name: beaconName, at: toInstant(beaconAt) } }),
});
const countFor = (values: Values) => answer(drawsClient.draws.eligible.$post({ json: requestOf(values) }));

/** Asks for a draw: from which pool, for what, how many, with which bounds and recusals. */
export function NewDrawPage() {
  const t = useTexts(messages);
  const w = useTexts(words);
  const text = useText();
  const navigate = useNavigate();
  const pools = usePools();
  const [form] = Form.useForm<Values>();
  const [counts, setCounts] = useState<Counts>();
  const mode = Form.useWatch('mode', form) ?? 'leximin';
  const poolId = Form.useWatch('poolId', form);
  const pool = pools.data?.items.find(({ id }) => id === poolId);
  const ask = useAct({
    act: async (values: Values) => { const { id } = await answer(drawsClient.draws.$post({ json: { title: values.title, ...requestOf(values) } })); void navigate({ to: '/workspace/draws/$id', params: { id } }); },
    changes: [['pools'], ['inbox']], done: t('asked'),
  });
  const count = useAct({ act: async () => { setCounts(await countFor({ ...form.getFieldsValue(), purpose: '试算' })); }, changes: [], done: false });
  const needed = [{ required: true, message: w('needed') }];
  const categories = pool === undefined ? [] : Object.entries(presets[pool.preset].categories).map(([value, label]) => ({ value, label: text(label) }));
  return (
    <Page title={t('newDraw')} subtitle={t('drawsLead')} back={{ to: '/workspace/draws', label: t('draws') }} loading={pools.isPending} error={pools.error}>
      <Form form={form} layout="vertical" style={{ maxWidth: 860 }} initialValues={{ mode: 'leximin', seats: 5, reserves: 5, revealSeconds: 3600, recusals: Object.keys(recusalRules), recusalYears: 3 }} onFinish={ask.run} onValuesChange={(changed) => { if (Object.keys(changed as object).some((name) => ['poolId', 'categories', 'recusedInstitutions', 'recusedParties', 'days', 'loadCap'].includes(name))) setCounts(undefined); }}>
        <Form.Item name="poolId" label={t('pool')} rules={needed}><Select options={(pools.data?.items ?? []).map(({ id, name, members }) => ({ value: id, label: `${name}（${members}）` }))} /></Form.Item>
        <Form.Item name="title" label={t('drawTitle')} rules={[{ required: true, min: 2, whitespace: true, message: w('needed') }]}><Input maxLength={200} /></Form.Item>
        <Form.Item name="purpose" label={t('drawPurpose')} rules={[{ required: true, min: 2, whitespace: true, message: w('needed') }]}><Input maxLength={200} /></Form.Item>
        <div className="row">
          <Form.Item name="seats" label={t('seats')} rules={needed}><InputNumber min={1} max={500} precision={0} /></Form.Item>
          <Form.Item name="reserves" label={t('reserves')} rules={needed}><InputNumber min={0} max={500} precision={0} /></Form.Item>
          <Form.Item name="revealSeconds" label={t('revealFor')} rules={needed}><Select style={{ minWidth: 130 }} options={([60, 600, 3600, 86400] as const).map((value) => ({ value, label: t(`seconds${value}`) }))} /></Form.Item>
        </div>
        <Form.Item name="categories" label={t('fields') + w('optional')}><Select mode="multiple" showSearch={{ optionFilterProp: 'label' }} options={categories} disabled={pool === undefined} /></Form.Item>
        <ReviewedFields />
        <div className="row" style={{ alignItems: 'start' }}>
          <Form.Item name="days" label={t('neededOn') + w('optional')}><DatePicker.RangePicker /></Form.Item>
          <Form.Item name="loadCap" label={t('loadCap') + w('optional')} extra={t('loadCapNote')}><InputNumber min={1} max={100} precision={0} /></Form.Item>
        </div>
        <Form.Item name="mode" label={t('mode')}><Radio.Group options={[{ value: 'leximin', label: t('leximin') }, { value: 'uniform', label: t('uniform') }]} /></Form.Item>
        {mode === 'uniform' ? null : <Bounds counts={counts?.values} preset={pool?.preset} />}
        {mode === 'uniform' ? null : <Form.Item name="capPercent" label={t('cap') + w('optional')} extra={t('capNote')}><InputNumber min={1} max={100} suffix="%" style={{ width: 120 }} /></Form.Item>}
        <BeaconFields />
        <div className="row">
          <Button type="primary" htmlType="submit" loading={ask.running}>{t('ask')}</Button>
          <Button loading={count.running} disabled={poolId === undefined} onClick={() => count.run()}>{t('countThem')}</Button>
          {counts === undefined ? null : <span aria-live="polite">{t('eligible', { n: counts.people })}</span>}
        </div>
      </Form>
    </Page>
  );
}
