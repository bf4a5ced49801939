import { useQuery } from '@tanstack/react-query';
import { answer, apiClient } from '#web/kit/api.ts';
import type { PlanApi } from '../api.ts';

export const planClient = apiClient<PlanApi>('/api/plan');

export function usePlans() {
  return useQuery({ queryKey: ['plan', 'plans'], queryFn: () => answer(planClient.plans.$get()) });
}

const loadPlan = (id: string) => answer(planClient.plans[':id'].$get({ param: { id } }));
const loadInitiative = (id: string) => answer(planClient.initiatives[':id'].$get({ param: { id } }));

export function usePlan(id: string) {
  return useQuery({ queryKey: ['plan', 'plan', id], queryFn: () => loadPlan(id) });
}

export function useInitiative(id: string) {
  return useQuery({ queryKey: ['plan', 'initiative', id], queryFn: () => loadInitiative(id) });
}

export type Plan = Awaited<ReturnType<typeof loadPlan>>;
export type Item = Plan['items'][number];
export type PlanMilestone = Plan['milestones'][number];
export type Initiative = Awaited<ReturnType<typeof loadInitiative>>;
export type Milestone = Initiative['milestones'][number];

export function isWorkedOn({ kind }: Pick<Item, 'kind'>): boolean {
  return kind === 'initiative' || kind === 'safeguard';
}
