import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { answer, apiClient } from '#web/kit/api.ts';
import type { PartyCode } from '#kernel/domain.ts';
import type { DirectoryApi } from '../api.ts';
import type { InstitutionKind } from '../messages.ts';

export const directoryClient = apiClient<DirectoryApi>('/api/directory');

const loadPerson = (id: string) => answer(directoryClient.people[':id'].$get({ param: { id } }));
const loadImport = (id: string) => answer(directoryClient.imports[':id'].$get({ param: { id } }));
const loadMerges = async () => (await answer(directoryClient.merges.$get())).items;
const loadPeople = (query: Parameters<typeof directoryClient.people.$get>[0]['query']) => answer(directoryClient.people.$get({ query }));
const loadInstitutions = (query: Parameters<typeof directoryClient.institutions.$get>[0]['query']) => answer(directoryClient.institutions.$get({ query }));

export type PersonShown = Awaited<ReturnType<typeof loadPerson>>;
export type PersonListed = Awaited<ReturnType<typeof loadPeople>>['items'][number];
export type InstitutionListed = Awaited<ReturnType<typeof loadInstitutions>>['items'][number];
export type Merge = Awaited<ReturnType<typeof loadMerges>>[number];
export type Import = Awaited<ReturnType<typeof loadImport>>;
export type ImportKind = Import['kind'];
export type Fate = keyof Import['totals'];

export function usePerson(id: string) {
  return useQuery({ queryKey: ['directory', 'person', id], queryFn: () => loadPerson(id) });
}

export function useMerges() {
  return useQuery({ queryKey: ['directory', 'merges'], queryFn: loadMerges });
}

/** A list of the directory, page by page, for the filters given. */
export function useInstitutions(filter: InstitutionFilter) {
  return useInfiniteQuery({
    queryKey: ['directory', 'institutions', filter], placeholderData: keepPreviousData,
    queryFn: ({ pageParam }) => loadInstitutions({ limit: '50', ...filter, ...(pageParam === '' ? {} : { cursor: pageParam }) }),
    initialPageParam: '', getNextPageParam: ({ next }) => next,
  });
}

export function usePeople(filter: PeopleFilter) {
  return useInfiniteQuery({
    queryKey: ['directory', 'people', filter], placeholderData: keepPreviousData,
    queryFn: ({ pageParam }) => loadPeople({ limit: '50', ...filter, ...(pageParam === '' ? {} : { cursor: pageParam }) }),
    initialPageParam: '', getNextPageParam: ({ next }) => next,
  });
}

export type InstitutionFilter = { words?: string; kind?: InstitutionKind; party?: PartyCode; division?: string };
export type PeopleFilter = { words?: string; party?: PartyCode; institutionId?: string; division?: string };

/** An import, asked for again each second while the platform works on it. */
export function useImport(id: string | undefined) {
  return useQuery({
    queryKey: ['directory', 'import', id], enabled: id !== undefined,
    queryFn: () => loadImport(id ?? ''),
    refetchInterval: ({ state: { data } }) => (data === undefined || data.state === 'checking' || data.state === 'storing' ? 1_000 : false),
  });
}
