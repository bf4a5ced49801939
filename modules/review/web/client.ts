import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { JobsApi } from '#kernel/jobs/api.ts';
import { answer, apiClient } from '#web/kit/api.ts';
import type { MembersApi } from '#modules/pools/index.ts';
import type { MaterialsApi } from '../api/materials.ts';
import type { OfficeApi } from '../api/office.ts';
import type { PanelApi } from '../api/panel.ts';
import type { ReviewersApi } from '../api/reviewers.ts';
import type { RubricsApi } from '../api/rubrics.ts';

export const office = apiClient<OfficeApi>('/api/review');
export const materials = apiClient<MaterialsApi>('/api/review');
export const reviewers = apiClient<ReviewersApi>('/api/review');
export const panels = apiClient<PanelApi>('/api/review');
export const rubrics = apiClient<RubricsApi>('/api/review');
export const pools = apiClient<MembersApi>('/api/pools');
const jobs = apiClient<JobsApi>('/api/jobs');

/** What an act on a review makes out of date. */
export const changes = [['review'], ['inbox']] as const;

const loadReview = (id: string) => answer(office.reviews[':id'].$get({ param: { id } }));
const loadReviews = (cursor: string | undefined) => answer(office.reviews.$get({ query: cursor === undefined ? {} : { cursor } }));
const loadItems = (id: string, cursor: string | undefined) => answer(office.reviews[':id'].items.$get({ param: { id }, query: cursor === undefined ? {} : { cursor } }));
const loadSheet = (id: string) => answer(reviewers.assignments[':id'].$get({ param: { id } }));
const after = (next: number | undefined) => (next === undefined ? {} : { after: String(next) });
const loadPanel = (id: string, next: number | undefined) => answer(panels.reviews[':id'].panel.$get({ param: { id }, query: after(next) }));
const loadResult = (id: string, next: number | undefined) => answer(panels.reviews[':id'].result.$get({ param: { id }, query: after(next) }));
const loadRubric = (id: string) => answer(rubrics.rubrics[':id'].$get({ param: { id } }));

export type Review = Awaited<ReturnType<typeof loadReview>>;
export type OfficeReview = Review & { office: NonNullable<Review['office']> };
export type Reviewer = OfficeReview['office']['reviewers'][number];
export type Own = NonNullable<Review['own']>;
export type Item = Awaited<ReturnType<typeof loadItems>>['items'][number];
export type Sheet = Awaited<ReturnType<typeof loadSheet>>;
export type PanelPage = Awaited<ReturnType<typeof loadPanel>>;
export type Rubric = Awaited<ReturnType<typeof loadRubric>>;
export type Duty = Awaited<ReturnType<typeof loadDuties>>['items'][number];

export const useReview = (id: string) => useQuery({ queryKey: ['review', 'one', id], queryFn: () => loadReview(id) });
export const useReviews = () => useInfiniteQuery({ queryKey: ['review', 'list'], queryFn: ({ pageParam }) => loadReviews(pageParam), initialPageParam: undefined as string | undefined, getNextPageParam: ({ next }) => next });
export const useItems = (id: string) => useInfiniteQuery({ queryKey: ['review', 'items', id], queryFn: ({ pageParam }) => loadItems(id, pageParam), initialPageParam: undefined as string | undefined, getNextPageParam: ({ next }) => next });
export const useSheet = (id: string) => useQuery({ queryKey: ['review', 'sheet', id], queryFn: () => loadSheet(id), refetchOnWindowFocus: false });
export const usePanel = (id: string) => useInfiniteQuery({ queryKey: ['review', 'panel', id], queryFn: ({ pageParam }) => loadPanel(id, pageParam), initialPageParam: undefined as number | undefined, getNextPageParam: ({ next }) => next ?? undefined });
export const useResult = (id: string) => useInfiniteQuery({ queryKey: ['review', 'result', id], queryFn: ({ pageParam }) => loadResult(id, pageParam), initialPageParam: undefined as number | undefined, getNextPageParam: ({ next }) => next ?? undefined });
export const useSeverity = (id: string) => useQuery({ queryKey: ['review', 'severity', id], queryFn: () => answer(panels.reviews[':id'].severity.$get({ param: { id } })) });
const loadDuties = (id: string) => answer(office.reviews[':id'].duties.$get({ param: { id } }));
export const useDuties = (id: string) => useQuery({ queryKey: ['review', 'duties', id], queryFn: () => loadDuties(id) });
export const useLooks = (id: string) => useQuery({ queryKey: ['review', 'looks', id], queryFn: () => answer(materials.reviews[':id'].looks.$get({ param: { id }, query: {} })) });
export const useRubrics = () => useQuery({ queryKey: ['review', 'rubrics'], queryFn: () => answer(rubrics.rubrics.$get()) });
export const useRubric = (id: string) => useQuery({ queryKey: ['review', 'rubric', id], queryFn: () => loadRubric(id) });
export const useInitiatives = () => useQuery({ queryKey: ['review', 'initiatives'], queryFn: () => answer(office.initiatives.$get()) });
export const usePools = () => useQuery({ queryKey: ['pools', 'pools'], queryFn: () => answer(pools.pools.$get()) });

/** Work in the queue, asked for each second until it is done. */
export const useJob = (id: string) => useQuery({ queryKey: ['job', id], queryFn: () => answer(jobs[':id'].$get({ param: { id } })), refetchInterval: ({ state }) => (state.data?.state === 'done' || state.data?.state === 'failed' ? false : 1_000) });
