import { Form, Modal, Select } from 'antd';
import { mechanisms, partyCodes, partyNames, type Mechanism, type PartyCode } from '#kernel/domain.ts';
import { useAct } from '#web/kit/act.tsx';
import { answer } from '#web/kit/api.ts';
import { useText, useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';
import { planClient, type Initiative } from './client.ts';
import { InstitutionSelect } from '#web/kit/institution-select.tsx';
import { messages } from './messages.ts';

type Values = { lead?: PartyCode; leadInstitutionId?: string | null; partners?: PartyCode[]; institutions?: Partial<Record<PartyCode, string | null>>; mechanisms?: Mechanism[] };

/** Who leads an initiative, with which institution, who takes part, and on which mechanisms it runs. */
export function AssignmentDialog({ initiative, onClose }: { initiative: Initiative; onClose: () => void }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const text = useText();
  const [form] = Form.useForm<Values>();
  const lead = Form.useWatch('lead', form);
  const partners = Form.useWatch('partners', form) ?? [];
  const { run, running } = useAct({
    act: ({ lead: chosen, leadInstitutionId, partners: others = [], institutions = {}, mechanisms: confirmed = [] }: Values) => answer(planClient.initiatives[':id'].assignment.$put({
      param: { id: initiative.id },
      json: { version: initiative.version, lead: chosen ?? null, leadInstitutionId: chosen === undefined ? null : (leadInstitutionId ?? null), partners: others.map((party) => ({ party, institutionId: institutions[party] ?? null })), mechanisms: confirmed },
    })),
    changes: [['plan'], ['inbox']], done: t('assigned'), onDone: onClose,
  });
  const known = [initiative.leadInstitution, ...initiative.partners.map(({ institution }) => institution)].filter((named) => named !== null);
  const initial: Values = {
    ...(initiative.lead === null ? {} : { lead: initiative.lead }), leadInstitutionId: initiative.leadInstitution?.id ?? null, partners: [...new Set(initiative.partners.map(({ party }) => party))],
    institutions: Object.fromEntries(initiative.partners.map(({ party, institution }) => [party, institution?.id ?? null])), mechanisms: initiative.mechanisms as Mechanism[],
  };
  const parties = partyCodes.map((value) => ({ value, label: text(partyNames[value]) }));
  return (
    <Modal open width={640} title={`${initiative.code} ${t('assign')}`} okText={w('save')} cancelText={w('cancel')} okButtonProps={{ loading: running }} onOk={() => form.submit()} onCancel={onClose}>
      <Form form={form} layout="vertical" initialValues={initial} onFinish={run}>
        <Form.Item name="lead" label={t('lead')}><Select options={parties} allowClear onChange={() => form.setFieldValue('leadInstitutionId', null)} /></Form.Item>
        {lead === undefined ? null : <Form.Item name="leadInstitutionId" label={t('leadInstitution')}><InstitutionSelect party={lead} known={known} label={t('leadInstitution')} /></Form.Item>}
        <Form.Item name="partners" label={t('partners')}><Select mode="multiple" allowClear options={parties.filter(({ value }) => value !== lead)} /></Form.Item>
        {partners.map((party) => <Form.Item key={party} name={['institutions', party]} label={`${t('partnerInstitutions')} · ${text(partyNames[party])}`}><InstitutionSelect party={party} known={known} label={text(partyNames[party])} /></Form.Item>)}
        <Form.Item name="mechanisms" label={t('mechanisms')}><Select mode="multiple" optionFilterProp="label" options={(Object.keys(mechanisms) as Mechanism[]).map((value) => ({ value, label: text(mechanisms[value]) }))} /></Form.Item>
      </Form>
    </Modal>
  );
}
