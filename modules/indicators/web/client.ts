import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { JobsApi } from '#kernel/jobs/api.ts';
import { answer, apiClient } from '#web/kit/api.ts';
import type { IndicatorsApi } from '../api.ts';
import type { StoredNode } from '../versions/tree.ts';

export const client = apiClient<IndicatorsApi>('/api/indicators');
const jobs = apiClient<JobsApi>('/api/jobs');

const loadSystems = () => answer(client.systems.$get());
const loadSystem = (id: string) => answer(client.systems[':id'].$get({ param: { id } }));
const loadCampaign = (id: string) => answer(client.campaigns[':id'].$get({ param: { id } }));
const loadForm = (id: string) => answer(client.forms[':id'].$get({ param: { id } }));
const loadRun = (id: string) => answer(client.runs[':id'].$get({ param: { id } }));
const loadUnit = (id: string, unit: string) => answer(client.runs[':id'].units[':unit'].$get({ param: { id, unit } }));
const firstPage: string | undefined = undefined;
const loadBehind = (param: { id: string; unit: string }, code: string | undefined, cursor: string | undefined) => answer(client.runs[':id'].units[':unit'].forms.$get({ param, query: { limit: 30, ...(code === undefined ? {} : { code }), ...(cursor === undefined ? {} : { cursor }) } }));
const loadPublication = (id: string) => answer(client.publications[':id'].$get({ param: { id } }));

/** Gives nodes of a draft other weights; everything else stays as it is. */
export function saveWeights({ system, nodes }: Pick<System, 'system' | 'nodes'>, weights: Readonly<Record<string, number>>) {
  return answer(client.systems[':id'].$patch({ param: { id: system.id }, json: { version: system.version, nodes: nodes.map((node) => draftNode({ ...node, weight: weights[node.code] ?? node.weight })) } }));
}

/** A node as a draft is saved with it, without what the platform says about it. */
export function draftNode({ code, name, level, parent, weight, direction, goalposts }: StoredNode): StoredNode {
  return { code, name, level, parent, weight, direction, goalposts };
}

export const useSystems = () => useQuery({ queryKey: ['indicators', 'systems'], queryFn: loadSystems });
export const useSystem = (id: string) => useQuery({ queryKey: ['indicators', 'system', id], queryFn: () => loadSystem(id) });
export const useCampaign = (id: string) => useQuery({ queryKey: ['indicators', 'campaign', id], queryFn: () => loadCampaign(id) });
export const useForm = (id: string) => useQuery({ queryKey: ['indicators', 'form', id], queryFn: () => loadForm(id) });
export const useUnit = (id: string, unit: string) => useQuery({ queryKey: ['indicators', 'unit', id, unit], queryFn: () => loadUnit(id, unit) });
export const usePublications = () => useQuery({ queryKey: ['indicators', 'publications'], queryFn: () => answer(client.publications.$get()) });
export const usePublication = (id: string) => useQuery({ queryKey: ['indicators', 'publication', id], queryFn: () => loadPublication(id) });

/** The forms behind a unit's numbers, page by page; of one indicator with the values of its data elements. */
export function useFormsBehind(id: string, unit: string, code?: string) {
  return useInfiniteQuery({
    queryKey: ['indicators', 'behind', id, unit, code], queryFn: ({ pageParam }) => loadBehind({ id, unit }, code, pageParam), initialPageParam: firstPage, getNextPageParam: ({ next }) => next,
  });
}

/** A result; looked at again every second until it is finished. */
export function useRun(id: string) {
  return useQuery({ queryKey: ['indicators', 'run', id], queryFn: () => loadRun(id), refetchInterval: ({ state }) => (state.data?.run.finishedAt === null ? 1_000 : false) });
}

export function useJob(id: string | null) {
  return useQuery({ queryKey: ['jobs', id], enabled: id !== null, queryFn: () => answer(jobs[':id'].$get({ param: { id: id ?? '' } })), refetchInterval: ({ state }) => (state.data?.state === 'done' || state.data?.state === 'failed' ? false : 700) });
}

/** What a trend is asked of: a computation, or what was published. */
export type ResultKind = 'run' | 'publication';
export type TrendOf = { readonly unit: string } | { readonly code: string };

export function useAnalysis(kind: ResultKind, id: string, of: string | undefined) {
  const call = { param: { id }, query: of === undefined ? {} : { of } };
  return useQuery({ queryKey: ['indicators', 'analysis', kind, id, of], queryFn: () => answer(kind === 'run' ? client.runs[':id'].analysis.$get(call) : client.publications[':id'].analysis.$get(call)), placeholderData: keepPreviousData });
}

export function useTrend(kind: ResultKind, id: string, of: TrendOf) {
  const call = { param: { id }, query: of };
  return useQuery({ queryKey: ['indicators', 'trend', kind, id, of], queryFn: () => answer(kind === 'run' ? client.runs[':id'].trend.$get(call) : client.publications[':id'].trend.$get(call)) });
}

export type Systems = Awaited<ReturnType<typeof loadSystems>>;
export type System = Awaited<ReturnType<typeof loadSystem>>;
export type Campaign = Awaited<ReturnType<typeof loadCampaign>>;
export type Form = Awaited<ReturnType<typeof loadForm>>;
export type Run = Awaited<ReturnType<typeof loadRun>>;
export type Publication = Awaited<ReturnType<typeof loadPublication>>;
export type Unit = Awaited<ReturnType<typeof loadUnit>>;
export type Score = Run['scores'][number];
export type Node = Run['nodes'][number];
