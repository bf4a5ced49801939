import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { answer, ProblemError } from '#web/kit/api.ts';
import { kept } from '#web/kit/kept.ts';
import { useProblem } from '#web/kit/problem.tsx';
import { useSession } from '#web/kit/session.tsx';
import { client, type Form } from './client.ts';
import { createSaving, type Known, type Ports, type Saving } from './saving.ts';
import { readTyped, sizeOf, type Typed } from './unsent.ts';

const placeOf = (formId: string) => `form.${formId}`;

/** What this person typed into a form that is no longer theirs to fill, and that never arrived. */
export function useLeftOver({ form, mayFill }: Form): { readonly leftOver: Typed | undefined; readonly forget: () => void } {
  const account = useAccount();
  const [leftOver, setLeftOver] = useState(() => (mayFill ? undefined : readTyped(kept.load(account, placeOf(form.id)))));
  return { leftOver: leftOver === undefined || sizeOf(leftOver.mine) === 0 ? undefined : leftOver, forget: () => { kept.forget(account, placeOf(form.id)); setLeftOver(undefined); } };
}

/** Those that have something to send outlive their page: whoever goes elsewhere in the platform and comes back finds the same one. */
const alive = new Map<string, Saving>();

/** The saving of a form that is open on this page, with what an earlier visit could not send. */
export function useFormSaving({ form }: Form): Saving {
  const queries = useQueryClient();
  const tell = useProblem();
  const account = useAccount();
  const { id } = form;
  const [saving] = useState(() => {
    const key = `${account}/${id}`;
    const known = alive.get(key);
    if (known !== undefined) return known;
    const arrived = () => void queries.invalidateQueries({ queryKey: ['indicators', 'form', id] });
    const restored = readTyped(kept.load(account, placeOf(id)));
    const made = createSaving(form, restored, {
      send: (version, what) => send(id, version, what, (error) => tell(error, arrived)),
      keep: keeper(account, id, restored),
      arrived,
      later: (milliseconds, work) => { const timer = setTimeout(work, milliseconds); return () => clearTimeout(timer); },
    });
    alive.set(key, made);
    return made;
  });
  useEffect(() => saving.seen(form), [saving, form]);
  useEffect(() => {
    const again = () => void saving.settle();
    window.addEventListener('online', again);
    return () => {
      window.removeEventListener('online', again);
      void saving.settle().then((version) => (version === undefined ? undefined : alive.delete(`${account}/${id}`)));
    };
  }, [saving, account, id]);
  return saving;
}

/** Keeps what waits, and forgets only what it kept itself: the same form may be open in another window, which keeps its own. */
function keeper(account: string, id: string, restored: Typed | undefined): Ports['keep'] {
  let own = restored === undefined ? undefined : JSON.stringify(restored);
  return (waits) => {
    if (waits !== undefined) {
      own = JSON.stringify(waits);
      kept.keep(account, placeOf(id), waits);
    } else if (own !== undefined && own === JSON.stringify(readTyped(kept.load(account, placeOf(id))))) {
      own = undefined;
      kept.forget(account, placeOf(id));
    }
  };
}

function useAccount(): string {
  const session = useSession().data;
  return session?.signedIn === true ? session.account.id : '';
}

/** Not for what it says but for now: the line is down, signed out, too many requests, the platform is not well. */
const passes = (error: unknown) => !(error instanceof ProblemError) || error.problem.status >= 500 || error.problem.status === 401 || error.problem.status === 429;

const send = async (id: string, version: number, what: Typed['mine'], refused: (error: unknown) => void): ReturnType<Ports['send']> => {
  try {
    return await answer(client.forms[':id'].$patch({ param: { id }, json: { version, ...what } }));
  } catch (error) {
    if (passes(error)) return 'later';
    // the form as it is, as every such refusal carries it
    if (error instanceof ProblemError && error.problem.code === 'common/changed-meanwhile') return { changed: error.problem['current'] as Known };
    refused(error);
    return 'refused';
  }
};
