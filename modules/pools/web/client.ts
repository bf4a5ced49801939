import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { PartyCode } from '#kernel/domain.ts';
import { answer, apiClient } from '#web/kit/api.ts';
import type { DrawsApi } from '../api/draws.ts';
import type { MembersApi } from '../api/members.ts';

export const membersClient = apiClient<MembersApi>('/api/pools');
export const drawsClient = apiClient<DrawsApi>('/api/pools');

const loadPools = () => answer(membersClient.pools.$get());
const loadMember = (id: string) => answer(membersClient.members[':id'].$get({ param: { id } }));
const loadDraw = (id: string) => answer(drawsClient.draws[':id'].$get({ param: { id } }));
const loadDraws = (cursor: string | undefined) => answer(drawsClient.draws.$get({ query: cursor === undefined ? {} : { cursor } }));

export type MemberFilter = { words?: string; party?: PartyCode; city?: string; title?: string; language?: string; category?: string; state?: string; freeFrom?: string; freeTo?: string; load?: number };
const loadMembers = (poolId: string, { load, ...filter }: MemberFilter, cursor: string | undefined) => answer(membersClient.members.$get({ query: { poolId, ...filter, ...(load === undefined ? {} : { load: String(load) }), ...(cursor === undefined ? {} : { cursor }) } }));

export type Pool = Awaited<ReturnType<typeof loadPools>>['items'][number];
export type Member = Awaited<ReturnType<typeof loadMember>>;
export type Draw = Awaited<ReturnType<typeof loadDraw>>;

export function usePools() {
  return useQuery({ queryKey: ['pools', 'pools'], queryFn: loadPools });
}

export function useMember(id: string) {
  return useQuery({ queryKey: ['pools', 'member', id], queryFn: () => loadMember(id) });
}

export function useMembers(poolId: string, filter: MemberFilter) {
  return useInfiniteQuery({ queryKey: ['pools', 'members', poolId, filter], queryFn: ({ pageParam }) => loadMembers(poolId, filter, pageParam), placeholderData: keepPreviousData, initialPageParam: undefined as string | undefined, getNextPageParam: ({ next }) => next });
}

/** The cities and titles of a pool's people. */
export function usePoolValues(id: string) {
  return useQuery({ queryKey: ['pools', 'values', id], queryFn: () => answer(membersClient.pools[':id'].values.$get({ param: { id } })) });
}

export function useDraws() {
  return useInfiniteQuery({ queryKey: ['pools', 'draws'], queryFn: ({ pageParam }) => loadDraws(pageParam), initialPageParam: undefined as string | undefined, getNextPageParam: ({ next }) => next });
}

/** A draw; while it is computed it is asked for again, afterwards the platform tells when it changes. */
export function useDraw(id: string) {
  return useQuery({ queryKey: ['pools', 'draw', id], queryFn: () => loadDraw(id), refetchInterval: ({ state }) => (state.data?.state === 'solving' ? 1_000 : false) });
}

/** Whether somebody with this role brings people and posts. */
export function mayNominate(role: string | undefined): boolean {
  return role === 'party_officer' || role === 'institution_officer' || role === 'division_officer';
}
