import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { Button, Form, Input, Radio } from 'antd';
import type { Dayjs } from 'dayjs';
import dayjs from 'dayjs';
import { useAct } from '#web/kit/act.tsx';
import { answer } from '#web/kit/api.ts';
import { Card } from '#web/kit/card.tsx';
import { Page } from '#web/kit/page.tsx';
import { useText, useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';
import { proposalKinds } from '../messages.ts';
import { changes, resolutionsClient, useResolution, type Resolution } from './client.ts';
import { Effects, type EffectValues } from './effects.tsx';
import { messages } from './messages.ts';

type Values = { kind: 'resolution' | 'rules'; title: string; visibility: 'region' | 'public'; clauses: { id: string; heading?: string; text: string }[]; effects?: EffectValues[] };
type Effect = Resolution['effects'][number];

/** Where a resolution is drafted, or its draft changed. */
export function ResolutionFormPage() {
  const { id = '' } = useParams({ strict: false }) as { id?: string };
  const t = useTexts(messages);
  const resolution = useResolution(id);
  const isNew = id === '';
  return (
    <Page title={isNew ? t('newResolution') : t('editDraft')} back={isNew ? { to: '/workspace/governance/resolutions', label: t('resolutions') } : { to: `/workspace/governance/resolutions/${id}`, label: resolution.data?.title ?? t('resolutions') }} loading={!isNew && resolution.isPending} error={resolution.error}>
      {isNew || resolution.data !== undefined ? <ResolutionForm key={id} resolution={resolution.data} /> : null}
    </Page>
  );
}

function ResolutionForm({ resolution }: { resolution: Resolution | undefined }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const text = useText();
  const navigate = useNavigate();
  const { meeting } = useSearch({ strict: false }) as { meeting?: string };
  const [form] = Form.useForm<Values>();
  const kind = Form.useWatch('kind', form);
  const { run, running } = useAct({
    act: async ({ clauses, effects = [], ...rest }: Values) => {
      const json = { ...rest, clauses: clauses.map(({ id, heading = '', text: words_ }) => ({ id, heading, text: words_ })), effects: rest.kind === 'rules' ? effects.map(effectOf) : [] };
      const id = resolution === undefined
        ? (await answer(resolutionsClient.resolutions.$post({ json: { ...json, ...(meeting === undefined ? {} : { meetingId: meeting }) } }))).id
        : (await answer(resolutionsClient.resolutions[':id'].$put({ param: { id: resolution.id }, json: { version: resolution.version, ...json } })), resolution.id);
      await navigate({ to: '/workspace/governance/resolutions/$id', params: { id } });
    },
    changes,
  });
  const initial: Values = resolution === undefined
    ? { kind: 'resolution', title: '', visibility: 'region', clauses: [{ id: newId(), heading: '', text: '' }], effects: [] }
    : { kind: resolution.kind, title: resolution.title, visibility: resolution.visibility, clauses: resolution.clauses, effects: resolution.effects.map(valuesOf) };
  return (
    <Form form={form} layout="vertical" onFinish={run} initialValues={initial} style={{ maxWidth: 860 }}>
      <Card title={t('resolutions')}>
        <Form.Item name="title" label={t('title')} rules={[{ required: true, whitespace: true, message: w('needed') }]}><Input maxLength={200} /></Form.Item>
        <Form.Item name="kind" label={t('kind')} extra={t('kindNote')}><Radio.Group options={(['resolution', 'rules'] as const).map((value) => ({ value, label: text(proposalKinds[value] ?? { zh: value, en: value }) }))} /></Form.Item>
        <Form.Item name="visibility" label={t('publicity')}><Radio.Group options={[{ value: 'region', label: t('notPublic') }, { value: 'public', label: t('isPublic') }]} /></Form.Item>
      </Card>
      <Card title={t('clauses')}>
        <Form.List name="clauses">
          {(fields, { add, remove }) => (
            <>
              {fields.map(({ key, name }, place) => (
                <div key={key} className="report">
                  <Form.Item name={[name, 'id']} hidden><Input /></Form.Item>
                  <Form.Item name={[name, 'heading']} label={t('heading')}><Input maxLength={200} /></Form.Item>
                  <Form.Item name={[name, 'text']} label={t('clauseText', { number: place + 1 })} rules={[{ required: true, whitespace: true, message: w('needed') }]}><Input.TextArea autoSize={{ minRows: 2, maxRows: 16 }} maxLength={5000} /></Form.Item>
                  {fields.length > 1 ? <Button size="small" onClick={() => remove(name)}>{t('removeClause', { number: place + 1 })}</Button> : null}
                </div>
              ))}
              {fields.length < 60 ? <Button style={{ marginTop: 12 }} onClick={() => add({ id: newId(), heading: '', text: '' })}>{t('addClause')}</Button> : null}
            </>
          )}
        </Form.List>
      </Card>
      {kind === 'rules' ? <Effects form={form} /> : null}
      <Button type="primary" htmlType="submit" loading={running}>{t('saveDraft')}</Button>
    </Form>
  );
}

/** A clause keeps its id through all rounds: by it a changed text is compared with the one before. */
function newId(): string {
  return `c-${crypto.randomUUID().slice(0, 8)}`;
}

function effectOf(values: EffectValues): Effect {
  const day = (at: Dayjs | undefined) => at?.format('YYYY-MM-DD') ?? '';
  switch (values.type) {
    case 'allowThree': case 'endThree': return { type: values.type, kind: values.kind ?? '' };
    case 'chair': return { type: 'chair', year: values.year ?? 0, party: values.party ?? '31' };
    case 'appointSignatory': return { type: 'appointSignatory', party: values.party ?? '31', personId: values.person?.value ?? '', name: values.person?.label ?? '', from: day(values.term?.[0]), until: day(values.term?.[1]) };
  }
}

function valuesOf(effect: Effect): EffectValues {
  return effect.type === 'appointSignatory' ? { type: effect.type, party: effect.party, person: { value: effect.personId, label: effect.name }, term: [dayjs(effect.from), dayjs(effect.until)] } : effect;
}
