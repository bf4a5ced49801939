import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { answer, apiClient } from '#web/kit/api.ts';
import type { PartyCode } from '#kernel/domain.ts';
import type { DirectoryApi } from '../api.ts';
import type { InstitutionKind } from '../messages.ts';

export const directoryClient = apiClient<DirectoryApi>('/api/directory');

const loadPerson = (id: string) => answer(directoryClient.people[':id'].$get({ param: { id } }));
const loadImport = (id: string) => answer(directoryClient.imports[':id'].$get({ param: { id } }));
const loadMerges = async () => (await answer(directoryClient.merges.$get())).items;
const loadLooks = async (id: string) => (await answer(directoryClient.people[':id'].looks.$get({ param: { id } }))).items;
const loadImportRows = (id: string, query: Parameters<(typeof directoryClient.imports)[':id']['rows']['$get']>[0]['query']) => answer(directoryClient.imports[':id'].rows.$get({ param: { id }, query }));
const loadLearning = async (id: string) => (await answer(directoryClient.people[':id'].learning.$get({ param: { id } }))).items;
const loadOwnLearning = async () => (await answer(directoryClient.learning.$get())).items;
type PeopleQuery = Parameters<typeof directoryClient.people.$get>[0]['query'];
type InstitutionQuery = Parameters<typeof directoryClient.institutions.$get>[0]['query'];
const loadPeople = (query: PeopleQuery) => answer(directoryClient.people.$get({ query }));
const loadInstitutions = (query: InstitutionQuery) => answer(directoryClient.institutions.$get({ query }));

export type ImportedRow = Awaited<ReturnType<typeof loadImportRows>>['items'][number];
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

export function useLearning(personId: string | undefined) {
  return useQuery({ queryKey: ['directory', 'learning', personId ?? ''], queryFn: () => (personId === undefined ? loadOwnLearning() : loadLearning(personId)) });
}

export function useLooks(id: string) {
  return useQuery({ queryKey: ['directory', 'looks', id], queryFn: () => loadLooks(id) });
}

export function useMerges() {
  return useQuery({ queryKey: ['directory', 'merges'], queryFn: loadMerges });
}

/** A list of the directory, page by page, for the filters given. */
export function useInstitutions(filter: InstitutionFilter) {
  return useInfiniteQuery({
    queryKey: ['directory', 'institutions', filter], placeholderData: keepPreviousData,
    queryFn: ({ pageParam }) => loadInstitutions({ limit: '50', ...(filter as InstitutionQuery), ...(pageParam === '' ? {} : { cursor: pageParam }) }),
    initialPageParam: '', getNextPageParam: ({ next }) => next,
  });
}

export function usePeople(filter: PeopleFilter) {
  return useInfiniteQuery({
    queryKey: ['directory', 'people', filter], placeholderData: keepPreviousData,
    queryFn: ({ pageParam }) => loadPeople({ limit: '50', ...(filter as PeopleQuery), ...(pageParam === '' ? {} : { cursor: pageParam }) }),
    initialPageParam: '', getNextPageParam: ({ next }) => next,
  });
}

export type InstitutionFilter = { words?: string; kind?: InstitutionKind; party?: PartyCode; division?: string; sort?: string };
export type PeopleFilter = { words?: string; party?: PartyCode; institutionId?: string; division?: string; sort?: string };

/** An import, asked for again each second while the platform works on it. */
export function useImport(id: string | undefined) {
  return useQuery({
    queryKey: ['directory', 'import', id], enabled: id !== undefined,
    queryFn: () => loadImport(id ?? ''),
    refetchInterval: ({ state: { data } }) => (data === undefined || isUnderWay(data) ? 1_000 : false),
  });
}

/** Whether the platform still works on an import: a job that failed has stopped. */
export function isUnderWay({ state, job }: Import): boolean {
  return (state === 'checking' || state === 'storing') && job?.state !== 'failed';
}

/** The latest imports of whoever asks. */
export function useImports() {
  return useQuery({ queryKey: ['directory', 'imports'], queryFn: async () => (await answer(directoryClient.imports.$get())).items });
}

/** The rows of a checked import with one fate, or all of them, page by page. */
export function useImportRows(id: string, fate: Fate | undefined) {
  return useInfiniteQuery({
    queryKey: ['directory', 'import-rows', id, fate], placeholderData: keepPreviousData,
    queryFn: ({ pageParam }) => loadImportRows(id, { limit: '100', ...(fate === undefined ? {} : { fate }), ...(pageParam === '' ? {} : { cursor: pageParam }) }),
    initialPageParam: '', getNextPageParam: ({ next }) => next,
  });
}

/** What an export is filtered by: it comes in an order of its own. */
export function withoutSort<F extends { sort?: string }>({ sort: _, ...filter }: F): Omit<F, 'sort'> {
  return filter;
}
