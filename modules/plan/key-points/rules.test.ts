import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clauseChanges } from '#algorithms/difference.ts';
import { canonicalJson } from '#kernel/journal/canonical.ts';
import { clausesOf, type Content, type ContentPoint } from './content.ts';
import { commentProgress, countStatuses, documentNumber, gapsOf, isOrderOf, pointParts, pointStatus, proposedPoint, type InitiativeSoFar, type PointFacts, type PointProgress } from './rules.ts';

const aPoint = (over: Partial<PointFacts> = {}): PointFacts => ({ text: '开展首批互访。', measure: '交换生', target: 120, unit: '人', deliverable: '名单', lead: '32', dueOn: '2027-09-30', milestoneId: 'm', ...over });
const day = (text: string) => Temporal.PlainDate.from(text);

describe('what a point still lacks', () => {
  test('a whole point lacks nothing; each part left out is named, in the order of the page', () => {
    expect(gapsOf(aPoint())).toEqual([]);
    expect(gapsOf(aPoint({ text: ' ', measure: null, target: null, unit: null, deliverable: null, lead: null, dueOn: null, milestoneId: null }))).toEqual([...pointParts]);
  });
  test('an aim is measure, number and unit together', () => {
    for (const part of ['measure', 'target', 'unit'] as const) expect(gapsOf(aPoint({ [part]: null }))).toEqual(['aim']);
  });
});

const anInitiative = (over: Partial<InitiativeSoFar> = {}): InitiativeSoFar => ({
  title: '扩大交换生规模', text: '原文。', lead: '32', partners: ['33', '34'], planStartsOn: '2027-01-01', aims: [], milestones: [], ...over,
});

describe('the point that an initiative proposes', () => {
  test('takes the milestones of the year in the order of their days, and the last of them as the one that shows it', () => {
    const milestones = [
      { id: 'b', title: '派出首批学生', deliverable: '派出名单', dueOn: '2027-09-30' }, { id: 'a', title: '签订协议', deliverable: null, dueOn: '2027-03-31' }, { id: 'c', title: '总结', deliverable: null, dueOn: '2028-03-31' },
    ];
    expect(proposedPoint(anInitiative({ milestones }), 2027)).toMatchObject({ heading: '扩大交换生规模', text: '3月底前签订协议；9月底前派出首批学生。', milestoneId: 'b', dueOn: '2027-09-30', deliverable: '派出名单', lead: '32', partners: ['33', '34'] });
    expect(proposedPoint(anInitiative({ milestones }), 2029)).toMatchObject({ text: '原文。', milestoneId: null, dueOn: null, deliverable: null });
  });
  test('takes an aim of the year as it is, and of a later one an even share', () => {
    const aims = [{ measure: '交换生', unit: '人', target: 1000, targetOn: '2029-12-31' }];
    expect(proposedPoint(anInitiative({ aims }), 2027)).toMatchObject({ measure: '交换生', unit: '人', target: 334 });
    expect(proposedPoint(anInitiative({ aims: [{ ...aims[0]!, targetOn: '2027-12-31' }, ...aims] }), 2027)).toMatchObject({ target: 1000 });
    expect(proposedPoint(anInitiative({ aims: [{ ...aims[0]!, targetOn: '2027-12-31' }] }), 2028)).toMatchObject({ measure: null, target: null });
  });
  test('the shares of all years reach the aim', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 1_000_000 }), fc.integer({ min: 2027, max: 2029 }), (target, last) => {
      const aims = [{ measure: '交换生', unit: '人', target, targetOn: `${last}-12-31` }];
      const proposed = Array.from({ length: last - 2027 }, (_, i) => proposedPoint(anInitiative({ aims }), 2027 + i).target ?? 0);
      expect(proposed.reduce((sum, share) => sum + share, 0) + Math.ceil(target / (last - 2026))).toBeGreaterThanOrEqual(target);
    }));
  });
});

describe('how a point stands', () => {
  const stands = (over: Partial<PointProgress>, on: string) => pointStatus({ target: 100, reached: 0, dueOn: '2027-12-31', milestone: 'onTrack', ...over }, 2027, day(on));
  test('is done when its milestone is done and its aim is reached, also late in the day', () => {
    expect(stands({ milestone: 'done', reached: 100 }, '2028-06-01')).toBe('done');
    expect(stands({ milestone: 'done', reached: 99 }, '2027-12-31')).toBe('onTrack');
    expect(stands({ milestone: 'done', target: null }, '2027-02-01')).toBe('done');
  });
  test('is late the day after it is due, or when its milestone is', () => {
    expect(stands({ reached: 100 }, '2027-12-31')).toBe('onTrack');
    expect(stands({ reached: 100 }, '2028-01-01')).toBe('late');
    expect(stands({ milestone: 'late', reached: 100 }, '2027-05-01')).toBe('late');
  });
  test('is at risk when its milestone is, or the aim lags behind the year by more than 20 points', () => {
    expect(stands({ milestone: 'atRisk', reached: 100 }, '2027-02-01')).toBe('atRisk');
    expect(stands({ reached: 30 }, '2027-07-02')).toBe('onTrack'); // 49.9 % of the year has passed
    expect(stands({ reached: 29 }, '2027-07-02')).toBe('atRisk');
  });
  test('nothing is said of a point that there is nothing to judge by', () => {
    expect(stands({ target: null, milestone: undefined }, '2027-07-01')).toBe('notPlanned');
  });
  test('more reached never makes a point stand worse', () => {
    const worse = ['done', 'onTrack', 'atRisk', 'late'];
    fc.assert(fc.property(fc.integer({ min: 0, max: 120 }), fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: 500 }), fc.constantFrom('onTrack', 'atRisk', 'late', 'done', undefined), (reached, more, offset, milestone) => {
      const on = day('2027-01-01').add({ days: offset }).toString();
      expect(worse.indexOf(stands({ reached: reached + more, milestone }, on))).toBeLessThanOrEqual(worse.indexOf(stands({ reached, milestone }, on)));
    }));
  });
  test('each is counted once', () => {
    expect(countStatuses(['done', 'late', 'late'])).toEqual({ notPlanned: 0, onTrack: 0, atRisk: 0, late: 2, done: 1 });
  });
});

test('an order names every point once', () => {
  fc.assert(fc.property(fc.uniqueArray(fc.string({ maxLength: 3 }), { minLength: 1, maxLength: 8 }), fc.integer(), (ids, seed) => {
    const turned = ids.toSorted((a, b) => ((a.length * 31 + seed) % 7) - ((b.length * 31 + seed) % 7));
    expect(isOrderOf(ids, turned)).toBe(true);
    expect(isOrderOf(ids, turned.slice(1))).toBe(false);
    expect(isOrderOf(ids, [...turned.slice(1), `${turned[0]}another`])).toBe(false);
    expect(isOrderOf(ids, [...turned, turned[0]!])).toBe(false);
    expect(isOrderOf([...ids, `${turned[0]}another`], [...turned, turned[0]!])).toBe(false);
  }));
});

test('comments that were withdrawn ask for no answer', () => {
  const comment = { party: '33' as const, verdict: null, withdrawnAt: null };
  expect(commentProgress([comment, { ...comment, verdict: 'declined' }, { ...comment, withdrawnAt: '2027-03-01T00:00:00Z' }])).toEqual({ total: 2, answered: 1 });
});

const contentPoint = (over: Partial<ContentPoint> = {}): ContentPoint => ({
  clause: 'a', code: '1.1.1', heading: '扩大交换生规模', text: '9月底前派出首批学生。', aim: { measure: '交换生', target: 1200, unit: '人' }, deliverable: '派出名单', lead: '32', partners: ['33', '34'], dueOn: '2027-09-30',
  milestone: { id: 'm', title: '派出首批学生', dueOn: '2027-09-30' }, ...over,
});
const aContent = (over: Partial<Content> = {}): Content => ({
  kind: 'delta/key-points/1', title: '2027年工作要点', number: documentNumber(2027, 1), year: 2027, edition: 1, amends: null, plan: { title: '三年行动计划', sha256: '00' }, preamble: '为落实计划。', points: [contentPoint()], attachments: [], ...over,
});

describe('the text clause by clause', () => {
  test('says of a point all that its fields say', () => {
    expect(clausesOf(aContent()).map(({ id, heading, text }) => [id, heading, text])).toEqual([
      ['opening', '2027年工作要点', '长三角教要〔2027〕1号\n为落实计划。'],
      ['a', '扩大交换生规模', '9月底前派出首批学生。\n量化目标：交换生 1,200 人；成果：派出名单；牵头方：江苏省；配合方：浙江省、安徽省；完成时限：2027年9月30日；对应节点：派出首批学生'],
    ]);
  });
  test('two texts that differ anywhere but in the order of the points and the ids of milestones and plans differ in a clause', () => {
    const changes: Partial<Content>[] = [
      { title: '另' }, { number: '另' }, { preamble: '另' }, { amends: { number: '一', sha256: '00', reason: '另' } }, { attachments: [{ name: '附件.pdf', sha256: '11' }] }, { points: [] },
      ...[{ heading: '另' }, { text: '另' }, { aim: null }, { deliverable: null }, { lead: '33' as const }, { partners: ['33' as const] }, { dueOn: '2027-10-01' }, { milestone: null }].map((over) => ({ points: [contentPoint(over)] })),
    ];
    for (const change of changes) {
      expect(canonicalJson(aContent(change))).not.toBe(canonicalJson(aContent()));
      expect(clauseChanges(clausesOf(aContent()), clausesOf(aContent(change))).some((clause) => clause.change !== 'same'), JSON.stringify(change)).toBe(true);
    }
  });
});
