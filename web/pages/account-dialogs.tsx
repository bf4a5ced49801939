import { CopyOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { App, Button, DatePicker, Form, Input, Modal, Select, Space } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useDeferredValue, useState } from 'react';
import { roles, type PersonRole } from '#kernel/actor/roles.ts';
import { partyCodes, partyNames, type PartyCode } from '#kernel/domain.ts';
import type { DirectoryApi } from '#modules/directory/index.ts';
import { useAct } from '#web/kit/act.tsx';
import { answer, apiClient } from '#web/kit/api.ts';
import { InstitutionSelect } from '#web/kit/institution-select.tsx';
import { useActing } from '#web/kit/session.tsx';
import { useText, useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';
import { accountsClient } from './accounts-client.ts';
import { messages } from './accounts-messages.ts';

const directory = apiClient<DirectoryApi>('/api/directory');

type Opened = { personId?: string; name?: string; party?: PartyCode; login: string; email?: string };

/** Opens an account: a party's officer for somebody in the directory, the administrator for a party's first officer or the region's own. */
export function OpenAccount({ onClose }: { onClose: () => void }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const text = useText();
  const acting = useActing();
  const [form] = Form.useForm<Opened>();
  const [invitation, setInvitation] = useState<string>();
  const administrator = acting?.role === 'administrator';
  const { run, running } = useAct({
    act: async ({ personId, name, party, login, email }: Opened) => {
      const who = personId === undefined ? { name: name ?? '' } : { personId };
      const json = { login, who, ...(party === undefined ? {} : { party }), ...(email === undefined || email.trim() === '' ? {} : { email: email.trim() }) };
      setInvitation((await answer(accountsClient.index.$post({ json }))).invitation);
    },
    changes: [['accounts']], done: t('opened'),
  });
  if (invitation !== undefined) return <InvitationShown invitation={invitation} onClose={onClose} />;
  return (
    <Modal open title={t('open')} okText={w('confirm')} cancelText={w('cancel')} okButtonProps={{ loading: running }} onOk={() => form.submit()} onCancel={onClose}>
      <Form form={form} layout="vertical" onFinish={run}>
        {administrator ? (
          <>
            <Form.Item name="name" label={t('name')} rules={[{ required: true, whitespace: true, message: w('needed') }]}><Input maxLength={60} autoFocus /></Form.Item>
            <Form.Item name="party" label={t('ofParty')}><Select allowClear placeholder={t('forRegion')} options={partyCodes.map((value) => ({ value, label: text(partyNames[value]) }))} /></Form.Item>
          </>
        ) : <Form.Item name="personId" label={t('person')} rules={[{ required: true, message: w('needed') }]}><PersonSelect /></Form.Item>}
        <Form.Item name="login" label={t('login')} extra={t('loginNote')} rules={[{ required: true, pattern: /^[\p{L}\p{N}._@-]{2,100}$/u, message: t('loginNote') }]}><Input autoComplete="off" maxLength={100} /></Form.Item>
        <Form.Item name="email" label={t('email') + w('optional')} rules={[{ type: 'email' }]}><Input autoComplete="off" maxLength={254} /></Form.Item>
      </Form>
    </Modal>
  );
}

function PersonSelect({ value, onChange, id }: { value?: string; onChange?: (id: string) => void; id?: string }) {
  const t = useTexts(messages);
  const [typed, setTyped] = useState('');
  const wanted = useDeferredValue(typed.trim());
  const found = useQuery({ queryKey: ['directory', 'people', 'named', wanted], enabled: wanted.length >= 2, queryFn: () => answer(directory.people.$get({ query: { words: wanted, limit: '20' } })) });
  return (
    <Select
      {...(id === undefined ? {} : { id })} aria-label={t('person')} showSearch={{ filterOption: false, onSearch: setTyped }} placeholder={t('findPerson')} loading={found.isFetching} value={value ?? null} onChange={(chosen: string | null) => chosen !== null && onChange?.(chosen)}
      notFoundContent={wanted.length >= 2 && !found.isFetching ? t('noPerson') : null} options={(found.data?.items ?? []).map((person) => ({ value: person.id, label: [person.name, person.institutionName, person.position].filter((part) => part !== null).join(' · ') }))}
    />
  );
}

/** An invitation, shown this once, to be sent on. */
export function InvitationShown({ invitation, onClose }: { invitation: string; onClose: () => void }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const { message } = App.useApp();
  const link = `${location.origin}/invitation#${invitation}`;
  return (
    <Modal open title={t('invitation')} footer={<Button type="primary" onClick={onClose}>{w('close')}</Button>} onCancel={onClose}>
      <p>{t('invitationNote')}</p>
      <Space.Compact block>
        <Input readOnly value={link} aria-label={t('invitation')} onFocus={({ target }) => target.select()} />
        <Button icon={<CopyOutlined aria-hidden />} onClick={() => void navigator.clipboard.writeText(link).then(() => message.success(t('copied')))}>{t('copy')}</Button>
      </Space.Compact>
    </Modal>
  );
}

/** Asks for the reason of an act, and does it. */
export function ReasonDialog({ title, note, act, changes, done, onClose }: { title: string; note?: string | undefined; act: (reason: string) => Promise<unknown>; changes: readonly (readonly unknown[])[]; done: string; onClose: () => void }) {
  const w = useTexts(words);
  const [form] = Form.useForm<{ reason: string }>();
  const { run, running } = useAct({ act: ({ reason }: { reason: string }) => act(reason.trim()), changes, done, onDone: onClose });
  return (
    <Modal open title={title} okText={w('confirm')} cancelText={w('cancel')} okButtonProps={{ loading: running, danger: true }} onOk={() => form.submit()} onCancel={onClose}>
      {note === undefined ? null : <p>{note}</p>}
      <Form form={form} layout="vertical" onFinish={run}><Form.Item name="reason" label={w('reason')} rules={[{ required: true, whitespace: true, message: w('reasonNeeded') }]}><Input.TextArea rows={3} maxLength={2000} autoFocus /></Form.Item></Form>
    </Modal>
  );
}

type GrantedRole = Exclude<PersonRole, 'member'>;
const partyRoles: readonly GrantedRole[] = ['institution_officer', 'division_officer', 'party_officer', 'party_signatory', 'auditor'];
const regionRoles: readonly GrantedRole[] = ['secretariat_officer', 'auditor', 'administrator'];

type Given = { role: GrantedRole; organizationId?: string; division?: string; during: [Dayjs, Dayjs | null]; reason: string };

/** Gives an account a role: what the actor may give, with what its scope needs, a term and what it rests on. */
export function GiveRole({ account, onClose }: { account: { id: string; party: PartyCode | null }; onClose: () => void }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const text = useText();
  const acting = useActing();
  const [form] = Form.useForm<Given>();
  const role = Form.useWatch('role', form);
  const administrator = acting?.role === 'administrator';
  const party = administrator ? account.party : (acting?.party ?? null);
  const mayGive = administrator ? (party === null ? regionRoles : (['party_officer'] as const)) : partyRoles;
  const { run, running } = useAct({
    act: ({ role: given, organizationId, division, during: [from, to], reason }: Given) => answer(accountsClient[':id'].grants.$post({
      param: { id: account.id }, json: grantOf(given, { party, organizationId, division }, { from: from.format('YYYY-MM-DD'), ...(to === null ? {} : { to: to.format('YYYY-MM-DD') }), reason: reason.trim() }),
    })),
    changes: [['accounts']], done: t('given'), onDone: onClose,
  });
  return (
    <Modal open title={t('give')} okText={w('confirm')} cancelText={w('cancel')} okButtonProps={{ loading: running }} onOk={() => form.submit()} onCancel={onClose}>
      <Form form={form} layout="vertical" initialValues={{ during: [dayjs(), null] }} onFinish={run}>
        <Form.Item name="role" label={t('role')} rules={[{ required: true, message: w('needed') }]}><Select options={mayGive.map((value) => ({ value, label: text(roles[value].label) }))} /></Form.Item>
        {role === 'institution_officer' ? <Form.Item name="organizationId" label={t('institution')} rules={[{ required: true, message: w('needed') }]}><InstitutionSelect {...(party === null ? {} : { party })} label={t('institution')} /></Form.Item> : null}
        {role === 'division_officer' && party !== null ? <Form.Item name="division" label={t('division')} rules={[{ required: true, message: w('needed') }]}><DivisionOf party={party} /></Form.Item> : null}
        <Form.Item name="during" label={t('during')} rules={[{ required: true, message: w('needed') }]}><DatePicker.RangePicker allowEmpty={[false, true]} placeholder={[t('from'), t('openEnd')]} style={{ width: '100%' }} /></Form.Item>
        <Form.Item name="reason" label={t('basis')} rules={[{ required: true, whitespace: true, message: w('needed') }]}><Input.TextArea rows={2} maxLength={2000} placeholder={t('basisHint')} /></Form.Item>
      </Form>
    </Modal>
  );
}

type NewGrant = Parameters<(typeof accountsClient)[':id']['grants']['$post']>[0]['json'];

function grantOf(role: GrantedRole, { party, organizationId = '', division = '' }: { party: PartyCode | null; organizationId?: string | undefined; division?: string | undefined }, rest: { from: string; to?: string; reason: string }): NewGrant {
  if (role === 'administrator' || role === 'secretariat_officer') return { role, ...rest };
  if (role === 'auditor') return { role, ...rest, ...(party === null ? {} : { party }) };
  const of = { party: party ?? '31', ...rest };
  if (role === 'institution_officer') return { role, organizationId, ...of };
  return role === 'division_officer' ? { role, division, ...of } : { role, ...of };
}

function DivisionOf({ party, value, onChange, id }: { party: PartyCode; value?: string; onChange?: (code: string) => void; id?: string }) {
  const t = useTexts(messages);
  const divisions = useQuery({ queryKey: ['directory', 'divisions'], staleTime: Infinity, queryFn: async () => (await answer(directory.divisions.$get())).items });
  const of = (divisions.data ?? []).filter((division) => division.party === party && division.level !== 'province');
  return <Select {...(id === undefined ? {} : { id })} aria-label={t('division')} showSearch={{ optionFilterProp: 'label' }} value={value ?? null} onChange={(chosen: string | null) => chosen !== null && onChange?.(chosen)} options={of.map(({ code, name }) => ({ value: code, label: name }))} />;
}
