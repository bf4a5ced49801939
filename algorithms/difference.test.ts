import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clauseChanges, differenceOf, type Clause, type Stretch } from './difference.ts';

const side = (stretches: readonly Stretch[], gone: Stretch['mark']) => stretches.filter(({ mark }) => mark !== gone).map(({ text }) => text).join('');
const text = fc.string({ unit: fc.constantFrom('一', '体', '化', '教', '育', '，', ' ', 'a', '3', '\n'), maxLength: 60 });

describe('the difference of two texts', () => {
  test('marks whole Chinese words, and nothing else', () => {
    expect(differenceOf('四方每年举办一次会商会议。', '四方每年举办两次会商会议。')).toEqual([
      { text: '四方每年举办', mark: 'same' }, { text: '一次', mark: 'removed' }, { text: '两次', mark: 'added' }, { text: '会商会议。', mark: 'same' },
    ]);
  });

  test('gives both texts back, whatever they are', () => {
    fc.assert(fc.property(text, text, (before, after) => {
      const stretches = differenceOf(before, after);
      expect([side(stretches, 'added'), side(stretches, 'removed')]).toEqual([before, after]);
    }));
  });

  test('of a text from itself marks nothing', () => {
    fc.assert(fc.property(text, (same) => differenceOf(same, same).every(({ mark }) => mark === 'same')));
  });
});

const clause = (id: string, words: string): Clause => ({ id, heading: `第${id}条`, text: words });

describe('the difference of two documents, clause by clause', () => {
  test('says of each clause whether it stayed, changed, came in or went out', () => {
    const changes = clauseChanges([clause('1', '甲。'), clause('2', '乙。'), clause('3', '丙。')], [clause('1', '甲。'), clause('3', '丙丁。'), clause('4', '戊。')]);
    expect(changes.map(({ id, change }) => [id, change])).toEqual([['1', 'same'], ['2', 'removed'], ['3', 'changed'], ['4', 'added']]);
  });

  test('tells every clause of both documents once, and both texts can be read from it', () => {
    const document = fc.uniqueArray(fc.record({ id: fc.constantFrom('1', '2', '3', '4', '5'), heading: text, text }), { selector: ({ id }) => id });
    fc.assert(fc.property(document, document, (before, after) => {
      const changes = clauseChanges(before, after);
      expect(changes.map(({ id }) => id).toSorted()).toEqual([...new Set([...before, ...after].map(({ id }) => id))].toSorted());
      const read = (gone: Stretch['mark'], without: string) => changes.filter(({ change }) => change !== without).map(({ id, heading, text: words }) => ({ id, heading: side(heading, gone), text: side(words, gone) }));
      expect(read('removed', 'removed')).toEqual(after);
      const byId = (clauses: readonly Clause[]) => clauses.toSorted((a, b) => a.id.localeCompare(b.id));
      expect(byId(read('added', 'added'))).toEqual(byId(before));
    }));
  });
});
