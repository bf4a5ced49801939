import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { answer, ProblemError } from '#web/kit/api.ts';
import { useProblem } from '#web/kit/problem.tsx';
import { useSession } from '#web/kit/session.tsx';
import { client, type Form } from './client.ts';
import { compare, isNothing, keepUnsent, loadUnsent, nothing, together, type Unsent } from './unsent.ts';

/** A pause in typing after which what was typed is sent, and the time after which what could not be sent is tried again; milliseconds. */
const pause = { typing: 600, again: 4_000 };

/** Refused for now, not for what it says: signed out, too many requests, the platform is not well. */
const passes = (error: unknown) => !(error instanceof ProblemError) || error.problem.status >= 500 || error.problem.status === 401 || error.problem.status === 429;

/**
 * Saves what changed, one request at a time, a moment after the last keystroke. What could not be sent stays in this browser and is tried again, also
 * after the window was closed. When an answer was lost on the line, or others filled in other fields meanwhile, it goes on; only where two people changed the same field must one look.
 */
export function useFormSaving(data: Form) {
  const queries = useQueryClient();
  const tell = useProblem();
  const session = useSession().data;
  const account = session?.signedIn === true ? session.account.id : '';
  const { id } = data.form;
  const [restored, setRestored] = useState<Unsent>(() => (data.mayFill ? (loadUnsent(id, account)?.unsent ?? nothing) : nothing));
  const [state, setState] = useState<'saved' | 'saving' | 'failed'>('saved');
  /** Where the form stood when what waits was typed. */
  const held = useRef({ version: data.form.version, before: { entries: data.form.entries, reasons: data.form.reasons }, waiting: nothing, sending: nothing, timer: undefined as ReturnType<typeof setTimeout> | undefined });
  const keep = useCallback(() => {
    const { version, before, waiting, sending } = held.current;
    keepUnsent(id, account, { version, before, unsent: together(sending, waiting) });
  }, [id, account]);

  useEffect(() => {
    const now = held.current;
    if (!isNothing(now.waiting) || !isNothing(now.sending)) return;
    now.version = data.form.version;
    now.before = { entries: data.form.entries, reasons: data.form.reasons };
  }, [data.form]);

  const send = useCallback(async () => {
    const now = held.current;
    if (!isNothing(now.sending) || isNothing(now.waiting)) return;
    now.sending = now.waiting;
    now.waiting = nothing;
    setState('saving');
    try {
      now.version = await saved(id, now);
      now.before = applied(now.before, now.sending);
      now.sending = nothing;
      setState('saved');
      keep();
      await queries.invalidateQueries({ queryKey: ['indicators', 'form', id] });
      setRestored(nothing);
    } catch (error) {
      if (passes(error)) {
        now.waiting = together(now.sending, now.waiting);
        setState('failed');
        clearTimeout(now.timer);
        now.timer = setTimeout(() => void send(), pause.again);
      } else {
        tell(error, () => void queries.invalidateQueries({ queryKey: ['indicators', 'form', id] }));
        setState('saved');
      }
      now.sending = nothing;
      keep();
      return;
    }
    if (!isNothing(now.waiting)) void send();
  }, [id, keep, queries, tell]);

  const change = useCallback((draft: Unsent) => {
    const now = held.current;
    now.waiting = together(now.waiting, draft);
    keep();
    clearTimeout(now.timer);
    setState('saving');
    now.timer = setTimeout(() => void send(), pause.typing);
  }, [keep, send]);

  useEffect(() => {
    const now = held.current;
    const stored = data.mayFill ? loadUnsent(id, account) : undefined;
    if (stored !== undefined && isNothing(now.waiting)) {
      now.version = stored.version;
      now.before = stored.before;
      change(stored.unsent);
    }
    // whoever goes elsewhere at once keeps what they typed
    return () => { clearTimeout(now.timer); void send(); };
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- once, when the form is opened
  }, [id, account]);

  return { change, state, restored };
}

/** Sends it upon the version that it was typed upon; upon the newest where that hurts nobody. Gives the version that has it. */
async function saved(id: string, { version, before, sending }: { version: number; before: { entries: Record<string, number>; reasons: Record<string, string> }; sending: Unsent }): Promise<number> {
  const put = async (upon: number) => (await answer(client.forms[':id'].$patch({ param: { id }, json: { version: upon, ...sending } }))).version;
  try {
    return await put(version);
  } catch (error) {
    const current = error instanceof ProblemError && error.problem.code === 'common/changed-meanwhile' ? (error.problem['current'] as Form['form']) : undefined; // the form as it is, as every such refusal carries it
    const how = current === undefined ? 'clash' : compare(sending, before, current);
    if (current === undefined || how === 'clash') throw error;
    return how === 'arrived' ? current.version : await put(current.version);
  }
}

function applied({ entries, reasons }: { entries: Record<string, number>; reasons: Record<string, string> }, sent: Unsent): { entries: Record<string, number>; reasons: Record<string, string> } {
  const numbers = Object.fromEntries(Object.entries({ ...entries, ...sent.entries }).filter((entry): entry is [string, number] => entry[1] !== null));
  return { entries: numbers, reasons: { ...reasons, ...sent.reasons } };
}
