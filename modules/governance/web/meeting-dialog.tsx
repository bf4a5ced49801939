import { DatePicker, Form, Input, Modal, Segmented } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { fill } from '#kernel/text.ts';
import { useAct } from '#web/kit/act.tsx';
import { answer } from '#web/kit/api.ts';
import { toInstant } from '#web/kit/dates.ts';
import { useText, useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';
import { presetNames, presetTitles } from '../messages.ts';
import { changes, meetingsClient, type Room } from './client.ts';
import { messages } from './messages.ts';

type Preset = keyof typeof presetNames;
type Values = { preset: Preset; title: string; period: [Dayjs, Dayjs]; place?: string; onlineUrl?: string; purpose?: string };

const presets = Object.keys(presetNames) as Preset[];
const hours = { annual: 4, office: 2, topic: 2 } as const;

/** Times are those of the region, wherever the browser stands. */
const zone = 8 * 60;
const asRegion = (instant: string) => dayjs(new Date(new Date(instant).getTime() + (zone + new Date(instant).getTimezoneOffset()) * 60_000));

/** Plans a meeting from a preset, or changes one. */
export function MeetingDialog({ room, onClose, onPlanned }: { room?: Room; onClose: () => void; onPlanned?: (id: string) => void }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const text = useText();
  const [form] = Form.useForm<Values>();
  const start = dayjs().add(14, 'day').hour(9).minute(30).second(0);
  const titleOf = (preset: Preset, on: Dayjs) => fill(presetTitles[preset], { year: on.year() });
  const { run, running } = useAct({
    act: async ({ preset, period: [from, to], place = '', onlineUrl = '', purpose = '', title }: Values) => {
      const json = { title, startsAt: toInstant(from), endsAt: toInstant(to), ...(place.trim() === '' ? {} : { place }), ...(onlineUrl.trim() === '' ? {} : { onlineUrl }), ...(purpose.trim() === '' ? {} : { purpose }) };
      if (room !== undefined) await answer(meetingsClient.meetings[':id'].$put({ param: { id: room.id }, json: { version: room.version, ...json } }));
      else onPlanned?.((await answer(meetingsClient.meetings.$post({ json: { preset, ...json } }))).id);
    },
    changes, onDone: onClose,
  });
  const initial = room === undefined
    ? { preset: 'office', title: titleOf('office', start), period: [start, start.add(hours.office, 'hour')] }
    : { preset: room.preset, title: room.title, period: [asRegion(room.startsAt), asRegion(room.endsAt)], place: room.place ?? '', onlineUrl: room.onlineUrl ?? '', purpose: room.purpose ?? '' };
  const choose = (preset: Preset) => {
    const [from] = (form.getFieldValue('period') as [Dayjs, Dayjs] | undefined) ?? [start];
    form.setFieldsValue({ title: titleOf(preset, from), period: [from, from.add(hours[preset], 'hour')] });
  };
  return (
    <Modal open width={620} title={room === undefined ? t('newMeeting') : w('edit')} okText={w('save')} cancelText={w('cancel')} okButtonProps={{ loading: running }} onOk={() => form.submit()} onCancel={onClose}>
      <Form form={form} layout="vertical" initialValues={initial} onFinish={run}>
        {room === undefined ? <Form.Item name="preset" label={t('preset')}><Segmented options={presets.map((value) => ({ value, label: text(presetNames[value]) }))} onChange={choose} /></Form.Item> : null}
        <Form.Item name="title" label={t('title')} rules={[{ required: true, whitespace: true, message: w('needed') }]}><Input maxLength={200} /></Form.Item>
        <Form.Item name="period" label={`${t('when')}（${t('beijingTime')}）`} rules={[{ required: true, message: w('needed') }]}><DatePicker.RangePicker showTime={{ format: 'HH:mm', minuteStep: 5 }} format="YYYY-MM-DD HH:mm" style={{ width: '100%' }} /></Form.Item>
        <Form.Item name="place" label={t('place')} dependencies={['onlineUrl']} rules={[({ getFieldValue }) => ({ required: !getFieldValue('onlineUrl'), message: w('needed') })]}><Input maxLength={200} /></Form.Item>
        <Form.Item name="onlineUrl" label={t('onlineUrl') + w('optional')} rules={[{ type: 'url' }]}><Input maxLength={500} inputMode="url" placeholder="https://" /></Form.Item>
        <Form.Item name="purpose" label={t('purpose')}><Input.TextArea rows={2} maxLength={2000} /></Form.Item>
      </Form>
    </Modal>
  );
}
