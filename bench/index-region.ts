import type pg from 'pg';
import { presets } from '#modules/indicators/presets/presets.ts';

/** 40,000 schools × 300 data elements × 5 years. */
export const scale = { elements: 300, years: ['2094', '2095', '2096', '2097', '2098'] } as const;
export const latest = '2098';
const mark = 'bench-index';
const indicators = 46;
const dimensions = 6;
const stage = `jsonb_build_object('stage', case when hashtext(u.unit) % 2 = 0 then '小学' else '初中' end)`;

/** What a benchmark asks about: a system, its campaigns by year, the oldest first. */
export type Collected = { readonly systemId: string; readonly campaigns: readonly { readonly period: string; readonly id: string; readonly schools: number }[] };
export type IndexRegion = { /** The index of three hundred elements over five years. */ readonly index: Collected; /** The balance method over one. */ readonly balance: Collected };

type Report = (line: string) => void;

/**
 * Every school's form of five years, approved, and its facts in their partitions: sixty million rows, written past the services. Takes minutes, so what an earlier
 * benchmark left with `DELTA_BENCH_KEEP=1` is used again.
 */
export async function ensureIndexRegion(admin: pg.Client, report: Report): Promise<IndexRegion> {
  const known = await loadRegion(admin);
  if (known !== undefined) return known;
  await removeIndexRegion(admin);
  await admin.query('set session_replication_role = replica'); // no look at every foreign key: the rows are right
  const index = await makeSystem(admin, { code: mark, title: '压测指数', formulas: formulas(), nodes: nodes() });
  for (const period of scale.years) {
    const startedAt = performance.now();
    // oxlint-disable-next-line no-await-in-loop -- one partition after the other
    await fillYear(admin, { systemId: index, period, elements: elementNames });
    report(`${period}: forms and facts, ${((performance.now() - startedAt) / 1000).toFixed(0)} s`);
  }
  const { formulas: text } = presets['compulsory-balance'];
  const balance = await makeSystem(admin, { code: `${mark}-balance`, title: '压测均衡', formulas: text, nodes: [] });
  await fillYear(admin, { systemId: balance, period: latest, elements: [...text.matchAll(/^data (\w+)/gm)].map(([, name]) => name ?? '') });
  await admin.query('set session_replication_role = origin');
  await admin.query('vacuum (freeze, analyze) indicators.form, indicators.fact');
  const made = await loadRegion(admin);
  if (made === undefined) throw new Error('the region was not filled');
  return made;
}

/** Takes all of it out again, past the policies; the journal alone keeps what it has. */
export async function removeIndexRegion(admin: pg.Client): Promise<void> {
  const campaigns = `(select c.id from indicators.campaign c join indicators.system s on s.id = c.system_id where s.code like '${mark}%')`;
  await removeResults(admin);
  await admin.query('set session_replication_role = replica');
  for (const period of scale.years) await admin.query(`drop table if exists indicators.fact_${period}`); // oxlint-disable-line no-await-in-loop -- one connection
  for (const table of ['form', 'delivery']) await admin.query(`delete from indicators.${table} where campaign_id in ${campaigns}`); // oxlint-disable-line no-await-in-loop -- one connection
  await admin.query(`delete from indicators.campaign where id in ${campaigns}`);
  await admin.query(`delete from indicators.system where code like '${mark}%'`);
  await admin.query('set session_replication_role = origin');
}

/** Takes out what was computed from it and put forward. */
export async function removeResults(admin: pg.Client): Promise<void> {
  const runs = `(select r.id from indicators.run r join indicators.system s on s.id = r.system_id where s.code like '${mark}%')`;
  const publications = `(select id::text from indicators.publication where run_id in ${runs})`;
  const proposals = `(select id from governance.proposal where subject_type = 'indicators.publication' and subject_id::text in ${publications})`;
  await admin.query('set session_replication_role = replica');
  for (const gone of [
    `governance.answer where proposal_id in ${proposals}`, `governance.round where proposal_id in ${proposals}`,
    `kernel.task where subject_id in ${publications} or subject_id in (select id::text from governance.proposal where id in ${proposals})`, `governance.proposal where id in ${proposals}`,
    `indicators.publication where run_id in ${runs}`, `indicators.score where run_id in ${runs}`, `indicators.part where run_id in ${runs}`, `indicators.run where id in ${runs}`,
  ]) await admin.query(`delete from ${gone}`); // oxlint-disable-line no-await-in-loop -- one connection
  await admin.query('set session_replication_role = origin');
}

async function loadRegion(admin: pg.Client): Promise<IndexRegion | undefined> {
  const { rows } = await admin.query<{ code: string; systemId: string; period: string; id: string; schools: number }>(`
    select s.code, s.id as "systemId", c.period, c.id, case when exists (select from indicators.fact f where f.period = c.period and f.campaign_id = c.id) then (select count(*)::int from indicators.form f where f.campaign_id = c.id) else 0 end as schools
    from indicators.system s join indicators.campaign c on c.system_id = s.id where s.code like '${mark}%' order by c.period`);
  const of = (code: string): Collected | undefined => {
    const own = rows.filter((row) => row.code === code);
    return own[0] === undefined ? undefined : { systemId: own[0].systemId, campaigns: own };
  };
  const [index, balance] = [of(mark), of(`${mark}-balance`)];
  return index?.campaigns.length === scale.years.length && index.campaigns.every(({ schools }) => schools > 0) && balance !== undefined ? { index, balance } : undefined;
}

const elementNames = Array.from({ length: scale.elements }, (_, i) => `element_${String(i).padStart(3, '0')}`);

/** Ratios of sums, some with a year back, one with four: what is computed looks at every year. */
function formulas(): string {
  const name = (i: number) => elementNames[i % scale.elements] ?? '';
  const made = Array.from({ length: indicators }, (_, i) => `indicator i${i} "指标 ${i}" "" city = sum(${name(i * 7)} skipping missing) / sum(${name(i * 7 + 3)}${i === 0 ? `[-${scale.years.length - 1}]` : i % 7 === 0 ? '[-1]' : ''} skipping missing)`);
  return [...elementNames.map((element, i) => `data ${element} "数据项 ${i}" "人" school`), `rule r "${name(0)} 不大于 ${name(1)} 的一千倍" school = ${name(0)} <= 1000 * ${name(1)}`, ...made].join('\n');
}

function nodes() {
  const part = (code: string, level: number, parent: string | null) => ({ code, name: `${level === 1 ? '指标' : level === 2 ? '维度' : '总指数'} ${code}`, level, parent, weight: 1, direction: 1, goalposts: level === 1 ? { low: 0, high: 2 } : null });
  return [...Array.from({ length: indicators }, (_, i) => part(`i${i}`, 1, `d${i % dimensions}`)), ...Array.from({ length: dimensions }, (_, i) => part(`d${i}`, 2, 'w')), part('w', 3, null)];
}

async function makeSystem(admin: pg.Client, { code, title, formulas: text, nodes: tree }: { code: string; title: string; formulas: string; nodes: readonly object[] }): Promise<string> {
  const { rows: [made] } = await admin.query<{ id: string }>(`
    insert into indicators.system (code, number, title, formulas, nodes, choices, party, state)
    values ($1, 1, $2, $3, $4, '{"impute":"none","treat":"none","normalise":{"method":"goalposts","scale":[0,100]},"aggregate":{"method":"arithmetic"}}', '32', 'in_force') returning id`, [code, title, text, JSON.stringify(tree)]);
  return made?.id ?? '';
}

/** A campaign, an approved form of every school in the order in which they came, and their facts. Of the latest year some have not come, some came late. */
async function fillYear(admin: pg.Client, { systemId, period, elements }: { systemId: string; period: string; elements: readonly string[] }): Promise<void> {
  const { rows: [made] } = await admin.query<{ id: string }>(`insert into indicators.campaign (system_id, title, period, due_on, party) values ($1, $2, $3, current_date - 30, '32') returning id`, [systemId, `${mark} ${period}`, period]);
  const id = made?.id ?? '';
  await admin.query(`insert into indicators.delivery (campaign_id, party) select $1, p from unnest(array['31', '32', '33', '34']) p`, [id]);
  await admin.query(`
    insert into indicators.form (campaign_id, unit, unit_name, city, party, division, level, organization_id, attributes, state, submitted_at, entries)
    select $1, u.unit, u.name, u.city, u.party, u.division, 'school', u.id, ${stage}, case when $3 = '${latest}' and hashtext(u.unit) % 32 = 1 then 'open' else 'approved' end, current_date - case when hashtext(u.unit) % 16 = 3 then 10 else 40 end, (select jsonb_object_agg(e, 100 + abs(hashtext(u.unit || e || $3)) % 900) from unnest($2::text[]) e)
    from (select i.id, coalesce(i.code, i.id::text) as unit, i.name, i.party, i.division, case when d.level = 'county' then d.parent else d.code end as city
          from directory.institution i join directory.division d on d.code = i.division where i.kind = 'school' and i.state = 'active' and d.level <> 'province') u order by hashtext(u.unit || $3)`, [id, elements, period]);
  await fillFacts(admin, id, period);
}

/** The facts of a year's approved forms. A partition that is filled before it has its key and belongs to the table takes a third of the time. */
async function fillFacts(admin: pg.Client, campaignId: string, period: string): Promise<void> {
  const facts = `select c.period, f.campaign_id, f.unit, e.key, e.value::float8, f.party, f.id from indicators.form f join indicators.campaign c on c.id = f.campaign_id cross join jsonb_each_text(f.entries) e where f.campaign_id = '${campaignId}' and f.state = 'approved'`;
  const partition = `indicators.fact_${period}`;
  const { rows: [known] } = await admin.query<{ there: boolean }>(`select to_regclass('${partition}') is not null as there`);
  if (known?.there === true) return void (await admin.query(`insert into indicators.fact ${facts}`));
  await admin.query(`create table ${partition} (like indicators.fact including defaults including constraints); insert into ${partition} ${facts}; alter table ${partition} add primary key (period, campaign_id, unit, element);
    alter table indicators.fact attach partition ${partition} for values in ('${period}'); alter table ${partition} enable row level security`);
}
