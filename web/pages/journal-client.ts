import { useQuery } from '@tanstack/react-query';
import type { JournalApi } from '#kernel/journal/api.ts';
import { answer, apiClient } from '#web/kit/api.ts';

export const journalClient = apiClient<JournalApi>('/api/journal');

const loadState = () => answer(journalClient.index.$get());

/** What the log is, how large, and who witnesses it; asked anew while the page is open. */
export function useJournalState() {
  return useQuery({ queryKey: ['journal', 'state'], queryFn: loadState, refetchInterval: 30_000 });
}

export type JournalState = Awaited<ReturnType<typeof loadState>>;
export type Witness = JournalState['witnesses'][number];

const loadEntry = (id: string) => answer(journalClient.entries[':id'].$get({ param: { id } }));
const loadProof = (id: string, size: number | undefined) => answer(journalClient.entries[':id'].inclusion.$get({ param: { id }, query: size === undefined ? {} : { size: String(size) } }));

export function useEntry(id: string) {
  return useQuery({ queryKey: ['journal', 'entry', id], queryFn: () => loadEntry(id) });
}

/** The proof in the newest checkpoint that a witness has cosigned, if the entry is in one, or else in the newest. */
export function useProof(id: string, index: number | null | undefined, state: JournalState | undefined) {
  const cosigned = Math.max(0, ...(state?.witnesses ?? []).flatMap(({ lastSize }) => lastSize ?? []));
  const size = index != null && cosigned > index ? cosigned : undefined;
  return useQuery({ queryKey: ['journal', 'proof', id, size], enabled: state !== undefined && index !== undefined, queryFn: () => loadProof(id, size), retry: false });
}

export type Entry = Awaited<ReturnType<typeof loadEntry>>;
export type Proof = Awaited<ReturnType<typeof loadProof>>;
