import { useQuery } from '@tanstack/react-query';
import { answer, apiClient } from '#web/kit/api.ts';
import type { PlanApi } from '../../api.ts';
import type { KeyPointsApi } from '../../key-points/api.ts';

export const keyPointsClient = apiClient<KeyPointsApi>('/api/plan/key-points');

const loadList = () => answer(keyPointsClient.index.$get());
const loadOne = (id: string) => answer(keyPointsClient[':id'].$get({ param: { id } }));
const loadYear = (year: string) => answer(keyPointsClient.years[':year'].$get({ param: { year } }));
const loadChoices = (id: string) => answer(keyPointsClient[':id'].choices.$get({ param: { id } }));

export function useKeyPointsList() {
  return useQuery({ queryKey: ['key-points', 'list'], queryFn: loadList });
}

const planClient = apiClient<PlanApi>('/api/plan');

/** The plans that a year may be drafted from. */
export function usePlans() {
  return useQuery({ queryKey: ['plan', 'plans'], queryFn: () => answer(planClient.plans.$get()) });
}

export const keyPointsKey = (id: string) => ['key-points', 'one', id] as const;

export function useKeyPoints(id: string) {
  return useQuery({ queryKey: keyPointsKey(id), queryFn: () => loadOne(id) });
}

export function useYear(year: string) {
  return useQuery({ queryKey: ['key-points', 'year', year], queryFn: () => loadYear(year) });
}

/** What can be chosen, and the milestones of each initiative; asked for only where the text is being edited. */
export function useChoices(id: string, wanted: boolean) {
  return useQuery({ queryKey: ['key-points', 'choices', id], queryFn: () => loadChoices(id), enabled: wanted, staleTime: 60_000 });
}

export type Listed = Awaited<ReturnType<typeof loadList>>['items'][number];
export type KeyPoints = Awaited<ReturnType<typeof loadOne>>;
export type Point = KeyPoints['points'][number];
export type Comment = KeyPoints['comments'][number];
export type Review = KeyPoints['reviews'][number];
export type Year = Awaited<ReturnType<typeof loadYear>>;
export type YearPoint = Year['points'][number];
export type Choice = Awaited<ReturnType<typeof loadChoices>>['items'][number];
