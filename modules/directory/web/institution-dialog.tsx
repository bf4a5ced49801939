import { Form, Input, Modal, Select } from 'antd';
import { useAct } from '#web/kit/act.tsx';
import { answer } from '#web/kit/api.ts';
import { useActing } from '#web/kit/session.tsx';
import { useText, useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';
import { institutionKinds, messages as fields, type InstitutionKind } from '../messages.ts';
import { directoryClient, type InstitutionListed } from './client.ts';
import { DivisionSelect } from './filters.tsx';
import { messages } from './messages.ts';

type AddedKind = Exclude<InstitutionKind, 'university'>;
type Typed = { name: string; level?: string; authority?: string };
type TypedNew = Typed & { kind: AddedKind; division: string; code?: string };

const changes = [['directory', 'institutions'], ['directory', 'people'], ['directory', 'person']] as const;
const filled = (value: string | undefined) => (value === undefined || value.trim() === '' ? null : value.trim());

/** Adds an institution to a place. */
export function AddInstitutionDialog({ onClose }: { onClose: () => void }) {
  const t = useTexts(messages);
  const f = useTexts(fields);
  const w = useTexts(words);
  const text = useText();
  const acting = useActing();
  const [form] = Form.useForm<TypedNew>();
  const { run, running } = useAct({
    act: ({ kind, name, division, code, level, authority }: TypedNew) => answer(directoryClient.institutions.$post({ json: { kind, name, division, code: filled(code), level: filled(level), authority: filled(authority) } })),
    changes, done: t('institutionAdded'), onDone: onClose,
  });
  const needed = { required: true, message: w('needed') };
  return (
    <Modal open width={620} title={t('addInstitution')} okText={w('save')} cancelText={w('cancel')} okButtonProps={{ loading: running }} onOk={() => form.submit()} onCancel={onClose}>
      <p className="soft">{t('universitiesNote')}</p>
      <Form form={form} layout="vertical" onFinish={run} initialValues={acting?.division === undefined ? {} : { division: acting.division.code }}>
        <NameField />
        <div className="form-columns">
          <Form.Item name="kind" label={f('kind')} rules={[needed]}><Select options={(Object.keys(institutionKinds) as InstitutionKind[]).filter((kind) => kind !== 'university').map((value) => ({ value, label: text(institutionKinds[value]) }))} /></Form.Item>
          <Form.Item name="division" label={f('division')} rules={[needed]}><DivisionSelect label={f('division')} {...(acting?.party === undefined ? {} : { party: acting.party })} /></Form.Item>
        </div>
        <Form.Item name="code" label={f('code') + w('optional')} rules={[{ pattern: /^[0-9A-Z]{4,20}$/, message: t('badCode') }]}><Input maxLength={20} /></Form.Item>
        <MoreFields />
      </Form>
    </Modal>
  );
}

export function ChangeInstitutionDialog({ institution: { id, version, name, level, authority }, onClose }: { institution: InstitutionListed; onClose: () => void }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const [form] = Form.useForm<Typed>();
  const { run, running } = useAct({
    act: (typed: Typed) => answer(directoryClient.institutions[':id'].$put({ param: { id }, json: { version, name: typed.name, level: filled(typed.level), authority: filled(typed.authority) } })),
    changes, onDone: onClose,
  });
  return (
    <Modal open width={620} title={t('changeInstitution')} okText={w('save')} cancelText={w('cancel')} okButtonProps={{ loading: running }} onOk={() => form.submit()} onCancel={onClose}>
      <Form form={form} layout="vertical" onFinish={run} initialValues={{ name, level: level ?? '', authority: authority ?? '' }}>
        <NameField />
        <MoreFields />
      </Form>
    </Modal>
  );
}

export function CloseInstitutionDialog({ institution: { id, version, name }, onClose }: { institution: InstitutionListed; onClose: () => void }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const [form] = Form.useForm<{ reason: string }>();
  const { run, running } = useAct({ act: ({ reason }: { reason: string }) => answer(directoryClient.institutions[':id'].close.$post({ param: { id }, json: { version, reason: reason.trim() } })), changes, done: t('closed'), onDone: onClose });
  return (
    <Modal open title={t('closeTitle', { name })} okText={t('closeInstitution')} cancelText={w('cancel')} okButtonProps={{ loading: running, danger: true }} onOk={() => form.submit()} onCancel={onClose}>
      <p className="soft">{t('closeHint')}</p>
      <Form form={form} layout="vertical" onFinish={run}>
        <Form.Item name="reason" label={w('reason')} rules={[{ required: true, whitespace: true, message: w('reasonNeeded') }]}><Input.TextArea rows={3} maxLength={2000} autoFocus /></Form.Item>
      </Form>
    </Modal>
  );
}

function NameField() {
  const t = useTexts(messages);
  const f = useTexts(fields);
  const w = useTexts(words);
  return <Form.Item name="name" label={f('name')} rules={[{ required: true, whitespace: true, message: w('needed') }, { min: 2, message: t('tooShort') }]}><Input maxLength={100} autoFocus /></Form.Item>;
}

function MoreFields() {
  const f = useTexts(fields);
  const w = useTexts(words);
  return (
    <div className="form-columns">
      <Form.Item name="level" label={f('level') + w('optional')}><Input maxLength={20} /></Form.Item>
      <Form.Item name="authority" label={f('authority') + w('optional')}><Input maxLength={100} /></Form.Item>
    </div>
  );
}
