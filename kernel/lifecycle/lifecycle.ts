import type { z } from 'zod';
import type { Actor, Role } from '#kernel/actor/actor.ts';
import type { NewNotification, NewTask } from '#kernel/inbox/inbox.ts';
import type { Access } from '#kernel/journal/journal.ts';
import type { Text } from '#kernel/text.ts';

/** How a state looks: grey, on its way, good, needs a look, bad, finished. */
export type Tone = 'neutral' | 'active' | 'good' | 'warn' | 'bad' | 'done';

/** Any record that moves through a lifecycle: the kernel needs no more of it. */
export type MovingRecord = { readonly id: string; readonly state: string; readonly version: number };

/**
 * One sentence of who may move a record: a role, and how the record must belong to the actor's scope.
 * `own party`: the record's access names the actor's party; likewise organization, division, self; `any` for region-wide roles.
 */
export type Permission = { readonly role: Exclude<Role, 'visitor'>; readonly of: 'own party' | 'own organization' | 'own division' | 'self' | 'any' };

/** What follows from a move, in the same transaction; `closeTasks` without a kind closes all of the record's. */
export type Consequence =
  | { readonly openTask: Omit<NewTask, 'subject'> }
  | { readonly closeTasks: { readonly kind?: string } }
  | { readonly notify: Omit<NewNotification, 'subject'> };

export type Field = {
  readonly label: Text;
  readonly kind: 'text' | 'longtext' | 'date' | 'number' | 'choice';
  readonly required: boolean;
  readonly choices?: readonly { readonly value: string; readonly label: Text }[];
  /** Of a date: how many days from today the page proposes; today itself without. */
  readonly ahead?: number;
  /** Parses the value as it came; the column of the same name takes it. */
  readonly schema: z.ZodType;
};

export type Transition<R, S extends string> = {
  readonly from: readonly S[];
  readonly to: S;
  readonly label: Text;
  readonly by: readonly Permission[];
  readonly reason: 'none' | 'optional' | 'required';
  /** A move that refuses, ends or destroys something: drawn in red, and the page asks once more. */
  readonly danger?: true;
  /** A move that goes on and is hard to take back: the page asks once more. */
  readonly asks?: true;
  readonly fields?: Readonly<Record<string, Field>>;
  /** Fields of the record that the move empties. */
  readonly clears?: readonly string[];
  readonly follows?: (record: R, actor: Actor) => readonly Consequence[];
};

/** The states that a record goes through, and who may move it: data, drawn on the page and kept by `move`. */
export type Lifecycle<R extends MovingRecord, S extends string = string, T extends string = string> = {
  /** e.g. `plan.milestone`: the subject type in journal and tasks. */
  readonly name: string;
  /** The table, with its schema, that has columns id, state, version. */
  readonly table: string;
  readonly initial: S;
  readonly states: Readonly<Record<S, { readonly label: Text; readonly tone: Tone }>>;
  readonly transitions: Readonly<Record<T, Transition<R, S>>>;
  readonly title: (record: R) => string;
  readonly access: (record: R) => Access;
  readonly initiativeId?: (record: R) => string | undefined;
};

/** Declares a lifecycle; the compiler checks that transitions name declared states. */
export function declareLifecycle<R extends MovingRecord>() {
  return <const S extends string, const T extends string>(lifecycle: Lifecycle<R, S, T>): Lifecycle<R, S, T> => lifecycle;
}

/** The transitions that `actor` may make from the record's present state, by name. */
export function allowedTransitions<R extends MovingRecord, S extends string, T extends string>(lifecycle: Lifecycle<R, S, T>, record: R, actor: Actor): T[] {
  return (Object.keys(lifecycle.transitions) as T[]).filter((name) => {
    const transition = lifecycle.transitions[name];
    return (transition.from as readonly string[]).includes(record.state) && mayMove(transition.by, lifecycle.access(record), actor);
  });
}

/** True when one of the permissions fits the actor and the record's owner. */
export function mayMove(permissions: readonly Permission[], access: Access, actor: Actor): boolean {
  return permissions.some(({ role, of }) => role === actor.role && belongs(of, access, actor));
}

function belongs(of: Permission['of'], access: Access, actor: Actor): boolean {
  if (of === 'any' || actor.role === 'system') return true;
  if (actor.role === 'visitor') return false;
  if (of === 'own party') return access.party !== undefined && access.party === actor.party;
  if (of === 'own organization') return access.organizationId !== undefined && access.organizationId === actor.organizationId;
  if (of === 'self') return access.personId !== undefined && access.personId === actor.personId;
  return access.division !== undefined && actor.division !== undefined && access.division.startsWith(actor.division.replace(/(00){1,2}$/, ''));
}

/** What a page needs to draw a record's lifecycle bar: the states, where it is, and what this actor may do now. */
export type LifecycleView = {
  states: Record<string, { label: Text; tone: Tone }>;
  state: string;
  version: number;
  transitions: {
    name: string;
    label: Text;
    reason: 'none' | 'optional' | 'required';
    danger: boolean;
    /** The page asks once more. */
    asks: boolean;
    fields: { name: string; label: Text; kind: Field['kind']; required: boolean; choices?: readonly { value: string; label: Text }[]; ahead?: number }[];
  }[];
};

export function viewLifecycle<R extends MovingRecord, S extends string, T extends string>(lifecycle: Lifecycle<R, S, T>, record: R, actor: Actor): LifecycleView {
  return {
    states: lifecycle.states,
    state: record.state,
    version: record.version,
    transitions: allowedTransitions(lifecycle, record, actor).map((name) => {
      const { label, reason, danger = false, asks = danger, fields = {} } = lifecycle.transitions[name];
      return {
        name,
        label,
        reason,
        danger,
        asks,
        fields: Object.entries(fields).map(([field, { label, kind, required, choices, ahead }]) => ({
          name: field, label, kind, required, ...(choices === undefined ? {} : { choices }), ...(ahead === undefined ? {} : { ahead }),
        })),
      };
    }),
  };
}
