import type pg from 'pg';
import { readSystem } from '#algorithms/formulas/check.ts';
import { directPartsOf, plainSum } from '#algorithms/formulas/parts.ts';
import { readUnit } from '#algorithms/formulas/units.ts';
import type { PersonActor } from '#kernel/actor/actor.ts';
import { systemActor } from '#kernel/actor/actor.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import { partyCodes, type PartyCode } from '#kernel/domain.ts';
import { today, type Platform } from '#kernel/platform.ts';
import { giveAnswer, loadConsent } from '#modules/governance/index.ts';
import { addSystem, computeRun, openCampaign, proposePublication, proposeSystem, showSystem } from '#modules/indicators/index.ts';
import type { DemoAccount } from './accounts.ts';
import { actorsOf } from './governance.ts';
import type { Random } from './random.ts';

type Form = { id: string; unit: string; city: string; party: PartyCode };
/** An indicator as what it is divided from by what, and how far it may go. */
type Rate = { code: string; over: string; under: string; low: number; high: number; direction: 1 | -1; factor: number; isShare: boolean };

/** How far each party is towards the upper goalposts in the first year. */
const begins: Readonly<Record<PartyCode, number>> = { '31': 0.66, '32': 0.58, '33': 0.6, '34': 0.46 };
/** What is left to the best shrinks by about so much a year, here more and there less: those behind gain more, so the cities draw together. */
const closing = 0.07;
/** Of the pupils of a district, for the elements that a rate is taken of; the others are schools, and teachers by the ratio. */
const sharesOfPupils: Readonly<Record<string, number>> = { pupils: 1, pupils_monitored: 0.22, pupils_surveyed: 0.3, pupils_tested: 0.97, pupils_arts_tested: 0.25, parents_surveyed: 0.2 };

/**
 * The quality index in force, published for three years, and this year's numbers coming in: some parties further than others.
 * The forms' numbers are loaded in bulk; systems, computations, consent and publication go through the use cases that people use.
 */
export async function loadDemonstrationIndicators(platform: Platform, client: pg.Client, accounts: readonly DemoAccount[], random: Random): Promise<void> {
  const [officers, signatories] = [actorsOf(accounts, 'party_officer'), actorsOf(accounts, 'party_signatory')];
  const officer = officers['32'];
  const agree = (subject: { type: string; id: string }) => allAgree(platform, signatories, subject);
  const { id: systemId } = await addSystem(platform, officer, { preset: 'quality' });
  await proposeSystem(platform, officer, systemId, {});
  await agree({ type: 'indicators.system', id: systemId });
  const { system, nodes } = await showSystem(platform, officer, systemId);
  const read = readSystem(system.formulas);
  if ('problems' in read) throw new Error('the preset cannot be read');
  const rates = nodes.flatMap(({ code, direction, goalposts, unit }): Rate[] => {
    const [over, under] = directPartsOf(read.system, code).map(plainSum);
    return over === undefined || under === undefined || goalposts === null ? [] : [{ code, over, under, ...goalposts, direction, factor: readUnit(unit ?? '')?.factor ?? 1, isShare: unit === '%' }];
  });
  const day = today(platform);
  for (const ago of [3, 2, 1, 0]) {
    const year = day.year - ago;
    const dueOn = ago === 0 ? day.add({ days: 20 }).toString() : `${year + 1}-03-31`;
    // oxlint-disable-next-line no-await-in-loop -- year by year
    const { id: campaignId } = await openCampaign(platform, officer, { systemId, period: String(year), title: `${year} 年基础教育质量监测`, dueOn });
    // oxlint-disable-next-line no-await-in-loop -- see above
    await fillForms(client, campaignId, { rates, years: 3 - ago, submittedOn: `${ago === 0 ? day.toString() : `${year + 1}-03-20`}`, random });
    if (ago === 0) continue;
    // oxlint-disable-next-line no-await-in-loop -- see above
    await closeCampaign(client, campaignId);
    // oxlint-disable-next-line no-await-in-loop -- see above
    const { rows } = await client.query<{ id: string }>("insert into indicators.run (campaign_id, system_id, party) values ($1, $2, '32') returning id", [campaignId, systemId]);
    const runId = rows[0]?.id ?? '';
    // oxlint-disable-next-line no-await-in-loop -- see above
    await computeRun(platform, { runId }, { report: async () => undefined });
    const opens = Temporal.PlainDate.from(`${year + 1}-07-01`);
    // oxlint-disable-next-line no-await-in-loop -- see above
    const { id } = await proposePublication(platform, officer, runId, { title: `${year} 年长三角基础教育质量指数`, embargoOn: (Temporal.PlainDate.compare(opens, day) < 0 ? opens : day).toString() });
    // oxlint-disable-next-line no-await-in-loop -- see above
    await agree({ type: 'indicators.publication', id });
  }
}

async function allAgree(platform: Platform, signatories: Readonly<Record<PartyCode, PersonActor>>, subject: { type: string; id: string }): Promise<void> {
  const consent = await inTransaction(platform.database, systemActor('demonstration'), (tx) => loadConsent(tx, subject));
  const round = consent?.rounds.at(-1);
  if (consent === undefined || round === undefined) throw new Error('nothing to answer');
  // oxlint-disable-next-line no-await-in-loop -- one after the other, as people do
  for (const party of partyCodes) await giveAnswer(platform, signatories[party], consent.id, { round: round.round, digest: round.digest, answer: 'agree' });
}

/** In earlier years everybody has reported; this year half of the districts, and one party not yet. */
async function fillForms(client: pg.Client, campaignId: string, { rates, years, submittedOn, random }: { rates: readonly Rate[]; years: number; submittedOn: string; random: Random }): Promise<void> {
  const { rows: forms } = await client.query<Form>('select id, unit, city, party from indicators.form where campaign_id = $1 order by unit', [campaignId]);
  const now = years === 3;
  const filled = forms.filter(({ party, unit }) => !now || (party !== '34' && random.fork(unit).share() < 0.6));
  const rows = filled.map((form, i) => ({ id: form.id, entries: numbersOf(form, rates, years, random), state: !now || i % 3 > 0 ? 'approved' : 'submitted' }));
  await client.query(
    `update indicators.form f set entries = r.entries, state = r.state, submitted_at = $2::date + time '09:30', version = f.version + 1
     from json_to_recordset($1) as r(id uuid, entries jsonb, state text) where f.id = r.id`, [JSON.stringify(rows), submittedOn]);
  await client.query(
    `insert into indicators.fact (period, campaign_id, unit, element, value, party, form_id)
     select c.period, c.id, f.unit, e.key, e.value::double precision, f.party, f.id from indicators.campaign c join indicators.form f on f.campaign_id = c.id and f.state = 'approved' cross join jsonb_each_text(f.entries) e where c.id = $1`, [campaignId]);
}

async function closeCampaign(client: pg.Client, campaignId: string): Promise<void> {
  await client.query("update indicators.delivery set state = 'accepted', delivered_at = now(), version = version + 2 where campaign_id = $1", [campaignId]);
  await client.query("update indicators.campaign set state = 'locked', version = version + 1 where id = $1", [campaignId]);
}

/** What a district reports: of each indicator so much that its rate lies as far between the goalposts as the district is. */
function numbersOf({ unit, city, party }: Form, rates: readonly Rate[], years: number, random: Random): Record<string, number> {
  const share = (purpose: string) => random.fork(purpose).share();
  // some districts are small, and the cities in the south of the mountains all of theirs
  const pupils = Math.round((city === '341000' ? 3_000 : 14_000) + 70_000 * share(`${unit}/size`) ** 2 * (city === '341000' ? 0.1 : 1));
  const schools = Math.max(3, Math.round(pupils / 1_300));
  const numbers: Record<string, number> = { ...Object.fromEntries(Object.entries(sharesOfPupils).map(([name, of]) => [name, Math.round(pupils * of)])), schools };
  for (const { code, over, under, low, high, direction, factor, isShare } of rates) {
    const first = begins[party] + 0.22 * (share(`${city}/${code}`) - 0.5) + 0.16 * (share(city) - 0.5) + 0.1 * (share(`${unit}/${code}`) - 0.5);
    const reached = Math.min(0.99, Math.max(0.02, 1 - (1 - first) * (1 - closing * (0.2 + 1.6 * share(`${city}/pace`))) ** years + 0.02 * (share(`${unit}/${code}/${years}`) - 0.5)));
    const rate = (direction === 1 ? low + (high - low) * reached : high - (high - low) * reached) * factor;
    if (under === 'teachers' && over === 'pupils') numbers['teachers'] = Math.round(pupils / rate);
    else numbers[over] = Math.min(Math.round((numbers[under] ?? 0) * rate), isShare ? (numbers[under] ?? 0) : Infinity);
  }
  // hardly any of the small districts has a psychologist of its own
  if (city === '341000') numbers['teachers_psychology'] = share(`${unit}/psychology`) < 0.7 ? 1 : 0;
  return numbers;
}
