import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { rootOf } from '#algorithms/indices/system.ts';
import { visitor, type Actor } from '#kernel/actor/actor.ts';
import { asSystem, inTransaction, type Tx } from '#kernel/database/transaction.ts';
import { partyCodes, partyNames } from '#kernel/domain.ts';
import { canonicalJson, type Json } from '#kernel/journal/canonical.ts';
import { record } from '#kernel/journal/journal.ts';
import type { Decision, Outcomes } from '#kernel/module.ts';
import { today, type Platform } from '#kernel/platform.ts';
import { commonRefusals, refuse } from '#kernel/refusal.ts';
import { loadConsent, putToTheFour } from '#modules/governance/index.ts';
import { disclosureRule, keptBackIn, publicResult } from '../compare/disclosure.ts';
import { rankedOf, type Ranked } from '../compare/rules.ts';
import { refusals } from '../refusals.ts';
import { loadCampaign, loadParts, loadPublication, loadRun, loadScores, loadSystem, loadUntaken, nodesOf, type PublicationRow, type PublishedContent } from '../store.ts';
import { asOfficer } from './acting.ts';
import { describeIndicators } from './describe.ts';
import { formulasOf } from './systems.ts';
import { isFinished, sayGapsOf } from './runs.ts';

export type NewPublication = { title: string; embargoOn: string; deadline?: string | undefined; /** Why it is published although not everybody is approved or accepted. */ reason?: string | undefined };

/** Freezes a result under its digest and puts its publication to the four; it is public when they agree and the embargo has passed. */
export async function proposePublication(platform: Platform, actor: Actor, runId: string, { title, embargoOn, deadline, reason }: NewPublication): Promise<{ id: string }> {
  return inTransaction(platform.database, actor, async (tx) => {
    const run = await loadRun(tx, runId);
    const { party } = asOfficer(actor, run.party);
    if ((await loadSystem(tx, run.systemId)).nodes.length === 0) throw refuse(refusals.noIndex);
    if ((await loadCampaign(tx, run.campaignId)).systemId !== run.systemId) throw refuse(refusals.onTrial);
    if (!isFinished(run)) throw refuse(refusals.notFinished);
    const known = await sql`select from indicators.publication where run_id = ${runId} and state <> 'refused'`.execute(tx.db);
    if (known.rows.length > 0) throw refuse(refusals.alreadyProposed);
    const [campaign, system] = [await loadCampaign(tx, run.campaignId), await loadSystem(tx, run.systemId)];
    const scores = await loadScores(tx, runId);
    if (run.coverage.length === 0) throw refuse(refusals.coverageUnknown);
    const gaps = sayGapsOf({ coverage: run.coverage, scores, least: system.choices.leastCoverage ?? 1, untaken: await loadUntaken(tx, run.campaignId) });
    if (gaps.length > 0 && reason === undefined) throw refuse(refusals.numbersNotWhole, { why: { zh: gaps.map(({ zh }) => zh).join(''), en: gaps.map(({ en }) => en).join(' ') } });
    // every party's: what is made public of them is shown to the four before they agree
    const parts = await asSystem(tx, 'indicators.publication', (own) => loadParts(own, runId));
    const content: PublishedContent = {
      title, period: campaign.period,
      system: { code: system.code, number: system.number, title: system.title, sources: system.sources, formulas: system.formulas, nodes: system.nodes, choices: system.choices },
      run: { snapshot: run.snapshot.toString('hex'), result: run.result.toString('hex'), facts: run.facts, finishedAt: String(run.finishedAt), robustness: run.robustness, notes: run.notes },
      ...publicResult({ scores, parts, nodes: system.nodes, formulas: formulasOf(system) }), disclosure: disclosureRule,
      coverage: run.coverage, ...(gaps.length === 0 || reason === undefined ? {} : { incomplete: { gaps, reason } }),
    };
    // read back as JSON: what is digested is what any reader can digest again
    const text = canonicalJson(JSON.parse(JSON.stringify(content)) as Json);
    const digest = createHash('sha256').update(text).digest();
    const publication = await asSystem(tx, 'indicators.publication', (own) => storePublication(own, { runId, title, embargoOn, text, digest, party }));
    await putToTheFour(tx, platform, {
      kind: 'indicators.publication', subject: { type: 'indicators.publication', id: publication.id }, title: `发布：${title}`, deadline: deadline ?? today(platform).add({ days: 20 }).toString(), link: `/workspace/indicators/runs/${runId}`,
      clauses: [
        { id: 'result', heading: '发布内容', text: `${campaign.period} 年${system.title}（第 ${system.number} 版），${new Set(content.scores.flatMap(({ unit, level = 'city' }) => (level === 'city' ? [unit] : []))).size} 个市的得分、名次及其区间、各级指标。内容摘要（SHA-256）：${digest.toString('hex')}` },
        { id: 'ranking', heading: '名次', text: rankingOf(content).map(({ rank, unitName, value, low, high }) => `${rank} ${unitName} ${value.toFixed(2)}（${low}–${high}）`).join('\n') },
        { id: 'coverage', heading: '填报覆盖面', text: coverageClause(content) },
        { id: 'disclosure', heading: '不公布的数值', text: `${disclosureRule.zh}本次不公布 ${keptBackIn(content)} 个数值。` },
        { id: 'embargo', heading: '公开日期', text: embargoOn },
      ],
    });
    await recordPublication(tx, 'propose', publication, { digest: digest.toString('hex'), embargoOn });
    return { id: publication.id };
  });
}

/** Of how many this is made, and where it is not whole, why it is published nevertheless. */
function coverageClause({ coverage = [], incomplete }: PublishedContent): string {
  const parties = coverage.flatMap(({ unit, asked, reported }) => { const party = partyCodes.find((code) => code === unit); return party === undefined ? [] : [`${partyNames[party].zh} ${reported}/${asked}`]; });
  return [`已审定的填报单位：${parties.join('、')}。`, ...(incomplete === undefined ? [] : [...incomplete.gaps.map(({ zh }) => zh), `仍予发布的理由：${incomplete.reason}`])].join('\n');
}

/** Added by the platform: what is published is what it computed and kept back, not what an officer could write. */
async function storePublication(tx: Tx, { runId, title, embargoOn, text, digest, party }: Pick<PublicationRow, 'runId' | 'title' | 'embargoOn' | 'digest' | 'party'> & { text: string }): Promise<PublicationRow> {
  const { rows } = await sql<PublicationRow>`
    insert into indicators.publication (run_id, title, embargo_on, content, digest, party) values (${runId}, ${title}, ${embargoOn}, ${text}::jsonb, ${digest}, ${party}) returning *`.execute(tx.db);
  const [publication] = rows;
  if (publication === undefined) throw refuse(commonRefusals.notAllowed);
  return publication;
}

/** What follows when the four have answered. */
export const publicationOutcomes: Outcomes = {
  onDecided: async (tx: Tx, { subjectId, result }: Decision) => {
    const publication = await loadPublication(tx, subjectId);
    if (publication.state !== 'proposed') return;
    await sql`update indicators.publication set state = ${result}, version = version + 1 where id = ${subjectId}`.execute(tx.db);
    await recordPublication(tx, result === 'agreed' ? 'agreed' : 'refused', publication, {});
  },
};

/** The published results that everybody may see, of each index and period the latest, the newest period first. */
export async function listPublications(platform: Platform) {
  return inTransaction(platform.database, visitor, async (tx) => {
    const { rows } = await sql<{ id: string; title: string; embargoOn: string; period: string }>`
      select id, title, embargo_on, period from (
        select distinct on (system_code, period) id, title, embargo_on, period from indicators.publication where state = 'agreed' order by system_code, period, id desc) newest
      order by period desc, id desc limit 200`.execute(tx.db);
    return rows;
  });
}

/** A published result at its address, and what was published of the same index and period before and since; those who decide see it before its embargo too. */
export async function showPublication(platform: Platform, actor: Actor, id: string) {
  return inTransaction(platform.database, actor, async (tx) => {
    const { title, embargoOn, content, digest, state, runId } = await loadPublication(tx, id);
    const proposalId = actor.role === 'visitor' ? null : ((await loadConsent(tx, { type: 'indicators.publication', id }))?.id ?? null);
    const { rows: editions } = await sql<{ id: string; title: string; embargoOn: string }>`
      select id, title, embargo_on from indicators.publication where state = 'agreed' and system_code = ${content.system.code} and period = ${content.period} order by id`.execute(tx.db);
    return { id, title, embargoOn, state, runId, editions, digest: digest.toString('hex'), proposalId, content, indicators: describeIndicators(content.system), ranking: rankingOf(content) };
  });
}

/** The ranking of the whole, best first; a rank is never without its interval. */
export function rankingOf({ system, scores }: Pick<PublishedContent, 'system' | 'scores'>): Ranked[] {
  return rankedOf(scores, rootOf(nodesOf(system.nodes)).code);
}

async function recordPublication(tx: Tx, act: string, { id, title, visibility, party }: PublicationRow, changes: Parameters<typeof record>[1]['changes']): Promise<void> {
  await record(tx, { act: `indicators.publication/${act}`, subject: { type: 'indicators.publication', id, title }, changes, access: { visibility, party } });
}
