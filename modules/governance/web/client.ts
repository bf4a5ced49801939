import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { answer, apiClient } from '#web/kit/api.ts';
import { useLive } from '#web/kit/live.ts';
import type { BodiesApi } from '../api/bodies.ts';
import type { ConsentApi } from '../api/consent.ts';
import type { MeetingsApi } from '../api/meetings.ts';
import type { ResolutionsApi } from '../api/resolutions.ts';

const path = '/api/governance';
export const consentClient = apiClient<ConsentApi>(path);
export const bodiesClient = apiClient<BodiesApi>(path);
export const meetingsClient = apiClient<MeetingsApi>(path);
export const resolutionsClient = apiClient<ResolutionsApi>(path);

/** Whatever somebody does here may change any of it: the board, a room, a task. */
export const changes = [['governance'], ['inbox']] as const;

const first: string | undefined = undefined;
const cursorOf = (cursor: string | undefined) => (cursor === undefined ? {} : { cursor });

const loadBoard = (state: 'undecided' | 'decided', cursor: string | undefined) => answer(consentClient.proposals.$get({ query: { state, limit: '30', ...cursorOf(cursor) } }));
export type ListedProposal = Awaited<ReturnType<typeof loadBoard>>['items'][number];

export function useBoard(state: 'undecided' | 'decided') {
  const queryKey = ['governance', 'board', state];
  useLive({ type: 'governance.board', id: 'all' }, [queryKey]);
  return useInfiniteQuery({ queryKey, initialPageParam: first, queryFn: ({ pageParam }) => loadBoard(state, pageParam), getNextPageParam: ({ next }) => next });
}

const loadProposal = (id: string) => answer(consentClient.proposals[':id'].$get({ param: { id } }));
export type Proposal = Awaited<ReturnType<typeof loadProposal>>;
export type Round = Proposal['rounds'][number];
export type ShownAnswer = Round['answers'][number];

export function useProposal(id: string) {
  const queryKey = ['governance', 'proposal', id];
  useLive({ type: 'governance.proposal', id }, [queryKey]);
  return useQuery({ queryKey, queryFn: () => loadProposal(id) });
}

const loadBodies = (on: string | undefined) => answer(bodiesClient.bodies.$get({ query: on === undefined ? {} : { on } }));
export type Body = Awaited<ReturnType<typeof loadBodies>>['items'][number];
export type Seat = Body['seats'][number];
export type Term = Seat['holders'][number];

export function useBodies(on: string | undefined) {
  return useQuery({ queryKey: ['governance', 'bodies', on], queryFn: () => loadBodies(on) });
}

export function useTerms(seatId: string) {
  return useQuery({ queryKey: ['governance', 'terms', seatId], queryFn: () => answer(bodiesClient.seats[':id'].terms.$get({ param: { id: seatId } })) });
}

const loadChair = () => answer(bodiesClient.chair.$get());
export type Chair = Awaited<ReturnType<typeof loadChair>>;

export function useChair() {
  return useQuery({ queryKey: ['governance', 'chair'], queryFn: loadChair });
}

const loadMeetings = (cursor: string | undefined) => answer(meetingsClient.meetings.$get({ query: { limit: '30', ...cursorOf(cursor) } }));

export function useMeetings() {
  return useInfiniteQuery({ queryKey: ['governance', 'meetings'], initialPageParam: first, queryFn: ({ pageParam }) => loadMeetings(pageParam), getNextPageParam: ({ next }) => next });
}

const loadRoom = (id: string) => answer(meetingsClient.meetings[':id'].$get({ param: { id } }));
export type Room = Awaited<ReturnType<typeof loadRoom>>;

export function useRoom(id: string) {
  const queryKey = ['governance', 'room', id];
  useLive({ type: 'governance.meeting', id }, [queryKey]);
  return useQuery({ queryKey, queryFn: () => loadRoom(id) });
}

const loadResolutions = (state: 'adopted' | undefined, cursor: string | undefined) => answer(resolutionsClient.resolutions.$get({ query: { limit: '30', ...(state === undefined ? {} : { state }), ...cursorOf(cursor) } }));
export type ListedResolution = Awaited<ReturnType<typeof loadResolutions>>['items'][number];

export function useResolutions(state?: 'adopted') {
  return useInfiniteQuery({ queryKey: ['governance', 'resolutions', state], initialPageParam: first, queryFn: ({ pageParam }) => loadResolutions(state, pageParam), getNextPageParam: ({ next }) => next });
}

const loadResolution = (id: string) => answer(resolutionsClient.resolutions[':id'].$get({ param: { id } }));
export type Resolution = Awaited<ReturnType<typeof loadResolution>>;

export function useResolution(id: string) {
  const queryKey = ['governance', 'resolution', id];
  return useQuery({ queryKey, queryFn: () => loadResolution(id), enabled: id !== '' });
}
