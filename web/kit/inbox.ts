import { useQuery } from '@tanstack/react-query';
import type { InboxApi } from '#kernel/inbox/api.ts';
import { answer, apiClient } from './api.ts';

export const inboxClient = apiClient<InboxApi>('/api/inbox');

/** How much there is to do and to read, asked again every minute. */
export function useInboxSummary() {
  return useQuery({ queryKey: ['inbox', 'summary'], queryFn: () => answer(inboxClient.summary.$get()), refetchInterval: 60_000 });
}
