import { useQuery } from '@tanstack/react-query';
import { Form, Input, Modal, Select } from 'antd';
import { useDeferredValue, useState } from 'react';
import { useAct } from '#web/kit/act.tsx';
import { answer, apiClient } from '#web/kit/api.ts';
import { useText, useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';
import type { DirectoryApi } from '#modules/directory/index.ts';
import { commonLanguages, presets, sexes } from '../messages.ts';
import { membersClient, type Pool } from './client.ts';
import { messages } from './messages.ts';

const directory = apiClient<DirectoryApi>('/api/directory');

type Values = { personId: string; title: string; categories: string[]; languages?: string[]; sex?: 'f' | 'm' | null; remark?: string };

/** Nominates somebody of one's own for a pool. */
export function NominateDialog({ pool, onClose }: { pool: Pool; onClose: () => void }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const text = useText();
  const [form] = Form.useForm<Values>();
  const { run, running } = useAct({
    act: ({ remark, sex, languages = [], ...rest }: Values) => answer(membersClient.members.$post({ json: { poolId: pool.id, ...rest, languages, ...(sex == null ? {} : { sex }), ...(remark === undefined || remark.trim() === '' ? {} : { remark }) } })),
    changes: [['pools'], ['inbox']], done: t('nominated'), onDone: onClose,
  });
  const { categories, categoryName } = presets[pool.preset];
  return (
    <Modal open width={560} title={`${t('nominate')} · ${pool.name}`} okText={t('nominate')} cancelText={w('cancel')} okButtonProps={{ loading: running }} onOk={() => form.submit()} onCancel={onClose}>
      <p className="soft">{pool.admission}</p>
      <Form form={form} layout="vertical" onFinish={run}>
        <Form.Item name="personId" label={t('person')} rules={[{ required: true, message: w('needed') }]}><PersonSelect onTitle={(title) => form.setFieldValue('title', title)} /></Form.Item>
        <Form.Item name="title" label={t('title')} rules={[{ required: true, whitespace: true, message: w('needed') }]}><Input maxLength={60} /></Form.Item>
        <Form.Item name="categories" label={text(categoryName)} rules={[{ required: true, message: w('needed') }]}><Select mode="multiple" maxCount={5} showSearch={{ optionFilterProp: 'label' }} options={Object.entries(categories).map(([value, label]) => ({ value, label: text(label) }))} /></Form.Item>
        <Form.Item name="languages" label={t('languages') + w('optional')}><Select mode="tags" maxCount={5} options={commonLanguages.map((value) => ({ value, label: value }))} /></Form.Item>
        <Form.Item name="sex" label={t('sex') + w('optional')} extra={t('sexNote')}><Select allowClear options={(['f', 'm'] as const).map((value) => ({ value, label: text(sexes[value]) }))} /></Form.Item>
        <Form.Item name="remark" label={t('remark') + w('optional')} extra={t('remarkNote')}><Input.TextArea rows={2} maxLength={500} /></Form.Item>
      </Form>
    </Modal>
  );
}

/** Finds somebody in the part of the directory that the person looks after. */
function PersonSelect({ id, value, onChange, onTitle }: { id?: string; value?: string; onChange?: (id: string | undefined) => void; onTitle: (title: string) => void }) {
  const t = useTexts(messages);
  const [typed, setTyped] = useState('');
  const name = useDeferredValue(typed.trim());
  const found = useQuery({ queryKey: ['directory', 'people', 'named', name], enabled: name.length >= 2, queryFn: () => answer(directory.people.$get({ query: { words: name, limit: '20' } })) });
  const people = name.length >= 2 ? (found.data?.items ?? []) : [];
  return (
    <Select
      {...(id === undefined ? {} : { id })} aria-label={t('person')} showSearch={{ filterOption: false, onSearch: setTyped }} placeholder={t('findPerson')} loading={found.isFetching} value={value ?? null} notFoundContent={name.length >= 2 && !found.isFetching ? t('noPerson') : null}
      options={people.map((person) => ({ value: person.id, label: [person.name, person.institutionName, person.title ?? person.position].filter((part) => part !== null).join(' · ') }))}
      onChange={(picked: string | null) => { onChange?.(picked ?? undefined); onTitle(people.find((person) => person.id === picked)?.title ?? ''); }}
    />
  );
}
