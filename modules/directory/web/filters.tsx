import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Input, Select, TreeSelect } from 'antd';
import { partyCodes, partyNames, type PartyCode } from '#kernel/domain.ts';
import { answer } from '#web/kit/api.ts';
import { useText, useTexts } from '#web/kit/texts.tsx';
import { messages as fields } from '../messages.ts';
import { directoryClient } from './client.ts';
import { messages } from './messages.ts';

/** The filters of a list as they stand in the address, so that a list can be sent on, and found again by going back. */
export function useFilters<F extends object>(names: readonly (keyof F & string)[]): readonly [F, (change: { readonly [K in keyof F]?: F[K] | undefined }) => void, () => void] {
  const inAddress = useSearch({ strict: false }) as Readonly<Record<string, unknown>>;
  const navigate = useNavigate();
  // The router reads “31” as a number; every filter is text.
  const filter = Object.fromEntries(names.flatMap((name) => (inAddress[name] === undefined ? [] : [[name, String(inAddress[name])]]))) as F;
  const go = (search: Record<string, unknown>) => void navigate({ to: '.', search, replace: true });
  const change = (more: { readonly [K in keyof F]?: F[K] | undefined }) => go(Object.fromEntries(Object.entries({ ...filter, ...more }).filter(([, value]) => value !== undefined && value !== '')));
  return [filter, change, () => go({})];
}

export function WordsFilter({ label, words, onChange }: { label: string; words: string | undefined; onChange: (words: string | undefined) => void }) {
  return <Input.Search key={words ?? ''} aria-label={label} placeholder={label} allowClear maxLength={100} className="filter-wide" defaultValue={words ?? ''} onSearch={(value) => onChange(value.trim() === '' ? undefined : value.trim())} />;
}

export function PartyFilter({ party, onChange }: { party: PartyCode | undefined; onChange: (party: PartyCode | undefined) => void }) {
  const t = useTexts(fields);
  const text = useText();
  return (
    <Select
      className="filter" aria-label={t('party')} placeholder={t('party')} allowClear value={party ?? null} onChange={(value: PartyCode | null | undefined) => onChange(value ?? undefined)}
      options={partyCodes.map((value) => ({ value, label: text(partyNames[value]) }))}
    />
  );
}

type DivisionTree = { value: string; title: string; children: DivisionTree[] };

/** A city or a district, out of the tree of divisions or by typing its name; fits into a form. */
export function DivisionSelect({ party, value, onChange, id, label }: { party?: PartyCode | undefined; value?: string | null; onChange?: (code: string | undefined) => void; id?: string; label: string }) {
  const t = useTexts(messages);
  const divisions = useQuery({ queryKey: ['directory', 'divisions'], staleTime: Infinity, queryFn: async () => (await answer(directoryClient.divisions.$get())).items });
  const all = divisions.data ?? [];
  const under = (parent: string | null): DivisionTree[] => all.filter((division) => division.parent === parent && (party === undefined || division.party === party)).map(({ code, name }) => ({ value: code, title: name, children: under(code) }));
  return (
    <TreeSelect
      {...(id === undefined ? {} : { id })} className="filter" aria-label={label} placeholder={t('findDivision')} allowClear showSearch={{ treeNodeFilterProp: 'title' }} loading={divisions.isFetching}
      popupMatchSelectWidth={260} treeData={under(null)} value={value ?? null} onChange={(code: string | null | undefined) => onChange?.(code ?? undefined)}
    />
  );
}
