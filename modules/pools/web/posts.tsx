import { useInfiniteQuery, keepPreviousData } from '@tanstack/react-query';
import { Button, DatePicker, Empty, Form, Input, InputNumber, Modal, Select } from 'antd';
import type { Dayjs } from 'dayjs';
import { useState } from 'react';
import { isPartyCode, partyCodes, partyNames, type PartyCode } from '#kernel/domain.ts';
import { useAct } from '#web/kit/act.tsx';
import { answer, apiClient } from '#web/kit/api.ts';
import { DataTable } from '#web/kit/data-table.tsx';
import { showDate } from '#web/kit/dates.ts';
import { ExportButton } from '#web/kit/export-button.tsx';
import { InstitutionSelect } from '#web/kit/institution-select.tsx';
import { LifecycleBar } from '#web/kit/lifecycle-bar.tsx';
import { Mark } from '#web/kit/mark.tsx';
import { Page } from '#web/kit/page.tsx';
import { PartyTag } from '#web/kit/party.tsx';
import { useActing } from '#web/kit/session.tsx';
import { useLanguage, useText, useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';
import type { CadresApi } from '../api/cadres.ts';
import { postFields, postKinds, postLevels, postStates, postWords, type PostField, type PostKind, type PostLevel } from '../cadres/messages.ts';
import { mayNominate } from './client.ts';
import { messages } from './messages.ts';

const client = apiClient<CadresApi>('/api/pools');
type Filter = { kind?: PostKind; level?: PostLevel; field?: PostField; party?: PartyCode };
const loadPosts = (filter: Filter, cursor: string | undefined) => answer(client.posts.$get({ query: { ...filter, ...(cursor === undefined ? {} : { cursor }) } }));
type Post = Awaited<ReturnType<typeof loadPosts>>['items'][number];

/** Posts that institutions offer cadres of the others, and want for their own; a year's scheme is drafted from them. */
export function PostsPage() {
  const t = useTexts(messages);
  const p = useTexts(postWords);
  const text = useText();
  const [language] = useLanguage();
  const role = useActing()?.role;
  const [filter, setFilter] = useState<Filter>({});
  const [adding, setAdding] = useState(false);
  const posts = useInfiniteQuery({ queryKey: ['pools', 'posts', filter], queryFn: ({ pageParam }) => loadPosts(filter, pageParam), placeholderData: keepPreviousData, initialPageParam: undefined as string | undefined, getNextPageParam: ({ next }) => next });
  const rows = posts.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <Page
      title={p('posts')} subtitle={t('postsLead')} back={{ to: '/workspace/pools', label: t('pools') }} error={posts.error} onRetry={() => void posts.refetch()}
      extra={<><ExportButton address="/api/pools/posts/export" filter={filter} />{mayNominate(role) ? <Button type="primary" onClick={() => setAdding(true)}>{t('addPost')}</Button> : null}</>}
    >
      <DataTable
        label={p('posts')} rows={rows} rowKey={({ id }) => id} loading={posts.isFetching} hasMore={posts.hasNextPage} onMore={() => void posts.fetchNextPage()} empty={<Empty description={t('noPosts')} image={Empty.PRESENTED_IMAGE_SIMPLE} />}
        toolbar={(
          <>
            <Choice label={p('kind')} options={postKinds} value={filter.kind} onChange={(kind) => setFilter((now) => withOut({ ...now, kind }))} />
            <Choice label={p('level')} options={postLevels} value={filter.level} onChange={(level) => setFilter((now) => withOut({ ...now, level }))} />
            <Choice label={p('field')} options={postFields} value={filter.field} onChange={(field) => setFilter((now) => withOut({ ...now, field }))} />
            <Select aria-label={p('party')} placeholder={p('party')} allowClear style={{ minWidth: 110 }} options={partyCodes.map((value) => ({ value, label: text(partyNames[value]) }))} value={filter.party ?? null} onChange={(value: string | null | undefined) => setFilter((now) => withOut({ ...now, party: value != null && isPartyCode(value) ? value : undefined }))} />
          </>
        )}
        columns={[
          { key: 'institution', title: p('institution'), render: ({ institutionName }) => institutionName },
          { key: 'kind', title: p('kind'), render: ({ kind }) => <Mark tone={kind === 'offered' ? 'good' : 'active'}>{text(postKinds[kind])}</Mark> },
          { key: 'level', title: p('level'), render: ({ level, field }) => `${text(postLevels[level])} · ${text(postFields[field])}` },
          { key: 'about', title: p('about'), render: ({ about }) => about ?? '—' },
          { key: 'count', title: p('count'), render: ({ count }) => count, align: 'right' },
          { key: 'when', title: p('from'), render: ({ from, until }) => <span className="nowrap">{showDate(from, language)} – {showDate(until, language)}</span> },
          { key: 'party', title: p('party'), render: ({ party }) => <PartyTag party={party} /> },
          ...(rows.some(({ may }) => may.withdraw) ? [{ key: 'act', title: '', render: (post: Post) => (post.may.withdraw ? <Withdraw post={post} /> : null) }] : []),
        ]}
      />
      {adding ? <PostDialog onClose={() => setAdding(false)} /> : null}
    </Page>
  );
}

const withOut = (filter: { [K in keyof Filter]: Filter[K] | undefined }) => Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined)) as Filter; // what is not asked for is left out

function Choice<K extends string>({ label, options, value, onChange }: { label: string; options: Readonly<Record<K, { zh: string; en: string }>>; value: K | undefined; onChange: (value: K | undefined) => void }) {
  const text = useText();
  return <Select<K | null> aria-label={label} placeholder={label} allowClear style={{ minWidth: 120 }} options={(Object.keys(options) as K[]).map((key) => ({ value: key, label: text(options[key]) }))} value={value ?? null} onChange={(picked) => onChange(picked ?? undefined)} />;
}

function Withdraw({ post: { id, version } }: { post: Post }) {
  const { runAsync } = useAct({ act: (json: Parameters<typeof client.posts[':id']['move']['$post']>[0]['json']) => answer(client.posts[':id'].move.$post({ param: { id }, json })), changes: [['pools', 'posts']] });
  return <LifecycleBar compact onMove={runAsync} lifecycle={{ states: { open: { label: postStates.open, tone: 'good' } }, state: '', version, transitions: [{ name: 'withdraw', label: { zh: '撤回', en: 'Withdraw' }, reason: 'required', danger: true, fields: [] }] }} />;
}

type Values = { kind: PostKind; institutionId: string; level: PostLevel; field: PostField; count: number; days: [Dayjs, Dayjs]; about?: string };

function PostDialog({ onClose }: { onClose: () => void }) {
  const t = useTexts(messages);
  const p = useTexts(postWords);
  const w = useTexts(words);
  const text = useText();
  const acting = useActing();
  const [form] = Form.useForm<Values>();
  const { run, running } = useAct({
    act: ({ days: [from, until], about = '', ...post }: Values) => answer(client.posts.$post({ json: { ...post, from: from.format('YYYY-MM-DD'), until: until.format('YYYY-MM-DD'), ...(about.trim() === '' ? {} : { about }) } })),
    changes: [['pools', 'posts']], onDone: onClose,
  });
  const needed = [{ required: true, message: w('needed') }];
  const options = (named: Readonly<Record<string, { zh: string; en: string }>>) => Object.entries(named).map(([value, label]) => ({ value, label: text(label) }));
  return (
    <Modal open title={t('addPost')} okText={w('add')} cancelText={w('cancel')} okButtonProps={{ loading: running }} onOk={() => form.submit()} onCancel={onClose}>
      <Form form={form} layout="vertical" onFinish={run} initialValues={{ kind: 'offered', count: 1, ...(acting?.organization === undefined ? {} : { institutionId: acting.organization.id }) }}>
        <Form.Item name="kind" label={p('kind')} rules={needed} extra={t('postKindNote')}><Select options={options(postKinds)} /></Form.Item>
        <Form.Item name="institutionId" label={p('institution')} rules={needed}><InstitutionSelect label={p('institution')} {...(acting?.party === undefined ? {} : { party: acting.party })} /></Form.Item>
        <Form.Item name="level" label={p('level')} rules={needed}><Select options={options(postLevels)} /></Form.Item>
        <Form.Item name="field" label={p('field')} rules={needed}><Select options={options(postFields)} /></Form.Item>
        <Form.Item name="count" label={p('count')} rules={needed}><InputNumber min={1} max={100} precision={0} /></Form.Item>
        <Form.Item name="days" label={t('postDays')} rules={needed}><DatePicker.RangePicker /></Form.Item>
        <Form.Item name="about" label={p('about') + w('optional')}><Input maxLength={500} /></Form.Item>
      </Form>
    </Modal>
  );
}
