import { expect, test } from 'vitest';
import { createSaving, type Known, type Sent } from './saving.ts';
import { nothingTyped, typed, type Typed, type Unsent } from './unsent.ts';

const form: Known = { version: 3, entries: { pupils: 500 }, reasons: {} };
const draft = (entries: Unsent['entries']): Unsent => ({ entries, reasons: {} });

/** A platform that answers in turn, a clock that a test moves, and what is kept beyond the window. */
function around(answers: (Sent | ((version: number, what: Unsent) => Sent))[]) {
  const asked: { version: number; entries: Unsent['entries'] }[] = [];
  const waiting: { after: number; work: () => void }[] = [];
  const seen = { kept: undefined as Typed | undefined, arrived: 0 };
  return {
    asked, waiting, seen,
    pass: async () => { for (const { work } of waiting.splice(0)) work(); await new Promise((done) => setTimeout(done)); },
    ports: {
      send: async (version: number, what: Unsent) => { asked.push({ version, entries: what.entries }); const next = answers.shift() ?? { version: version + 1 }; return typeof next === 'function' ? next(version, what) : next; },
      keep: (waits: Typed | undefined) => { seen.kept = waits; },
      arrived: () => { seen.arrived += 1; },
      later: (after: number, work: () => void) => { const own = { after, work }; waiting.push(own); return () => { const at = waiting.indexOf(own); if (at >= 0) waiting.splice(at, 1); }; },
    },
  };
}

test('what is typed is kept at once and sent a moment after the last keystroke, in one request', async () => {
  const { ports, asked, seen, pass } = around([]);
  const saving = createSaving(form, undefined, ports);
  saving.type(draft({ pupils: 5 }));
  saving.type(draft({ pupils: 52 }));
  expect([seen.kept?.mine.entries, asked.length]).toEqual([{ pupils: 52 }, 0]);
  await pass();
  expect(asked).toEqual([{ version: 3, entries: { pupils: 52 } }]);
  expect([saving.state.get().status, seen.kept, seen.arrived]).toEqual(['saved', undefined, 1]);
});

test('while the line is down it stays kept and is tried again, each time after a longer wait', async () => {
  const { ports, asked, seen, waiting, pass } = around(['later', 'later']);
  const saving = createSaving(form, undefined, ports);
  saving.type(draft({ pupils: 52 }));
  await pass();
  expect([saving.state.get().status, seen.kept?.mine.entries, waiting[0]?.after]).toEqual(['failed', { pupils: 52 }, 4_000]);
  await pass();
  expect(waiting[0]?.after).toBe(8_000);
  await pass();
  expect([asked.length, saving.state.get().status, seen.kept]).toEqual([3, 'saved', undefined]);
});

test('what an earlier visit could not send is sent by itself', async () => {
  const { ports, asked } = around([]);
  const saving = createSaving(form, typed(nothingTyped, draft({ pupils: 52 }), form), ports);
  expect(saving.waiting().entries).toEqual({ pupils: 52 });
  expect(await saving.settle()).toBe(4);
  expect(asked).toEqual([{ version: 3, entries: { pupils: 52 } }]);
});

test('two people on one form: apart it merges by itself, on the same field the person chooses', async () => {
  const theirs: Known = { version: 7, entries: { pupils: 510, teachers: 41 }, reasons: {} };
  const { ports, asked } = around([{ changed: theirs }]);
  const saving = createSaving(form, undefined, ports);
  saving.type(draft({ pupils: 520, classes: 12 }));
  expect(await saving.settle()).toBeUndefined();
  expect(asked).toEqual([{ version: 3, entries: { pupils: 520, classes: 12 } }, { version: 7, entries: { classes: 12 } }]);
  const { status, clashes } = saving.state.get();
  expect([status, clashes]).toEqual(['held', [{ kind: 'entries', name: 'pupils', mine: 520, theirs: 510 }]]);
  saving.choose(clashes[0]!, 'mine');
  expect(await saving.settle()).toBe(9);
  expect(asked.at(-1)).toEqual({ version: 8, entries: { pupils: 520 } });
});

test('an answer that was lost is not sent twice: the form has it already', async () => {
  const { ports, asked } = around(['later', () => ({ changed: { version: 4, entries: { pupils: 520 }, reasons: {} } })]);
  const saving = createSaving(form, undefined, ports);
  saving.type(draft({ pupils: 520 }));
  await saving.settle();
  expect(await saving.settle()).toBe(4);
  expect(asked).toHaveLength(2);
});

test('what is typed while something is on its way goes after it, and submitting waits for both', async () => {
  let answer: (sent: Sent) => void = () => {};
  const { ports, asked } = around([]);
  const saving = createSaving(form, undefined, { ...ports, send: async (version, what) => { const usual = ports.send(version, what); return asked.length === 1 ? new Promise((done) => { answer = done; }) : usual; } });
  saving.type(draft({ pupils: 5 }));
  const settled = saving.settle();
  saving.type(draft({ pupils: 52 }));
  answer({ version: 4 });
  expect(await settled).toBe(5);
  expect(asked.map(({ entries }) => entries['pupils'])).toEqual([5, 52]);
});

test('what the platform refuses is told, kept, and not sent again by itself', async () => {
  const { ports, seen, waiting, pass } = around(['refused']);
  const saving = createSaving(form, undefined, ports);
  saving.type(draft({ pupils: 52 }));
  await pass();
  expect([saving.state.get().status, seen.kept?.mine.entries, waiting]).toEqual(['held', { pupils: 52 }, []]);
});
