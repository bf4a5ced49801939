import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { SearchApi } from '#kernel/search/api.ts';
import { answer, apiClient } from './api.ts';

const client = apiClient<SearchApi>('/api/search');

/** A search lists this many, the best first. */
export const mostFound = 100;

const find = async (q: string) => (await answer(client.index.$get({ query: { q, limit: String(mostFound) } }))).items;

export type Found = Awaited<ReturnType<typeof find>>[number];

/** What the reader may see that has every word of `query`; nothing is asked for an empty one. */
export function useSearchResults(query: string) {
  return useQuery({ queryKey: ['search', query], enabled: query !== '', placeholderData: keepPreviousData, queryFn: () => find(query) });
}
