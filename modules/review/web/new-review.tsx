import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Alert, Button, Checkbox, DatePicker, Form, Input, InputNumber, Select } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { partyCodes, partyNames, type PartyCode } from '#kernel/domain.ts';
import { useAct } from '#web/kit/act.tsx';
import { answer, apiClient } from '#web/kit/api.ts';
import { InstitutionSelect } from '#web/kit/institution-select.tsx';
import { Page } from '#web/kit/page.tsx';
import { useActing } from '#web/kit/session.tsx';
import { useText, useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';
import type { DrawsApi } from '#modules/pools/index.ts';
import { presetNames, presets, type PresetName } from '../messages.ts';
import { changes, office, useInitiatives, usePools, useRubrics } from './client.ts';
import { messages } from './messages.ts';

const draws = apiClient<DrawsApi>('/api/pools');
type Values = { preset: PresetName; title: string; purpose: string; poolId?: string; requesterParty: PartyCode; requesterInstitutionId?: string | null; initiativeId?: string; anonymous: boolean; reviewsPerItem: number; loadCap: number; pairCap: 0 | 0.5 | 0.25 | 0.125; dueOn: Dayjs; fee: number };

/** Makes a review: of what kind, for whom, by a panel that was drawn or people of a pool, on which terms. */
export function NewReviewPage() {
  const { draw: drawId } = useSearch({ strict: false }) as { draw?: string };
  const t = useTexts(messages);
  const draw = useQuery({ queryKey: ['pools', 'draw', drawId], enabled: drawId !== undefined, queryFn: () => answer(draws.draws[':id'].$get({ param: { id: drawId ?? '' } })) });
  const pools = usePools();
  const ready = pools.data !== undefined && (drawId === undefined || draw.data !== undefined);
  return (
    <Page title={t('newReview')} subtitle={t('lead')} back={{ to: '/workspace/reviews', label: t('reviews') }} loading={!ready} error={draw.error ?? pools.error}>
      {ready ? <ReviewForm {...(draw.data === undefined ? {} : { draw: draw.data })} pools={pools.data?.items ?? []} /> : null}
    </Page>
  );
}

type Drawn = { id: string; title: string; pool: { id: string; preset: string }; request: { purpose: string; seats: number } };

function ReviewForm({ draw, pools }: { draw?: Drawn; pools: readonly { id: string; name: string; preset: string; members: number }[] }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const text = useText();
  const navigate = useNavigate();
  const acting = useActing();
  const rubrics = useRubrics();
  const initiatives = useInitiatives();
  const [form] = Form.useForm<Values>();
  const preset = Form.useWatch('preset', form);
  const party = Form.useWatch('requesterParty', form);
  const { run, running } = useAct({
    act: async ({ dueOn, fee, poolId, requesterInstitutionId, initiativeId, pairCap, ...rest }: Values) => {
      const { id } = await answer(office.reviews.$post({ json: {
        ...rest, dueOn: dueOn.format('YYYY-MM-DD'), feeFen: Math.round(fee * 100), ...(pairCap === 0 ? {} : { pairCap }), ...(requesterInstitutionId == null ? {} : { requesterInstitutionId }), ...(initiativeId === undefined ? {} : { initiativeId }),
        ...(draw === undefined ? (poolId === undefined ? {} : { poolId }) : { drawId: draw.id }),
      } }));
      void navigate({ to: '/workspace/reviews/$id', params: { id }, search: { tab: 'items' } });
    },
    changes, done: t('created'),
  });
  const needed = [{ required: true, message: w('needed') }];
  const choosePreset = (name: PresetName) => {
    const { anonymous, reviewsPerItem, loadCap, pool } = presets[name];
    form.setFieldsValue({ anonymous, loadCap, reviewsPerItem: draw?.request.seats ?? reviewsPerItem, ...(draw === undefined ? { poolId: pools.find((one) => one.preset === pool)?.id ?? '' } : {}) });
  };
  const first = presetNames.find((name) => presets[name].pool === draw?.pool.preset) ?? 'subjectEvaluation';
  const unagreed = preset !== undefined && presets[preset].shared && rubrics.data?.items.find((one) => one.preset === preset)?.number === 0;
  return (
    <Form
      form={form} layout="vertical" style={{ maxWidth: 760 }} onFinish={run}
      initialValues={{
        preset: first, title: draw?.title ?? '', purpose: draw?.request.purpose ?? '', requesterParty: acting?.party, dueOn: dayjs().add(30, 'day'), pairCap: 0, fee: 800, anonymous: presets[first].anonymous, loadCap: presets[first].loadCap,
        reviewsPerItem: draw?.request.seats ?? presets[first].reviewsPerItem, poolId: pools.find((one) => one.preset === presets[first].pool)?.id,
      }}
    >
      <Form.Item name="preset" label={t('kind')} rules={needed}><Select options={presetNames.map((value) => ({ value, label: text(presets[value].label) }))} onChange={choosePreset} /></Form.Item>
      {unagreed ? <Alert type="info" showIcon title={t('notAgreed')} style={{ marginBottom: 16 }} /> : null}
      <Form.Item name="title" label={t('title')} rules={[{ required: true, min: 2, whitespace: true, message: w('needed') }]}><Input maxLength={200} /></Form.Item>
      <Form.Item name="purpose" label={t('purpose')} rules={[{ required: true, whitespace: true, message: w('needed') }]}><Input.TextArea rows={2} maxLength={2000} /></Form.Item>
      {draw === undefined
        ? <Form.Item name="poolId" label={t('from')} rules={needed}><Select options={pools.map(({ id, name, members }) => ({ value: id, label: `${name}（${members}）` }))} /></Form.Item>
        : <Form.Item label={t('from')}>{t('fromDraw', { title: draw.title })}</Form.Item>}
      <div className="form-columns">
        <Form.Item name="requesterParty" label={t('requesterParty')} rules={needed}><Select options={partyCodes.map((value) => ({ value, label: text(partyNames[value]) }))} onChange={() => form.setFieldValue('requesterInstitutionId', null)} /></Form.Item>
        <Form.Item name="requesterInstitutionId" label={t('requesterInstitution')}><InstitutionSelect {...(party === undefined ? {} : { party })} label={t('requesterInstitution')} /></Form.Item>
      </div>
      <Form.Item name="initiativeId" label={t('initiative') + w('optional')} extra={t('initiativeNote')}><Select allowClear loading={initiatives.isFetching} showSearch={{ optionFilterProp: 'label' }} options={(initiatives.data?.items ?? []).map(({ id, code, title }) => ({ value: id, label: `${code} ${title}` }))} /></Form.Item>
      <Form.Item name="anonymous" valuePropName="checked"><Checkbox>{t('anonymous')}</Checkbox></Form.Item>
      <div className="form-columns">
        <Form.Item name="reviewsPerItem" label={t('reviewsPerItem')} rules={needed}><InputNumber min={1} max={50} precision={0} style={{ width: '100%' }} /></Form.Item>
        <Form.Item name="loadCap" label={t('loadCap')} rules={needed}><InputNumber min={1} max={5000} precision={0} style={{ width: '100%' }} /></Form.Item>
        <Form.Item name="dueOn" label={t('dueOn')} rules={needed}><DatePicker style={{ width: '100%' }} /></Form.Item>
        <Form.Item name="fee" label={t('fee')} rules={needed}><InputNumber min={0} max={100_000} precision={2} style={{ width: '100%' }} /></Form.Item>
      </div>
      <Form.Item name="pairCap" label={t('pairCap')}><Select options={[{ value: 0, label: t('noCap') }, { value: 0.5, label: t('capHalf') }, { value: 0.25, label: t('capQuarter') }, { value: 0.125, label: t('capEighth') }]} /></Form.Item>
      <Button type="primary" htmlType="submit" loading={running}>{t('create')}</Button>
    </Form>
  );
}
