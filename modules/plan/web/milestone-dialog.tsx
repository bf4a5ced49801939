import { DatePicker, Form, Input, Modal, Select } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { partyNames, type PartyCode } from '#kernel/domain.ts';
import { useAct } from '#web/kit/act.tsx';
import { answer } from '#web/kit/api.ts';
import { useActing } from '#web/kit/session.tsx';
import { useText, useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';
import { planClient, usePlan, type Initiative, type Milestone } from './client.ts';
import { InstitutionSelect } from '#web/kit/institution-select.tsx';
import { messages } from './messages.ts';

type Values = { title: string; deliverable?: string; period: [Dayjs, Dayjs]; party: PartyCode; institutionId?: string | null; dependsOn?: string[] };

/** Plans a milestone, or changes one: what, when, whose, and what must come before it, anywhere in the plan. */
export function MilestoneDialog({ initiative, milestone, onClose }: { initiative: Initiative; milestone: Milestone | undefined; onClose: () => void }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const text = useText();
  const acting = useActing();
  const plan = usePlan(initiative.plan.id);
  const [form] = Form.useForm<Values>();
  const party = Form.useWatch('party', form);
  const { run, running } = useAct({
    act: ({ period: [from, to], deliverable, dependsOn = [], institutionId, ...rest }: Values) => {
      const json = { ...rest, startsOn: from.format('YYYY-MM-DD'), dueOn: to.format('YYYY-MM-DD'), institutionId: institutionId ?? null, dependsOn, ...(deliverable === undefined || deliverable.trim() === '' ? {} : { deliverable }) };
      return milestone === undefined
        ? answer(planClient.initiatives[':id'].milestones.$post({ param: { id: initiative.id }, json }))
        : answer(planClient.milestones[':id'].$put({ param: { id: milestone.id }, json: { version: milestone.version, ...json } }));
    },
    changes: [['plan'], ['inbox']], onDone: onClose,
  });
  const takingPart = [...new Set([initiative.lead, ...initiative.partners.map((partner) => partner.party)])].filter((code) => code !== null);
  const mayOwn = acting?.party === initiative.lead ? takingPart : takingPart.filter((code) => code === acting?.party);
  const own = mayOwn.find((code) => code === acting?.party) ?? mayOwn[0];
  const initial = milestone === undefined ? { ...(own === undefined ? {} : { party: own }), dependsOn: [] } : { title: milestone.title, deliverable: milestone.deliverable ?? '', period: [dayjs(milestone.startsOn), dayjs(milestone.dueOn)], party: milestone.party, institutionId: milestone.institutionId, dependsOn: milestone.dependsOn };
  const others = (plan.data?.milestones ?? []).filter(({ id, state }) => id !== milestone?.id && state !== 'dropped').map(({ id, title, itemCode }) => ({ value: id, label: `${itemCode} ${title}` }));
  const known = milestone?.institutionId == null ? [] : [{ id: milestone.institutionId, name: milestone.institutionName ?? '' }];
  return (
    <Modal open width={620} title={milestone === undefined ? t('addMilestone') : t('editMilestone')} okText={w('save')} cancelText={w('cancel')} okButtonProps={{ loading: running }} onOk={() => form.submit()} onCancel={onClose}>
      <Form form={form} layout="vertical" initialValues={initial} onFinish={run}>
        <Form.Item name="title" label={t('milestoneTitle')} rules={[{ required: true, whitespace: true, message: w('needed') }]}><Input maxLength={200} autoFocus /></Form.Item>
        <Form.Item name="period" label={`${t('from')} – ${t('due')}`} rules={[{ required: true, message: w('needed') }]}><DatePicker.RangePicker minDate={dayjs(initiative.plan.startsOn)} maxDate={dayjs(initiative.plan.endsOn)} style={{ width: '100%' }} /></Form.Item>
        <Form.Item name="party" label={t('owner')} rules={[{ required: true, message: w('needed') }]}><Select options={mayOwn.map((value) => ({ value, label: text(partyNames[value]) }))} onChange={() => form.setFieldValue('institutionId', null)} /></Form.Item>
        <Form.Item name="institutionId" label={t('institution') + w('optional')}><InstitutionSelect {...(party === undefined ? {} : { party })} known={known} label={t('institution')} /></Form.Item>
        <Form.Item name="deliverable" label={t('deliverable') + w('optional')}><Input.TextArea rows={2} maxLength={1000} /></Form.Item>
        <Form.Item name="dependsOn" label={t('dependsOn') + w('optional')}><Select mode="multiple" optionFilterProp="label" options={others} /></Form.Item>
      </Form>
    </Modal>
  );
}
