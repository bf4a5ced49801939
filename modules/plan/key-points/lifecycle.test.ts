import { describe, expect, test } from 'vitest';
import { systemActor, visitor, type Actor } from '#kernel/actor/actor.ts';
import { allowedTransitions } from '#kernel/lifecycle/lifecycle.ts';
import { anOfficer } from '#kernel/testing.ts';
import { askedMoves, keyPointsLifecycle, others } from './lifecycle.ts';
import type { KeyPointsRow, KeyPointsState } from './store.ts';

const keyPoints = (state: KeyPointsState): KeyPointsRow => ({
  id: 'k', planId: 'p', year: 2027, edition: 1, amends: null, reason: null, title: '2027年工作要点', number: '1号', preamble: '', party: '33', visibility: 'region', state, version: 1, texts: 1,
  commentUntil: '2027-03-31', consentUntil: null, inForceOn: null, createdAt: '2027-03-01T00:00:00Z',
});

/** What the officer of the party that drafts may do, and what the platform does when the four have decided; nobody else does anything. */
const table: Record<KeyPointsState, { drafting: string[]; platform: string[] }> = {
  draft: { drafting: ['ask', 'withdraw'], platform: [] },
  commenting: { drafting: ['put', 'revise', 'withdraw'], platform: [] },
  consenting: { drafting: ['revise'], platform: ['agree', 'refuse'] },
  signing: { drafting: ['revise'], platform: ['enact'] },
  inForce: { drafting: ['reviewMidYear', 'close'], platform: ['supersede'] },
  reviewed: { drafting: ['close'], platform: ['supersede'] },
  closed: { drafting: [], platform: [] },
  superseded: { drafting: [], platform: [] },
  withdrawn: { drafting: [], platform: [] },
};

describe('who moves a year’s key points', () => {
  for (const [state, { drafting, platform }] of Object.entries(table) as [KeyPointsState, (typeof table)[KeyPointsState]][]) {
    test(`from “${keyPointsLifecycle.states[state].label.zh}”: the party that drafts ${drafting.join(', ') || 'nowhere'}; the platform ${platform.join(', ') || 'nowhere'}; nobody else`, () => {
      const may = (actor: Actor) => allowedTransitions(keyPointsLifecycle, keyPoints(state), actor);
      expect(may(anOfficer('33'))).toEqual(drafting);
      expect(may(systemActor('consent'))).toEqual(platform);
      const strangers: Actor[] = [visitor, ...others('33').map((party) => anOfficer(party)), ...(['party_signatory', 'institution_officer', 'division_officer', 'member'] as const).map((role) => anOfficer('33', { role })), ...(['secretariat_officer', 'auditor', 'administrator'] as const).map((role) => anOfficer('33', { role }))];
      for (const stranger of strangers) expect([stranger.role, may(stranger)]).toEqual([stranger.role, []]);
    });
  }
  test('a person asks by name only for what is theirs to ask for', () => {
    const byPerson = Object.entries(table).flatMap(([, { drafting }]) => drafting);
    for (const name of askedMoves) expect(byPerson).toContain(name);
    expect(Object.values(table).flatMap(({ platform }) => platform).some((name) => (askedMoves as readonly string[]).includes(name))).toBe(false);
  });
  test('whoever has to act next is told: the three others to comment, the party that drafts to redraft, all four that it is in force', () => {
    const tasks = (name: keyof typeof keyPointsLifecycle.transitions, state: KeyPointsState) => (keyPointsLifecycle.transitions[name].follows?.(keyPoints(state), anOfficer('33')) ?? []).flatMap((consequence) => ('openTask' in consequence ? [consequence.openTask.to] : 'notify' in consequence ? [consequence.notify.to] : []));
    expect(tasks('ask', 'commenting')).toEqual(others('33').map((party) => ({ role: 'party_officer', party })));
    expect(tasks('refuse', 'draft')).toEqual([{ role: 'party_officer', party: '33' }]);
    expect(tasks('enact', 'inForce')).toHaveLength(4);
  });
});
