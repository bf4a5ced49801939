import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { afterSent, chosen, filledWith, merge, nothing, nothingTyped, readTyped, sizeOf, typed, withoutArrived, type Filled, type Typed, type Unsent } from './unsent.ts';

const form: Filled = { entries: { pupils: 500, teachers: 40 }, reasons: {} };
const draft = (entries: Unsent['entries'], reasons: Unsent['reasons'] = {}): Unsent => ({ entries, reasons });
const mine = typed(nothingTyped, draft({ pupils: 520 }, { pupils: '扩班' }), form);

describe('what was typed and not sent', () => {
  test('goes on top where nobody else changed it, whatever they changed elsewhere', () => {
    expect(merge(mine, { entries: { pupils: 500, teachers: 41 }, reasons: {} })).toEqual({ send: draft({ pupils: 520 }, { pupils: '扩班' }), clashes: [] });
  });

  test('has arrived where the form has it, though the answer was lost on the line', () => {
    const now = { entries: { pupils: 520, teachers: 41 }, reasons: { pupils: '扩班' } };
    expect(merge(mine, now)).toEqual({ send: nothing, clashes: [] });
    expect(sizeOf(withoutArrived(mine, now).mine)).toBe(0);
    const emptied = typed(nothingTyped, draft({ teachers: null }), form);
    expect(merge(emptied, { entries: { pupils: 500 }, reasons: {} })).toEqual({ send: nothing, clashes: [] });
  });

  test('is a clash where somebody else changed the same field otherwise; the other fields go on', () => {
    const now = { entries: { pupils: 510, teachers: 40 }, reasons: {} };
    expect(merge(mine, now)).toEqual({ send: draft({}, { pupils: '扩班' }), clashes: [{ kind: 'entries', name: 'pupils', mine: 520, theirs: 510 }] });
    expect(merge(mine, { entries: { teachers: 40 }, reasons: {} }).clashes).toEqual([{ kind: 'entries', name: 'pupils', mine: 520, theirs: null }]);
  });

  test('of a clash the person’s choice is sent, or theirs stays', () => {
    const now = { entries: { pupils: 510, teachers: 40 }, reasons: {} };
    const [clash] = merge(mine, now).clashes;
    expect(merge(chosen(mine, clash!, 'mine'), now)).toEqual({ send: draft({ pupils: 520 }, { pupils: '扩班' }), clashes: [] });
    expect(merge(chosen(mine, clash!, 'theirs'), now)).toEqual({ send: draft({}, { pupils: '扩班' }), clashes: [] });
    // changed a third time while the person was looking
    expect(merge(chosen(mine, clash!, 'mine'), { entries: { pupils: 511 }, reasons: {} }).clashes).toHaveLength(1);
  });

  test('is measured against the form as it was when the field was first typed into', () => {
    const later = typed(mine, draft({ pupils: 530 }), { entries: { pupils: 510, teachers: 40 }, reasons: {} });
    expect(merge(later, { entries: { pupils: 510, teachers: 40 }, reasons: {} }).clashes).toMatchObject([{ mine: 530, theirs: 510 }]);
  });

  test('and typed over while it was being sent stands upon what was sent', () => {
    const sent = draft({ pupils: 520 });
    const left = afterSent(typed(mine, draft({ pupils: 525 }), form), sent);
    expect(left.mine).toEqual(draft({ pupils: 525 }, { pupils: '扩班' }));
    expect(merge(left, filledWith(form, sent))).toEqual({ send: draft({ pupils: 525 }, { pupils: '扩班' }), clashes: [] });
  });

  test('is read back as it was kept; anything else in the browser’s storage is not', () => {
    expect(readTyped(JSON.parse(JSON.stringify(mine)))).toEqual(mine);
    for (const wrong of [undefined, null, 1, [], {}, { mine: {} }, { mine: nothing, base: { entries: [], reasons: {} } }]) expect(readTyped(wrong)).toBeUndefined();
    expect(readTyped({ mine: { entries: { a: 'x', b: 1 }, reasons: { c: 3, d: 'y' } }, base: nothing })?.mine).toEqual(draft({ b: 1 }, { d: 'y' }));
  });
});

const names = ['a', 'b', 'c'] as const;
const fields = <T>(value: fc.Arbitrary<T>) => fc.dictionary(fc.constantFrom(...names), value);
const someForm: fc.Arbitrary<Filled> = fc.record({ entries: fields(fc.integer({ min: 0, max: 3 })), reasons: fields(fc.constantFrom('x', 'y')) });
const someDraft: fc.Arbitrary<Unsent> = fc.record({ entries: fields(fc.oneof(fc.integer({ min: 0, max: 3 }), fc.constant(null))), reasons: fields(fc.constantFrom('', 'x', 'y')) });

test('nothing that somebody else changed is overwritten unasked, and nothing typed is lost', () => {
  fc.assert(fc.property(someForm, someDraft, someForm, (before, drafted, now) => {
    const waits: Typed = typed(nothingTyped, drafted, before);
    const { send, clashes } = merge(waits, now);
    const after = filledWith(now, send);
    for (const [name, value] of Object.entries(drafted.entries)) {
      const clash = clashes.find((own) => own.kind === 'entries' && own.name === name);
      const [base, theirs] = [before.entries[name] ?? null, now.entries[name] ?? null];
      expect(clash !== undefined).toBe(value !== theirs && base !== theirs);
      expect(after.entries[name] ?? null).toBe(clash === undefined ? value : theirs);
    }
    for (const name of Object.keys(now.entries)) if (!(name in drafted.entries)) expect(after.entries[name]).toBe(now.entries[name]);
  }));
});

test('sent once, and every clash settled, nothing is left', () => {
  fc.assert(fc.property(someForm, someDraft, someForm, fc.constantFrom('mine' as const, 'theirs' as const), (before, drafted, now, whose) => {
    const first = typed(nothingTyped, drafted, before);
    const waits = merge(first, now).clashes.reduce((left, clash) => chosen(left, clash, whose), first);
    const { send, clashes } = merge(waits, now);
    expect(clashes).toEqual([]);
    expect(sizeOf(withoutArrived(afterSent(waits, send), filledWith(now, send)).mine)).toBe(0);
  }));
});
