import { describe, expect, test } from 'vitest';
import { partyCodes } from '#kernel/domain.ts';
import { outcomeOf, tallyOf, type AnswerKind, type Given, type Rule } from './rules.ts';

const said = (...answers: (AnswerKind | undefined)[]): Given[] => partyCodes.flatMap((party, place) => { const answer = answers[place]; return answer === undefined ? [] : [{ party, answer }]; });
const outcome = (rule: Rule, past: boolean, ...answers: (AnswerKind | undefined)[]) => outcomeOf(tallyOf(rule, said(...answers)), past);

describe('all four must agree', () => {
  test.each<[string, string, boolean, (AnswerKind | undefined)[]]>([
    ['four agreements decide', 'agreed', false, ['agree', 'agree', 'agree', 'agree']],
    ['a reservation counts as an agreement', 'agreed', false, ['agree', 'reserve', 'agree', 'agree']],
    ['one objection is enough to refuse', 'refused', false, ['agree', 'object', 'agree', 'agree']],
    ['an abstention is no consent', 'refused', false, ['agree', 'abstain', 'agree', 'agree']],
    ['silence is no consent', 'open', false, ['agree', 'agree', 'agree', undefined]],
    ['silence is no consent when the deadline is past either', 'lapsed', true, ['agree', 'agree', 'agree', undefined]],
    ['an objection does not keep the others from being heard', 'open', false, ['object', undefined, undefined, undefined]],
    ['when the deadline is past, an objection refuses whatever the silent would have said', 'refused', true, ['object', undefined, undefined, undefined]],
    ['nobody answered', 'lapsed', true, []],
  ])('%s', (_sentence, expected, past, answers) => expect(outcome('four', past, ...answers)).toBe(expected));
});

describe('three of four are enough', () => {
  test.each<[string, string, boolean, (AnswerKind | undefined)[]]>([
    ['three agreements outweigh an objection', 'agreed', false, ['agree', 'agree', 'reserve', 'object']],
    ['three agreements outweigh an abstention', 'agreed', false, ['agree', 'agree', 'agree', 'abstain']],
    ['the fourth is heard first', 'open', false, ['agree', 'agree', 'agree', undefined]],
    ['the fourth stayed silent to the end', 'agreed', true, ['agree', 'agree', 'agree', undefined]],
    ['two are too few', 'refused', false, ['agree', 'agree', 'abstain', 'object']],
    ['two and two silent', 'lapsed', true, ['agree', 'agree', undefined, undefined]],
    ['two that say no leave too few', 'refused', true, ['object', 'abstain', undefined, undefined]],
  ])('%s', (_sentence, expected, past, answers) => expect(outcome('three', past, ...answers)).toBe(expected));
});

test('over all 625 ways to answer: agreed only with enough consents, and nothing is decided while a party may still speak', () => {
  const each = [undefined, 'agree', 'reserve', 'object', 'abstain'] as const;
  for (const a of each) for (const b of each) for (const c of each) for (const d of each) for (const rule of ['four', 'three'] as const) for (const past of [false, true]) {
    const answers = [a, b, c, d];
    const consents = answers.filter((answer) => answer === 'agree' || answer === 'reserve').length;
    const result = outcome(rule, past, ...answers);
    expect(result === 'agreed').toBe(consents >= (rule === 'four' ? 4 : 3) && (past || !answers.includes(undefined)));
    expect(result === 'open').toBe(!past && answers.includes(undefined));
  }
});
