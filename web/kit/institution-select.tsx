import { useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { useDeferredValue, useState } from 'react';
import type { PartyCode } from '#kernel/domain.ts';
import type { DirectoryApi } from '#modules/directory/index.ts';
import { answer, apiClient } from './api.ts';
import { useTexts } from './texts.tsx';

const client = apiClient<DirectoryApi>('/api/directory');

const messages = {
  find: { zh: '输入单位名称查找', en: 'Type a name to find it' },
  none: { zh: '没有找到这个单位', en: 'No such institution' },
} as const;

type Named = { readonly id: string; readonly name: string };

/** Finds an institution by its name, of one party where given. Fits into a form; names the one that is chosen already by itself, at once where `known` tells it. */
export function InstitutionSelect({ party, known = [], value, onChange, id, label }: { party?: PartyCode; known?: readonly Named[]; value?: string | null; onChange?: (id: string | null) => void; id?: string; label: string }) {
  const t = useTexts(messages);
  const [typed, setTyped] = useState('');
  const words = useDeferredValue(typed.trim());
  const asked = words.length >= 2;
  const found = useQuery({
    queryKey: ['directory', 'institutions', 'named', party, words], enabled: asked,
    queryFn: () => answer(client.institutions.$get({ query: { words, limit: '20', ...(party === undefined ? {} : { party }) } })),
  });
  const items: readonly Named[] = asked ? (found.data?.items ?? []) : known;
  const chosen = useQuery({
    queryKey: ['directory', 'institution', value], enabled: typeof value === 'string' && !items.some((item) => item.id === value), staleTime: Infinity,
    queryFn: () => answer(client.institutions[':id'].$get({ param: { id: value ?? '' } })),
  });
  const options = (asked || chosen.data === undefined || items.some((item) => item.id === value) ? items : [chosen.data, ...items]).map((item) => ({ value: item.id, label: item.name }));
  return (
    <Select
      {...(id === undefined ? {} : { id })} aria-label={label} showSearch={{ filterOption: false, onSearch: setTyped }} allowClear placeholder={t('find')} style={{ width: '100%' }} loading={found.isFetching}
      value={value ?? null} options={options} notFoundContent={asked && !found.isFetching ? t('none') : null} onChange={(picked: string | null | undefined) => onChange?.(picked ?? null)}
    />
  );
}
