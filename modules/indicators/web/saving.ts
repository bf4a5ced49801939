import { createStore, type Store } from '#web/kit/store.ts';
import { afterSent, chosen, filledWith, merge, nothingTyped, sizeOf, typed, withoutArrived, type Clash, type Filled, type Typed, type Unsent } from './unsent.ts';

/** A form as the platform has it. */
export type Known = Filled & { readonly version: number };

export type SavingState = {
  /** `held`: it waits for a person, to choose or to correct. */
  readonly status: 'saved' | 'saving' | 'failed' | 'held';
  readonly clashes: readonly Clash[];
};

/** What came of sending: the version that has it; the form, which others changed meanwhile; not now; or not at all. */
export type Sent = { readonly version: number } | { readonly changed: Known } | 'later' | 'refused';

export type Ports = {
  readonly send: (version: number, what: Unsent) => Promise<Sent>;
  /** Keeps what waits beyond this window; `undefined` when nothing does. */
  readonly keep: (waits: Typed | undefined) => void;
  /** The platform has something that the page has not read yet. */
  readonly arrived: () => void;
  /** Runs it after so many milliseconds, unless it is called off. */
  readonly later: (milliseconds: number, work: () => void) => () => void;
};

export type Saving = {
  readonly state: Store<SavingState>;
  /** What waits now. */
  readonly waiting: () => Unsent;
  readonly type: (draft: Unsent) => void;
  readonly seen: (form: Known) => void;
  readonly choose: (clash: Clash, whose: 'mine' | 'theirs') => void;
  /** Sends what waits at once; gives the version that has all of it, `undefined` when something is left. */
  readonly settle: () => Promise<number | undefined>;
};

/** Milliseconds: a pause in typing; the first wait after a failure, doubled each time up to the last, so that a platform that comes back is not run over. */
const pause = { typing: 600, again: 4_000, longest: 60_000 };
/** So many times others may be faster in a row. */
const mostMerges = 5;

/**
 * Saves a form while somebody types: one request at a time, a moment after the last keystroke. What the line does not carry waits, beyond this window too, and is tried
 * again; what others changed meanwhile is merged field by field.
 */
export function createSaving(first: Known, restored: Typed | undefined, ports: Ports): Saving {
  const state = createStore<SavingState>({ status: 'saved', clashes: [] });
  let form = first;
  let waits = restored ?? nothingTyped;
  let underway: Promise<void> | undefined;
  let callOff = () => {};
  let failures = 0;

  const keep = () => ports.keep(sizeOf(waits.mine) === 0 ? undefined : waits);
  const after = (milliseconds: number) => {
    callOff();
    callOff = ports.later(milliseconds, () => void send());
  };
  const send = (): Promise<void> => (underway ??= sendAll().finally(() => { underway = undefined; }));

  async function sendAll(): Promise<void> {
    callOff();
    for (let merges = 0; ;) {
      waits = withoutArrived(waits, form);
      const { send: what, clashes } = merge(waits, form);
      keep();
      if (sizeOf(what) === 0) return state.set({ status: clashes.length > 0 ? 'held' : 'saved', clashes });
      state.set({ status: 'saving', clashes });
      const sent = await ports.send(form.version, what); // oxlint-disable-line no-await-in-loop -- one request at a time
      if (typeof sent === 'object' && 'version' in sent) {
        form = { ...filledWith(form, what), version: sent.version };
        waits = afterSent(waits, what);
        failures = 0;
        ports.arrived();
      } else if (typeof sent === 'object' && merges < mostMerges) {
        form = sent.changed;
        merges += 1;
        ports.arrived();
      } else if (sent === 'refused') {
        return state.set({ status: 'held', clashes });
      } else {
        state.set({ status: 'failed', clashes });
        failures += 1;
        return after(Math.min(pause.longest, pause.again * 2 ** (failures - 1)));
      }
    }
  }

  if (sizeOf(waits.mine) > 0) void send();
  return {
    state,
    waiting: () => waits.mine,
    type: (draft) => {
      waits = typed(waits, draft, form);
      keep();
      if (state.get().status !== 'saving') state.set({ status: 'saving', clashes: state.get().clashes });
      after(pause.typing);
    },
    seen: (newest) => {
      if (newest.version > form.version) form = newest;
    },
    choose: (clash, whose) => {
      waits = chosen(waits, clash, whose);
      void send();
    },
    settle: async () => {
      await send();
      if (sizeOf(waits.mine) > 0) await send(); // typed while the first was on its way
      return sizeOf(waits.mine) === 0 ? form.version : undefined;
    },
  };
}
