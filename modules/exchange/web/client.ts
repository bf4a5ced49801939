import { useQuery } from '@tanstack/react-query';
import { answer, apiClient } from '#web/kit/api.ts';
import type { ExchangeApi } from '../api.ts';

export const exchangeClient = apiClient<ExchangeApi>('/api/exchange');

const loadSchemes = () => answer(exchangeClient.schemes.$get({ query: { limit: '200' } }));
const loadScheme = (id: string) => answer(exchangeClient.schemes[':id'].$get({ param: { id } }));
const loadOwn = (id: string) => answer(exchangeClient.schemes[':id'].own.$get({ param: { id } }));
const loadStay = (id: string) => answer(exchangeClient.stays[':id'].$get({ param: { id } }));

export function useSchemes() {
  return useQuery({ queryKey: ['exchange', 'schemes'], queryFn: loadSchemes });
}

export function useScheme(id: string) {
  return useQuery({ queryKey: ['exchange', 'scheme', id], queryFn: () => loadScheme(id) });
}

export function useOwn(id: string) {
  return useQuery({ queryKey: ['exchange', 'own', id], queryFn: () => loadOwn(id) });
}

export function useStay(id: string) {
  return useQuery({ queryKey: ['exchange', 'stay', id], queryFn: () => loadStay(id) });
}

export type SchemeSummary = Awaited<ReturnType<typeof loadSchemes>>['items'][number];
export type Scheme = Awaited<ReturnType<typeof loadScheme>>;
export type Offer = Scheme['offers'][number];
export type Own = Awaited<ReturnType<typeof loadOwn>>;
export type Stay = Awaited<ReturnType<typeof loadStay>>;
export type Agreement = NonNullable<Stay['agreement']>;
export type AgreementVersion = Agreement['versions'][number];
export type Placement = NonNullable<Stay['placement']>;

/** What is out of date after anything that changes an exchange. */
export const changes = [['exchange'], ['inbox']] as const;

/** Does to those on a list what was confirmed of them; if the list has changed meanwhile, the new one is there to be read. */
export async function asListed<T>(list: { readonly refetch: () => Promise<unknown> }, done: Promise<T>): Promise<T> {
  try {
    return await done;
  } catch (error) {
    await list.refetch();
    throw error;
  }
}
