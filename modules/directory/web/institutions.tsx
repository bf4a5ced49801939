import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { Input, Select } from 'antd';
import { useState } from 'react';
import { partyCodes, partyNames, type PartyCode } from '#kernel/domain.ts';
import { answer, apiClient } from '#web/kit/api.ts';
import { DataTable } from '#web/kit/data-table.tsx';
import { Mark } from '#web/kit/mark.tsx';
import { Page } from '#web/kit/page.tsx';
import { PartyTag } from '#web/kit/party.tsx';
import { useText, useTexts } from '#web/kit/texts.tsx';
import type { DirectoryApi } from '../api.ts';
import { institutionKinds, messages, type InstitutionKind } from '../messages.ts';

const client = apiClient<DirectoryApi>('/api/directory');

/** Every institution of the region, found by name, kind and party. */
export function InstitutionsPage() {
  const t = useTexts(messages);
  const text = useText();
  const [words, setWords] = useState('');
  const [kind, setKind] = useState<InstitutionKind>();
  const [party, setParty] = useState<PartyCode>();
  const list = useInfiniteQuery({
    queryKey: ['directory', 'institutions', words, kind, party],
    queryFn: ({ pageParam }) => answer(client.institutions.$get({ query: { limit: '50', ...(words === '' ? {} : { words }), ...(kind === undefined ? {} : { kind }), ...(party === undefined ? {} : { party }), ...(pageParam === '' ? {} : { cursor: pageParam }) } })),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
    placeholderData: keepPreviousData,
  });
  const rows = (list.data?.pages ?? []).flatMap(({ items }) => items);
  return (
    <Page title={t('institutions')} error={list.error} onRetry={() => void list.refetch()}>
      <DataTable
        label={t('institutions')} rows={rows} rowKey={({ id }) => id} loading={list.isFetching} hasMore={list.hasNextPage} onMore={() => void list.fetchNextPage()}
        toolbar={
          <>
            <Input.Search aria-label={t('searchInstitutions')} placeholder={t('searchInstitutions')} allowClear maxLength={50} style={{ width: 280 }} onSearch={(value) => setWords(value.trim())} />
            <Select aria-label={t('kind')} placeholder={t('kind')} allowClear style={{ width: 150 }} value={kind ?? null} onChange={(value: InstitutionKind | null) => setKind(value ?? undefined)} options={Object.entries(institutionKinds).map(([value, label]) => ({ value, label: text(label) }))} />
            <Select aria-label={t('party')} placeholder={t('party')} allowClear style={{ width: 130 }} value={party ?? null} onChange={(value: PartyCode | null) => setParty(value ?? undefined)} options={partyCodes.map((value) => ({ value, label: text(partyNames[value]) }))} />
          </>
        }
        columns={[
          { key: 'name', title: t('name'), render: ({ name }) => <strong style={{ fontWeight: 500 }}>{name}</strong> },
          { key: 'kind', title: t('kind'), render: (row) => text(institutionKinds[row.kind]) },
          { key: 'party', title: t('party'), render: (row) => <PartyTag party={row.party} /> },
          { key: 'division', title: t('division'), render: ({ divisionName }) => divisionName },
          { key: 'level', title: t('level'), render: ({ level }) => (level === null ? '—' : <Mark>{level}</Mark>) },
          { key: 'authority', title: t('authority'), render: ({ authority }) => authority ?? '—' },
        ]}
      />
    </Page>
  );
}
