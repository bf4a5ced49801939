import { useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { useDeferredValue, useState } from 'react';
import type { PartyCode } from '#kernel/domain.ts';
import { answer, apiClient } from '#web/kit/api.ts';
import { useTexts } from '#web/kit/texts.tsx';
import type { DirectoryApi } from '#modules/directory/index.ts';
import { messages } from './messages.ts';

const client = apiClient<DirectoryApi>('/api/directory');

type Named = { readonly id: string; readonly name: string };

/** Finds an institution of a party by its name. */
export function InstitutionSelect({ party, known, value, onChange, label }: { party?: PartyCode; known?: readonly Named[]; value?: string | null; onChange?: (id: string | null) => void; label: string }) {
  const t = useTexts(messages);
  const [typed, setTyped] = useState('');
  const words = useDeferredValue(typed.trim());
  const found = useQuery({
    queryKey: ['directory', 'institutions', 'named', party, words], enabled: words.length >= 2,
    queryFn: () => answer(client.institutions.$get({ query: { words, limit: '20', ...(party === undefined ? {} : { party }) } })),
  });
  const options = [...(words.length >= 2 ? [] : (known ?? [])), ...(found.data?.items ?? [])].map(({ id, name }) => ({ value: id, label: name }));
  return (
    <Select
      aria-label={label} showSearch={{ filterOption: false, onSearch: setTyped }} allowClear placeholder={t('findInstitution')} style={{ width: '100%' }} loading={found.isFetching}
      value={value ?? null} options={options} notFoundContent={null} onChange={(id: string | null | undefined) => onChange?.(id ?? null)}
    />
  );
}
