import { useNavigate } from '@tanstack/react-router';
import { DatePicker, Divider, Form, Input, Modal } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useAct } from '#web/kit/act.tsx';
import { answer } from '#web/kit/api.ts';
import { InstitutionSelect } from '#web/kit/institution-select.tsx';
import { useActing } from '#web/kit/session.tsx';
import { useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';
import { messages as fields } from '../messages.ts';
import { directoryClient, type PersonShown } from './client.ts';
import { messages } from './messages.ts';

type Typed = { name: string; position?: string; title?: string; field?: string; idNumber?: string; phone?: string; email?: string };
type TypedNew = Typed & { institutionId: string; since: Dayjs };

/** Adds a person to an institution, and opens their page. */
export function AddPersonDialog({ onClose }: { onClose: () => void }) {
  const t = useTexts(messages);
  const f = useTexts(fields);
  const w = useTexts(words);
  const acting = useActing();
  const navigate = useNavigate();
  const [form] = Form.useForm<TypedNew>();
  const { run, running } = useAct({
    act: async ({ name, institutionId, since, ...typed }: TypedNew) => {
      const { idNumber: _id, phone: _phone, email: _email, ...about } = given(typed);
      const { id } = await answer(directoryClient.people.$post({ json: { name, institutionId, since: since.format('YYYY-MM-DD'), ...about, ...personalOf(typed) } }));
      void navigate({ to: '/workspace/directory/people/$id', params: { id } });
    },
    changes: [['directory', 'people'], ['directory', 'merges']], done: t('personAdded'),
  });
  const own = acting?.organization;
  return (
    <Modal open width={620} title={t('addPerson')} okText={w('save')} cancelText={w('cancel')} okButtonProps={{ loading: running }} onOk={() => form.submit()} onCancel={onClose}>
      <Form form={form} layout="vertical" onFinish={run} initialValues={{ since: dayjs(), ...(own === undefined ? {} : { institutionId: own.id }) }}>
        <Form.Item name="name" label={f('personName')} rules={[{ required: true, whitespace: true, message: w('needed') }]}><Input maxLength={60} autoFocus autoComplete="off" /></Form.Item>
        <Form.Item name="institutionId" label={f('institution')} rules={[{ required: true, message: w('needed') }]}><InstitutionSelect label={f('institution')} {...(acting?.party === undefined ? {} : { party: acting.party })} known={own === undefined ? [] : [own]} /></Form.Item>
        <AboutFields />
        <Form.Item name="since" label={f('since')} rules={[{ required: true, message: w('needed') }]}><DatePicker style={{ width: '100%' }} /></Form.Item>
        <PersonalFields hint={t('personalHint')} />
      </Form>
    </Modal>
  );
}

/** Changes what is known of a person; personal data only where something is typed. */
export function ChangePersonDialog({ person, onClose }: { person: PersonShown; onClose: () => void }) {
  const t = useTexts(messages);
  const f = useTexts(fields);
  const w = useTexts(words);
  const [form] = Form.useForm<Typed>();
  const { run, running } = useAct({
    act: (typed: Typed) => {
      const { name, position = null, title = null, field = null } = given(typed);
      return answer(directoryClient.people[':id'].$put({ param: { id: person.id }, json: { version: person.version, name: name ?? '', position, title, field, ...personalOf(typed) } }));
    },
    changes: [['directory', 'person', person.id], ['directory', 'people'], ['directory', 'merges']], onDone: onClose,
  });
  return (
    <Modal open width={620} title={t('changePerson')} okText={w('save')} cancelText={w('cancel')} okButtonProps={{ loading: running }} onOk={() => form.submit()} onCancel={onClose}>
      <Form form={form} layout="vertical" onFinish={run} initialValues={{ name: person.name, position: person.position ?? '', title: person.title ?? '', field: person.field ?? '' }}>
        <Form.Item name="name" label={f('personName')} rules={[{ required: true, whitespace: true, message: w('needed') }]}><Input maxLength={60} autoFocus autoComplete="off" /></Form.Item>
        <AboutFields />
        <PersonalFields hint={t('personalUnchanged')} />
      </Form>
    </Modal>
  );
}

function AboutFields() {
  const f = useTexts(fields);
  const w = useTexts(words);
  return (
    <div className="form-columns">
      <Form.Item name="position" label={f('position') + w('optional')}><Input maxLength={100} /></Form.Item>
      <Form.Item name="title" label={f('title') + w('optional')}><Input maxLength={60} /></Form.Item>
      <Form.Item name="field" label={f('field') + w('optional')}><Input maxLength={100} /></Form.Item>
    </div>
  );
}

function PersonalFields({ hint }: { hint: string }) {
  const t = useTexts(messages);
  const f = useTexts(fields);
  const w = useTexts(words);
  return (
    <>
      <Divider titlePlacement="start" plain>{t('personal')}</Divider>
      <p className="soft">{hint}</p>
      <div className="form-columns">
        <Form.Item name="idNumber" label={f('idNumber') + w('optional')}><Input maxLength={40} autoComplete="off" /></Form.Item>
        <Form.Item name="phone" label={f('phone') + w('optional')}><Input maxLength={30} type="tel" autoComplete="off" /></Form.Item>
        <Form.Item name="email" label={f('email') + w('optional')}><Input maxLength={254} type="email" autoComplete="off" /></Form.Item>
      </div>
    </>
  );
}

/** What was filled in, without spaces around it. */
function given<T extends object>(typed: T): Partial<T> {
  return Object.fromEntries(Object.entries(typed).map(([name, value]) => [name, typeof value === 'string' ? value.trim() : value]).filter(([, value]) => value !== undefined && value !== '')) as Partial<T>;
}

function personalOf(typed: Pick<Typed, 'idNumber' | 'phone' | 'email'>): { personal?: { idNumber?: string; phone?: string; email?: string } } {
  const { idNumber, phone, email } = given(typed);
  const personal = { ...(idNumber === undefined ? {} : { idNumber }), ...(phone === undefined ? {} : { phone }), ...(email === undefined ? {} : { email }) };
  return Object.keys(personal).length === 0 ? {} : { personal };
}
