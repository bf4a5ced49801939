import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dependencyCycle, elapsedShare, itemProgress, itemStatus, milestoneStatuses, reviewers, reviewOutcome, type Dependency, type MilestoneFacts } from './rules.ts';

const aMilestone = (over: Partial<MilestoneFacts> = {}): MilestoneFacts => ({
  id: 'a', state: 'underway', startsOn: '2027-01-01', dueOn: '2027-12-31', percent: 0, dependsOn: [], ...over,
});
const day = (text: string) => Temporal.PlainDate.from(text);
const statusOf = (milestone: MilestoneFacts, on: string, ...others: MilestoneFacts[]) => milestoneStatuses([milestone, ...others], day(on)).get(milestone.id);

describe('how a milestone stands', () => {
  test('is late the day after it is due, not on the day', () => {
    expect(statusOf(aMilestone({ percent: 100 }), '2027-12-31')).toBe('onTrack');
    expect(statusOf(aMilestone({ percent: 100 }), '2028-01-01')).toBe('late');
  });
  test('is at risk when progress lags behind the time that has passed by more than 20 points', () => {
    expect(statusOf(aMilestone({ percent: 31 }), '2027-07-02')).toBe('onTrack'); // 49.9 % of the year has passed
    expect(statusOf(aMilestone({ percent: 29 }), '2027-07-02')).toBe('atRisk');
  });
  test('is at risk when what it depends on is late, or open although this one should have begun', () => {
    const before = aMilestone({ id: 'b', startsOn: '2026-10-01', dueOn: '2027-03-31', percent: 90 });
    const after = aMilestone({ startsOn: '2027-06-01', dependsOn: ['b'] });
    expect(statusOf(after, '2027-03-31', before)).toBe('onTrack');
    expect(statusOf(after, '2027-04-01', before)).toBe('atRisk');
    expect(statusOf({ ...after, startsOn: '2027-03-01', percent: 50 }, '2027-03-15', before)).toBe('atRisk');
    expect(statusOf({ ...after, startsOn: '2027-03-01', percent: 50 }, '2027-03-15', { ...before, state: 'done' })).toBe('onTrack');
  });
  test('asks for nothing more once it is done or dropped', () => {
    expect(statusOf(aMilestone({ state: 'done' }), '2029-01-01')).toBe('done');
    expect(statusOf(aMilestone({ state: 'dropped' }), '2029-01-01')).toBe('done');
  });
  test('the elapsed share runs from 0 to 1 and never falls', () => {
    fc.assert(
      fc.property(fc.integer({ min: -400, max: 800 }), fc.integer({ min: 0, max: 700 }), (offset, length) => {
        const startsOn = day('2027-01-01');
        const milestone = { startsOn: startsOn.toString(), dueOn: startsOn.add({ days: length }).toString() };
        const share = elapsedShare(milestone, startsOn.add({ days: offset }));
        expect(share).toBeGreaterThanOrEqual(0);
        expect(share).toBeLessThanOrEqual(1);
        expect(elapsedShare(milestone, startsOn.add({ days: offset + 1 }))).toBeGreaterThanOrEqual(share);
      }),
    );
  });
});

describe('how an initiative stands', () => {
  test('as its worst milestone', () => {
    expect(itemStatus([])).toBe('notPlanned');
    expect(itemStatus(['done', 'done'])).toBe('done');
    expect(itemStatus(['done', 'onTrack'])).toBe('onTrack');
    expect(itemStatus(['onTrack', 'atRisk', 'done'])).toBe('atRisk');
    expect(itemStatus(['late', 'atRisk'])).toBe('late');
  });
  test('its progress is the mean of its milestones, dropped ones apart', () => {
    expect(itemProgress([])).toBe(0);
    expect(itemProgress([{ state: 'done', percent: 40 }, { state: 'underway', percent: 50 }, { state: 'dropped', percent: 0 }])).toBe(0.75);
  });
});

describe('dependencies', () => {
  const chain: Dependency[] = [
    { milestoneId: 'c', dependsOnId: 'b' },
    { milestoneId: 'b', dependsOnId: 'a' },
  ];
  test('a circle is found and told step by step', () => {
    expect(dependencyCycle(chain, 'a', 'c')).toEqual(['a', 'c', 'b', 'a']);
    expect(dependencyCycle(chain, 'c', 'a')).toBeUndefined();
  });
  test('agrees with brute force on small graphs', () => {
    const node = fc.constantFrom('a', 'b', 'c', 'd', 'e');
    fc.assert(
      fc.property(fc.array(fc.tuple(node, node), { maxLength: 12 }), node, node, (pairs, from, on) => {
        const dependencies = pairs.map(([milestoneId, dependsOnId]) => ({ milestoneId, dependsOnId }));
        const reached = new Set([on]);
        for (let i = 0; i < 5; i++) for (const { milestoneId, dependsOnId } of dependencies) if (reached.has(milestoneId)) reached.add(dependsOnId);
        const cycle = dependencyCycle(dependencies, from, on);
        expect(cycle !== undefined).toBe(reached.has(from));
        if (cycle === undefined) return;
        expect([cycle.at(0), cycle.at(-1)]).toEqual([from, from]);
        const edges = new Set([...dependencies.map((d) => `${d.milestoneId}>${d.dependsOnId}`), `${from}>${on}`]);
        for (const [i, step] of cycle.slice(1).entries()) expect(edges).toContain(`${cycle[i]}>${step}`);
      }),
    );
  });
});

describe('review by the others who take part', () => {
  test('the lead and the partners review, the author does not', () => {
    expect(reviewers({ lead: '31', partners: ['33', '34'] }, '33')).toEqual(['31', '34']);
    expect(reviewers({ lead: '31', partners: [] }, '31')).toEqual([]);
  });
  test('one return sends back, all agreements accept', () => {
    expect(reviewOutcome(['31', '34'], [{ party: '31', verdict: 'agree' }])).toBe('open');
    expect(reviewOutcome(['31', '34'], [{ party: '31', verdict: 'agree' }, { party: '34', verdict: 'agree' }])).toBe('accepted');
    expect(reviewOutcome(['31', '34'], [{ party: '31', verdict: 'return' }])).toBe('returned');
  });
});
