import { pino } from 'pino';
import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import type { PersonActor } from '#kernel/actor/actor.ts';
import { testSecret } from '#kernel/database/testing.ts';
import type { Database } from '#kernel/database/database.ts';
import type { PartyCode } from '#kernel/domain.ts';
import type { Platform, PlatformConfig } from '#kernel/platform.ts';

/** A platform for a test on a database: the clock stands where the test puts it. */
export function testPlatform(database: Database, { now = '2027-03-15T02:00:00Z', config = {}, outcomes = {}, mergings = [] }: { now?: string; config?: Partial<PlatformConfig>; outcomes?: Platform['outcomes']; mergings?: Platform['mergings'] } = {}): Platform {
  return {
    database: { ...database, clock: now },
    now: () => Temporal.Instant.from(now),
    log: pino({ enabled: false }),
    config: { publicUrl: 'http://delta.test', demonstration: false, secret: testSecret, home: tmpdir(), ...config },
    outcomes,
    mergings,
  };
}

/** The same platform, with its database, at another time. */
export function at(platform: Platform, now: string): Platform {
  return { ...platform, database: { ...platform.database, clock: now }, now: () => Temporal.Instant.from(now) };
}

/** An officer of a party, in no installation's accounts. */
export function anOfficer(party: PartyCode, more: Partial<PersonActor> = {}): PersonActor {
  return { role: 'party_officer', party, accountId: randomUUID(), personId: randomUUID(), ...more };
}
