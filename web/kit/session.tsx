import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { SessionApi } from '#kernel/actor/session-api.ts';
import { answer, apiClient } from './api.ts';

export const sessionClient = apiClient<SessionApi>('/api/session');

const key = ['session'];

/** Who is signed in, in which role, and how one can sign in. */
export function useSession() {
  return useQuery({ queryKey: key, queryFn: () => answer(sessionClient.index.$get()), staleTime: 60_000 });
}

export type Session = NonNullable<ReturnType<typeof useSession>['data']>;
export type Grant = Extract<Session, { signedIn: true }>['acting'];

/** The role that the person acts in; `undefined` before it is known, and for a visitor. */
export function useActing(): Grant | undefined {
  const { data } = useSession();
  return data?.signedIn === true ? data.acting : undefined;
}

/** Forgets all that was loaded for whoever was signed in before. */
export function useSessionChanged(): () => Promise<void> {
  const queries = useQueryClient();
  return async () => {
    queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' });
    await queries.invalidateQueries({ queryKey: key });
  };
}
