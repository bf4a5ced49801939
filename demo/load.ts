import pg from 'pg';
import { systemActor } from '#kernel/actor/actor.ts';
import { hashPassword } from '#kernel/actor/password.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import { today, type Platform } from '#kernel/platform.ts';
import { appointSignatory } from '#kernel/signing/signatories.ts';
import { demonstrationPassword, makeAccounts, type DemoAccount } from './accounts.ts';
import { indexDirectory } from '#modules/directory/index.ts';
import { makeInstitutions, makeWorkplaces, scales, type DemoInstitution } from './institutions.ts';
import { makePeople, type DemoPerson } from './people.ts';
import { loadDemonstrationExchange } from './exchange.ts';
import { loadDemonstrationGovernance } from './governance.ts';
import { loadDemonstrationIndicators } from './indicators.ts';
import { loadDemonstrationPlan } from './plan.ts';
import { loadDemonstrationPools } from './pools.ts';
import { loadDemonstrationReview } from './review.ts';
import { seededRandom } from './random.ts';

export { demonstrationPassword } from './accounts.ts';

export type DemonstrationOptions = {
  /** The database administrator's URL: the bulk is loaded past the policies, as a backup is. */
  readonly adminUrl: string;
  readonly scale: keyof typeof scales;
  readonly seed: number;
  readonly report: (line: string) => void;
};

/** Rows that travel in one statement. */
const chunk = 5_000;

/**
 * Fills an empty installation (reference data loaded) with a demonstration region: institutions, people, accounts, a plan under way.
 * One seed and one day give the same region each time. `small` takes seconds, `region` (40,000 schools, 500,000 people) a minute or two.
 */
export async function loadDemonstration(platform: Platform, { adminUrl, scale, seed, report }: DemonstrationOptions): Promise<void> {
  const random = seededRandom(seed);
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    await client.query('begin');
    const institutions = await makeInstitutions(scales[scale], random.fork('institutions'));
    for (const rows of chunks(institutions)) await storeInstitutions(client, rows);
    report(`  机构 · institutions: ${institutions.length}`);
    const accounts = await makeAccounts();
    await storeAccounts(client, accounts, today(platform).toString());
    await storePeopleOf(client, institutions, { count: scales[scale].people, random: random.fork('people'), report });
    await client.query('commit');
    await client.query('analyze');
    await indexDirectory(platform.database, (indexed) => { if (indexed % 50_000 === 0) report(`  检索 · findable: ${indexed}`); });
    await loadDemonstrationPlan(platform, accounts, random.fork('plan'));
    report('  行动计划 · the plan under way');
    await appointDemonstrationSignatories(platform, accounts);
    await loadDemonstrationGovernance(platform, accounts);
    await loadDemonstrationExchange(platform, accounts, client, random.fork('exchange'));
    report('  交流选派 · exchange schemes');
    report('  会议与决议 · meetings and resolutions');
    await loadDemonstrationPools(platform, client, today(platform).toString());
    report('  专家库 · the pool of experts');
    await loadDemonstrationReview(platform, client, accounts);
    report('  专家评审 · a review under way');
    await loadDemonstrationIndicators(platform, client, accounts, random.fork('indicators'));
    report('  质量指数 · three years of an index');
  } finally {
    await client.end();
  }
}

async function storeInstitutions(client: pg.Client, rows: readonly DemoInstitution[]): Promise<void> {
  await client.query(
    `insert into directory.institution (id, kind, name, division, party, level, authority)
     select id, kind, name, division, party, level, authority from json_to_recordset($1) as r(id uuid, kind text, name text, division text, party text, level text, authority text)`,
    [JSON.stringify(rows)],
  );
}

async function storePeopleOf(client: pg.Client, institutions: readonly DemoInstitution[], { count, random, report }: { count: number; random: ReturnType<typeof seededRandom>; report: (line: string) => void }): Promise<void> {
  const workplaces = await makeWorkplaces(institutions);
  let stored = 0;
  for (const rows of chunks(makePeople(workplaces, count, random))) {
    await storePeople(client, rows);
    stored += rows.length;
    if (stored % 50_000 === 0 || stored === count) report(`  人员 · people: ${stored}`);
  }
}

async function storePeople(client: pg.Client, rows: readonly DemoPerson[]): Promise<void> {
  await client.query(
    `with given as (select * from json_to_recordset($1) as r(id uuid, name text, party text, division text, "institutionId" uuid, position text, title text, field text, since date)),
     stored as (insert into directory.person (id, name, party, division, institution_id, position, title, field)
       select id, name, party, division, "institutionId", position, title, field from given returning id)
     insert into directory.affiliation (person_id, institution_id, position, during) select id, "institutionId", position, daterange(since, null) from given`,
    [JSON.stringify(rows)],
  );
}

async function storeAccounts(client: pg.Client, accounts: readonly DemoAccount[], day: string): Promise<void> {
  const rows = JSON.stringify(accounts);
  const given = `json_to_recordset($1) as r(id uuid, "personId" uuid, "grantId" uuid, login text, name text, role text, party text, division text, "organizationId" uuid, "institutionId" uuid, "workDivision" text, "workParty" text, position text)`;
  await client.query(`insert into directory.person (id, name, party, division, institution_id, position) select "personId", name, "workParty", "workDivision", "institutionId", position from ${given}`, [rows]);
  await client.query(`insert into directory.affiliation (person_id, institution_id, position, during) select "personId", "institutionId", position, daterange('2019-09-01', null) from ${given}`, [rows]);
  await client.query(`insert into kernel.account (id, person_id, login, name, party, password_hash, demonstration) select id, "personId", login, name, party, $2, true from ${given}`, [rows, await hashPassword(demonstrationPassword)]);
  await client.query(
    `insert into kernel.role_grant (id, account_id, role, party, division, organization_id, valid_from, reason, granted_by)
     select "grantId", id, role, party, division, "organizationId", $2::date - 30, '演示账号', null from ${given}`,
    [rows, day],
  );
}

/** The signatories are appointed; their keys they make themselves, on their own computers. */
async function appointDemonstrationSignatories(platform: Platform, accounts: readonly DemoAccount[]): Promise<void> {
  const from = today(platform);
  await inTransaction(platform.database, systemActor('demonstration'), async (tx) => {
    for (const { id, party, role } of accounts) {
      if (role !== 'party_signatory' || party === null) continue;
      // oxlint-disable-next-line no-await-in-loop -- four of them
      await appointSignatory(tx, { party, accountId: id, from: from.toString(), until: from.add({ years: 3 }).toString(), resolution: '演示安装' });
    }
  });
}

function* chunks<T>(rows: Iterable<T>): Generator<T[]> {
  let some: T[] = [];
  for (const row of rows) {
    some.push(row);
    if (some.length === chunk) {
      yield some;
      some = [];
    }
  }
  if (some.length > 0) yield some;
}
