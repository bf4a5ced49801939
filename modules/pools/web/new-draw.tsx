import { useNavigate } from '@tanstack/react-router';
import { Button, Form, Input, InputNumber, Radio, Select } from 'antd';
import { useState } from 'react';
import { partyCodes, partyNames, type PartyCode } from '#kernel/domain.ts';
import { useAct } from '#web/kit/act.tsx';
import { answer } from '#web/kit/api.ts';
import { InstitutionSelect } from '#web/kit/institution-select.tsx';
import { Page } from '#web/kit/page.tsx';
import { useText, useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';
import { boundCategories, presets, type BoundCategory } from '../messages.ts';
import { drawsClient, usePools } from './client.ts';
import { messages } from './messages.ts';

type BoundValues = { category: BoundCategory; value: string; min: number; max: number };
type Values = { poolId: string; title: string; purpose: string; seats: number; reserves: number; mode: 'leximin' | 'uniform'; bounds?: BoundValues[]; categories?: string[]; recusedInstitution?: string | null; recusedParties?: PartyCode[]; revealSeconds: number };
type Counts = Awaited<ReturnType<typeof countFor>>;

const requestOf = ({ recusedInstitution, mode, bounds = [], categories = [], recusedParties = [], poolId, purpose, seats, reserves, revealSeconds }: Omit<Values, 'title'>) =>
  ({ poolId, purpose, seats, reserves, mode, revealSeconds, categories, recusedParties, recusedInstitutions: recusedInstitution == null ? [] : [recusedInstitution], bounds: mode === 'uniform' ? [] : bounds });
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
      <Form form={form} layout="vertical" style={{ maxWidth: 760 }} initialValues={{ mode: 'leximin', seats: 5, reserves: 5, revealSeconds: 3600 }} onFinish={ask.run} onValuesChange={(changed) => { if (Object.keys(changed as object).some((name) => ['poolId', 'categories', 'recusedInstitution', 'recusedParties'].includes(name))) setCounts(undefined); }}>
        <Form.Item name="poolId" label={t('pool')} rules={needed}><Select options={(pools.data?.items ?? []).map(({ id, name, members }) => ({ value: id, label: `${name}（${members}）` }))} /></Form.Item>
        <Form.Item name="title" label={t('drawTitle')} rules={[{ required: true, min: 2, whitespace: true, message: w('needed') }]}><Input maxLength={200} /></Form.Item>
        <Form.Item name="purpose" label={t('drawPurpose')} rules={[{ required: true, min: 2, whitespace: true, message: w('needed') }]}><Input maxLength={200} /></Form.Item>
        <div className="row">
          <Form.Item name="seats" label={t('seats')} rules={needed}><InputNumber min={1} max={500} precision={0} /></Form.Item>
          <Form.Item name="reserves" label={t('reserves')} rules={needed}><InputNumber min={0} max={500} precision={0} /></Form.Item>
          <Form.Item name="revealSeconds" label={t('revealFor')} rules={needed}><Select style={{ minWidth: 130 }} options={([60, 600, 3600, 86400] as const).map((value) => ({ value, label: t(`seconds${value}`) }))} /></Form.Item>
        </div>
        <Form.Item name="categories" label={t('fields') + w('optional')}><Select mode="multiple" showSearch={{ optionFilterProp: 'label' }} options={categories} disabled={pool === undefined} /></Form.Item>
        <Form.Item name="recusedInstitution" label={t('recusedInstitution') + w('optional')}><InstitutionSelect label={t('recusedInstitution')} /></Form.Item>
        <Form.Item name="recusedParties" label={t('recusedParties') + w('optional')}><Select mode="multiple" options={partyCodes.map((value) => ({ value, label: text(partyNames[value]) }))} /></Form.Item>
        <Form.Item name="mode" label={t('mode')}><Radio.Group options={[{ value: 'leximin', label: t('leximin') }, { value: 'uniform', label: t('uniform') }]} /></Form.Item>
        {mode === 'uniform' ? null : <Bounds counts={counts} />}
        <div className="row">
          <Button type="primary" htmlType="submit" loading={ask.running}>{t('ask')}</Button>
          <Button loading={count.running} disabled={poolId === undefined} onClick={() => count.run()}>{t('countThem')}</Button>
          {counts === undefined ? null : <span aria-live="polite">{t('eligible', { n: counts.people })}</span>}
        </div>
      </Form>
    </Page>
  );
}

function Bounds({ counts }: { counts: Counts | undefined }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const text = useText();
  const form = Form.useFormInstance<Values>();
  const bounds = Form.useWatch('bounds', form) ?? [];
  const valuesOf = (category: BoundCategory | undefined) => {
    const found = (counts?.values ?? []).filter((counted) => counted.category === category).map(({ value, people }) => ({ value, label: category === 'party' && value in partyNames ? `${text(partyNames[value as PartyCode])}（${people}）` : `${value}（${people}）` }));
    return found.length > 0 || category !== 'party' ? found : partyCodes.map((value) => ({ value, label: text(partyNames[value]) }));
  };
  const needed = [{ required: true, message: w('needed') }];
  return (
    <fieldset style={{ border: 0, padding: 0, margin: '0 0 16px' }}>
      <legend>{t('bounds')}</legend>
      <p className="soft">{t('boundsNote')}</p>
      <Form.List name="bounds">
        {(fields, { add, remove }) => (
          <>
            {fields.map(({ key, name }) => (
              <div key={key} className="row" style={{ alignItems: 'start' }}>
                <Form.Item name={[name, 'category']} label={t('category')} rules={needed}><Select style={{ minWidth: 120 }} options={(['party', 'city', 'title', 'field'] as const).map((value) => ({ value, label: text(boundCategories[value]) }))} /></Form.Item>
                <Form.Item name={[name, 'value']} label={t('value')} rules={needed}><ValueInput options={valuesOf(bounds[name]?.category)} /></Form.Item>
                <Form.Item name={[name, 'min']} label={t('atLeast')} rules={needed}><InputNumber min={0} max={500} precision={0} style={{ width: 80 }} /></Form.Item>
                <Form.Item name={[name, 'max']} label={t('atMost')} rules={needed}><InputNumber min={0} max={500} precision={0} style={{ width: 80 }} /></Form.Item>
                <Button style={{ marginTop: 30 }} onClick={() => remove(name)}>{t('drop')}</Button>
              </div>
            ))}
            <Button type="dashed" onClick={() => add({ min: 0, max: 1 })}>{t('addBound')}</Button>
          </>
        )}
      </Form.List>
    </fieldset>
  );
}

/** One of the values that occur, where they are known; otherwise what is typed. */
function ValueInput({ options, value, onChange, id }: { options: { value: string; label: string }[]; value?: string; onChange?: (value: string) => void; id?: string }) {
  const t = useTexts(messages);
  const known = id === undefined ? {} : { id };
  return options.length > 0
    ? <Select {...known} aria-label={t('value')} style={{ minWidth: 170 }} showSearch={{ optionFilterProp: 'label' }} options={options} value={value ?? null} onChange={(picked: string | null) => onChange?.(picked ?? '')} />
    : <Input {...known} aria-label={t('value')} maxLength={100} value={value ?? ''} onChange={({ target }) => onChange?.(target.value)} />;
}
