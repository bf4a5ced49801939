import { UserAddOutlined } from '@ant-design/icons';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button, Empty, Input, Select } from 'antd';
import { useState } from 'react';
import { personRoles, roles, type PersonRole } from '#kernel/actor/roles.ts';
import { answer } from '#web/kit/api.ts';
import { DataTable } from '#web/kit/data-table.tsx';
import { ExportButton } from '#web/kit/export-button.tsx';
import { Mark } from '#web/kit/mark.tsx';
import { Page } from '#web/kit/page.tsx';
import { PartyTag } from '#web/kit/party.tsx';
import { useActing } from '#web/kit/session.tsx';
import { useText, useTexts } from '#web/kit/texts.tsx';
import { OpenAccount } from './account-dialogs.tsx';
import { accountsClient } from './accounts-client.ts';
import { messages } from './accounts-messages.ts';

/** Who may sign in, and as what: for a party's officers their party's, for the administrator all. */
export function AccountsPage() {
  const t = useTexts(messages);
  const text = useText();
  const acting = useActing();
  const [words, setWords] = useState('');
  const [role, setRole] = useState<PersonRole>();
  const [opening, setOpening] = useState(false);
  const list = useInfiniteQuery({
    queryKey: ['accounts', 'list', words, role], placeholderData: keepPreviousData,
    queryFn: ({ pageParam }) => answer(accountsClient.index.$get({ query: { limit: '50', ...(words === '' ? {} : { words }), ...(role === undefined ? {} : { role }), ...(pageParam === '' ? {} : { cursor: pageParam }) } })),
    initialPageParam: '', getNextPageParam: ({ next }) => next,
  });
  const rows = (list.data?.pages ?? []).flatMap(({ items }) => items);
  const mayOpen = acting?.role === 'party_officer' || acting?.role === 'administrator';
  return (
    <Page title={t('title')} error={list.error} onRetry={() => void list.refetch()} extra={mayOpen ? <Button type="primary" icon={<UserAddOutlined aria-hidden />} onClick={() => setOpening(true)}>{t('open')}</Button> : undefined}>
      <DataTable
        label={t('title')} rows={rows} rowKey={({ id }) => id} loading={list.isFetching} hasMore={list.hasNextPage} onMore={() => void list.fetchNextPage()}
        empty={<Empty description={t('none')} image={Empty.PRESENTED_IMAGE_SIMPLE} />}
        toolbar={
          <>
            <Input.Search aria-label={t('find')} placeholder={t('find')} allowClear maxLength={60} style={{ width: 280 }} onSearch={(value) => setWords(value.trim())} />
            <Select aria-label={t('role')} placeholder={t('role')} allowClear style={{ width: 160 }} value={role ?? null} onChange={(value: PersonRole | null | undefined) => setRole(value ?? undefined)} options={personRoles.map((value) => ({ value, label: text(roles[value].label) }))} />
            <ExportButton address="/api/accounts/export" filter={{ words: words === '' ? undefined : words, role }} />
          </>
        }
        columns={[
          { key: 'login', title: t('login'), render: ({ id, login }) => <Link to="/workspace/accounts/$id" params={{ id }}>{login}</Link> },
          { key: 'name', title: t('name'), render: ({ name }) => name },
          { key: 'party', title: t('party'), render: ({ party }) => (party === null ? t('region') : <PartyTag party={party} />) },
          { key: 'roles', title: t('roles'), render: (row) => row.disabledAt !== null ? <Mark tone="bad">{t('closed')}</Mark> : row.roles.length === 0 ? t('noRole') : row.roles.map((held) => text(roles[held].label)).join('、') },
        ]}
      />
      {opening ? <OpenAccount onClose={() => setOpening(false)} /> : null}
    </Page>
  );
}
