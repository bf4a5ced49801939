import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Alert, DatePicker, Form, Input, InputNumber, Select } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useAct } from '#web/kit/act.tsx';
import { answer } from '#web/kit/api.ts';
import { FormDialog } from '#web/kit/form-dialog.tsx';
import { useText, useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';
import { mechanismNames } from '../messages.ts';
import { datesIn } from '../rules.ts';
import { changes, exchangeClient, type Scheme } from './client.ts';
import { messages } from './messages.ts';

type Values = { preset: Scheme['preset']; itemId: string; year: number; title: string; note?: string; applyUntil: Dayjs; answerUntil: Dayjs; period: [Dayjs, Dayjs]; mostWishes: number; mechanism: Scheme['mechanism']; tolerance: number };

const useBeginnings = () => useQuery({ queryKey: ['exchange', 'beginnings'], queryFn: () => answer(exchangeClient.beginnings.$get()) });

/** Drafts a scheme, or changes one that is being drafted; the programme brings its usual rules along. */
export function SchemeDialog({ scheme, onClose }: { scheme?: Scheme; onClose: () => void }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const text = useText();
  const navigate = useNavigate();
  const beginnings = useBeginnings();
  const [form] = Form.useForm<Values>();
  const mechanism = Form.useWatch('mechanism', form);
  const { run, running } = useAct({
    act: async ({ preset, itemId, year, period: [from, to], applyUntil, answerUntil, note, tolerance, ...rest }: Values) => {
      const day = (date: Dayjs) => date.format('YYYY-MM-DD');
      const json = { ...rest, note: note ?? null, startsOn: day(from), endsOn: day(to), applyUntil: day(applyUntil), answerUntil: day(answerUntil), tolerance: rest.mechanism === 'ttc-balanced' ? (tolerance ?? 0) : 0 };
      if (scheme !== undefined) return answer(exchangeClient.schemes[':id'].$put({ param: { id: scheme.id }, json: { version: scheme.version, ...json } }));
      const { id } = await answer(exchangeClient.schemes.$post({ json: { preset, itemId, year, ...json } }));
      return navigate({ to: '/workspace/exchange/$id', params: { id } });
    },
    changes, onDone: onClose,
  });
  const presets = beginnings.data?.presets ?? [];
  const rules = [{ required: true, message: w('needed') }];
  const now = dayjs();
  const initial = scheme === undefined
    ? { year: now.year(), tolerance: 0, applyUntil: now.add(30, 'day'), answerUntil: now.add(60, 'day'), period: [now.add(90, 'day'), now.add(210, 'day')] }
    : { ...scheme, note: scheme.note ?? '', applyUntil: dayjs(scheme.applyUntil), answerUntil: dayjs(scheme.answerUntil), period: [dayjs(scheme.startsOn), dayjs(scheme.endsOn)] };
  // A programme brings its usual rules along, and its usual days of the year while applications could still end in time.
  const choose = ({ name, year }: { name: Values['preset'] | undefined; year: number | null }) => {
    const preset = presets.find((candidate) => candidate.name === name);
    if (preset === undefined || year === null) return;
    const { applyUntil, answerUntil, startsOn, endsOn } = datesIn(preset.calendar, year);
    if (applyUntil >= now.format('YYYY-MM-DD')) form.setFieldsValue({ applyUntil: dayjs(applyUntil), answerUntil: dayjs(answerUntil), period: [dayjs(startsOn), dayjs(endsOn)] });
    form.setFieldsValue({ mechanism: preset.mechanism, mostWishes: preset.mostWishes, title: `${year}年${preset.label.zh}方案` });
  };
  return (
    <FormDialog width={640} title={scheme === undefined ? t('newScheme') : t('editScheme')} running={running} form={form} initialValues={initial} onFinish={run} onClose={onClose}>
      {scheme === undefined && beginnings.data?.initiatives.length === 0 ? <Alert type="info" showIcon title={t('noInitiatives')} style={{ marginBottom: 14 }} /> : null}
      {scheme === undefined ? (
        <>
          <Form.Item name="itemId" label={t('initiative')} rules={rules}><Select showSearch={{ optionFilterProp: 'label' }} loading={beginnings.isFetching} options={(beginnings.data?.initiatives ?? []).map(({ id, code, title }) => ({ value: id, label: `${code} ${title}` }))} /></Form.Item>
          <div className="form-columns">
            <Form.Item name="preset" label={t('programme')} rules={rules}><Select options={presets.map(({ name, label }) => ({ value: name, label: text(label) }))} onChange={(name: Values['preset']) => choose({ name, year: form.getFieldValue('year') as number })} /></Form.Item>
            <Form.Item name="year" label={t('year')} rules={rules}><InputNumber min={2020} max={2100} style={{ width: '100%' }} onChange={(year) => choose({ name: form.getFieldValue('preset') as Values['preset'] | undefined, year })} /></Form.Item>
          </div>
        </>
      ) : null}
      <Form.Item name="title" label={t('schemeTitle')} rules={[...rules, { whitespace: true, message: w('needed') }]}><Input maxLength={200} /></Form.Item>
      <div className="form-columns">
        <Form.Item name="applyUntil" label={t('applyUntil')} rules={rules}><DatePicker style={{ width: '100%' }} /></Form.Item>
        <Form.Item name="answerUntil" label={t('answerUntil')} rules={rules}><DatePicker style={{ width: '100%' }} /></Form.Item>
      </div>
      <Form.Item name="period" label={t('period')} rules={rules}><DatePicker.RangePicker style={{ width: '100%' }} /></Form.Item>
      <div className="form-columns">
        <Form.Item name="mechanism" label={t('mechanism')} rules={rules} {...(mechanism === undefined ? {} : { extra: text(mechanismNames[mechanism].says) })}><Select options={(Object.keys(mechanismNames) as Values['mechanism'][]).map((value) => ({ value, label: text(mechanismNames[value].name) }))} /></Form.Item>
        <Form.Item name="mostWishes" label={t('mostWishes')} rules={rules}><InputNumber min={1} max={20} style={{ width: '100%' }} /></Form.Item>
        {mechanism === 'ttc-balanced' ? <Form.Item name="tolerance" label={t('tolerance')} extra={t('toleranceHint')}><InputNumber min={0} max={1000} style={{ width: '100%' }} /></Form.Item> : null}
      </div>
      <Form.Item name="note" label={t('note') + w('optional')}><Input.TextArea rows={3} maxLength={5000} placeholder={t('noteHint')} /></Form.Item>
    </FormDialog>
  );
}
