import { sql } from 'kysely';
import { readSystem, type FormulaSystem } from '#algorithms/formulas/check.ts';
import { choiceProblem } from '#algorithms/indices/choices.ts';
import { checkSystem, indicatorsOf, weightInWhole } from '#algorithms/indices/system.ts';
import type { Choices } from '#algorithms/indices/compute.ts';
import type { Actor } from '#kernel/actor/actor.ts';
import { inTransaction, type Tx } from '#kernel/database/transaction.ts';
import { record } from '#kernel/journal/journal.ts';
import { changeRecord } from '#kernel/lifecycle/change.ts';
import type { Decision, Outcomes } from '#kernel/module.ts';
import { today, type Platform } from '#kernel/platform.ts';
import { commonRefusals, refuse } from '#kernel/refusal.ts';
import type { Text } from '#kernel/text.ts';
import { loadConsent, putToTheFour } from '#modules/governance/index.ts';
import { sayFormula, sayFormulaProblem } from '../versions/formula-words.ts';
import { collected } from '../versions/collected.ts';
import { choicesSchema } from '../method/schema.ts';
import { sayChoiceProblem } from '../method/words.ts';
import { sayProblem } from '../notes.ts';
import { presets, type PresetName } from '../presets/presets.ts';
import { refusals } from '../refusals.ts';
import { loadCampaigns, loadSystem, loadSystems, loadTrials, nodesOf, storedNodes, type StoredNode, type SystemChoices, type SystemRow } from '../store.ts';
import { clausesOf } from '../versions/clauses.ts';
import { differencesOf } from '../versions/differences.ts';
import { factsOf, type Fact } from '../versions/facts.ts';
import { brokenTree, draftProblems } from '../versions/problems.ts';
import { asOfficer } from './acting.ts';
import { loadJudgments } from './judgments.ts';

/** What a new index begins with: fixed goalposts, so that a score means the same next year. */
const usualChoices: Choices = { impute: 'none', treat: 'none', normalise: { method: 'goalposts', scale: [0, 100] }, aggregate: { method: 'arithmetic' } };

export async function listSystems(platform: Platform, actor: Actor) {
  return inTransaction(platform.database, actor, loadSystems);
}

/** Draws up the next version of a preset, as a draft. */
export async function addSystem(platform: Platform, actor: Actor, { preset }: { preset: PresetName }): Promise<{ id: string }> {
  const { party } = asOfficer(actor);
  const { title, sources, formulas, nodes } = presets[preset];
  return inTransaction(platform.database, actor, (tx) => storeSystem(tx, { code: preset, title: title.zh, sources: [...sources], formulas, nodes: storedNodes(nodes), choices: usualChoices, party }));
}

/** Draws up the next version of a system, as a draft that begins as a copy; the version in force stays as it is. */
export async function copySystem(platform: Platform, actor: Actor, id: string): Promise<{ id: string }> {
  const { party } = asOfficer(actor);
  return inTransaction(platform.database, actor, async (tx) => {
    const { code, title, sources, formulas, nodes, choices } = await loadSystem(tx, id);
    return storeSystem(tx, { code, title, sources, formulas, nodes, choices, party });
  });
}

/** Draws up a system of one's own, under a code that nobody has: from nothing, or from any version of another. */
export async function beginSystem(platform: Platform, actor: Actor, { code, title, from }: { code: string; title: string; from?: string | undefined }): Promise<{ id: string }> {
  const { party } = asOfficer(actor);
  return inTransaction(platform.database, actor, async (tx) => {
    const { formulas, nodes, choices, sources } = from === undefined ? { formulas: '', nodes: [], choices: usualChoices, sources: [] } : await loadSystem(tx, from);
    const { rows } = await sql<SystemRow>`
      insert into indicators.system (code, number, title, sources, formulas, nodes, choices, party) values (${code}, 1, ${title}, ${sources}, ${formulas}, ${JSON.stringify(nodes)}::jsonb, ${JSON.stringify(choices)}::jsonb, ${party})
      on conflict (code, number) do nothing returning *`.execute(tx.db);
    const [row] = rows;
    if (row === undefined) throw refuse(refusals.codeTaken, { code }, { field: '/code' });
    await recordSystem(tx, 'add', row, { code, number: row.number });
    return { id: row.id };
  });
}

type Typed = Pick<SystemRow, 'title' | 'sources' | 'formulas' | 'nodes' | 'choices'>;
export type Draft = { readonly [K in keyof Typed]?: Typed[K] | undefined } & { version: number };

/** Saves a draft as far as it is typed: formulas may have mistakes and choices may not fit yet; it is checked in whole when it is put to the four. A tree that is none is refused. */
export async function saveDraft(platform: Platform, actor: Actor, id: string, { version, sources, ...change }: Draft): Promise<{ version: number }> {
  return inTransaction(platform.database, actor, async (tx) => {
    const before = await loadSystem(tx, id);
    if (before.state !== 'draft') throw refuse(refusals.notADraft);
    const problem = brokenTree(change.nodes ?? before.nodes);
    if (problem !== undefined) throw refuse(refusals.badTree, { why: sayProblem(problem) }, { field: '/nodes' });
    const { title = before.title, formulas = before.formulas, nodes = before.nodes, choices = before.choices } = change;
    const after = await changeRecord<SystemRow>(tx, { table: 'indicators.system', id, version, values: { title, sources: sources ?? before.sources, formulas, nodes: JSON.stringify(nodes), choices: JSON.stringify(choices) } });
    await recordSystem(tx, 'draft', after, { changed: Object.keys({ ...change, ...(sources === undefined ? {} : { sources }) }) });
    return { version: after.version };
  });
}

export type SystemChange = { version: number; title: string; formulas: string; nodes: StoredNode[]; /** Left out, they stay as they are. */ choices?: SystemChoices | undefined };

/** Changes a draft; formulas, tree and choices are checked in whole, so that whatever is stored can be computed. */
export async function changeSystem(platform: Platform, actor: Actor, id: string, { version, title, formulas, nodes, choices: chosen }: SystemChange): Promise<void> {
  await inTransaction(platform.database, actor, async (tx) => {
    const before = await loadSystem(tx, id);
    if (before.state !== 'draft') throw refuse(refusals.notADraft);
    const choices = chosen ?? before.choices;
    checkParts(formulas, nodes);
    checkChoices(choices, nodes, await countCities(tx));
    const after = await changeRecord<SystemRow>(tx, { table: 'indicators.system', id, version, values: { title, formulas, nodes: JSON.stringify(nodes), choices: JSON.stringify(choices) } });
    await recordSystem(tx, 'change', after, { title, choices: { ...choices }, weights: Object.fromEntries(nodes.map(({ code, weight }) => [code, weight])), formulasChanged: before.formulas !== formulas });
  });
}

/** Puts a draft to the four; it stands still from here. When they agree it is in force, and the version before is superseded. */
export async function proposeSystem(platform: Platform, actor: Actor, id: string, { deadline }: { deadline?: string | undefined }): Promise<void> {
  await inTransaction(platform.database, actor, async (tx) => {
    const system = await loadSystem(tx, id);
    asOfficer(actor, system.party);
    if (system.state !== 'draft') throw refuse(refusals.notADraft);
    await refuseIncomplete(tx, system);
    await storeState(tx, system, 'proposed');
    const { proposalId } = await putToTheFour(tx, platform, {
      kind: 'indicators.system', subject: { type: 'indicators.system', id }, title: `${system.title}（第 ${system.number} 版）`, clauses: clausesOf(system, formulasOf(system), await loadBefore(tx, system)),
      deadline: deadline ?? today(platform).add({ days: 20 }).toString(), link: `/workspace/indicators/systems/${id}`,
    });
    await recordSystem(tx, 'propose', system, { proposalId });
  });
}

/** What follows when the four have answered. */
export const systemOutcomes: Outcomes = {
  onDecided: async (tx: Tx, { subjectId, result }: Decision) => {
    const system = await loadSystem(tx, subjectId);
    if (system.state !== 'proposed') return;
    if (result === 'agreed') await sql`update indicators.system set state = 'superseded', version = version + 1 where code = ${system.code} and state = 'in_force'`.execute(tx.db);
    await storeState(tx, system, result === 'agreed' ? 'in_force' : 'draft');
    await recordSystem(tx, result === 'agreed' ? 'put-in-force' : 'refused', system, {});
  },
};

/** A version with its tree, every formula in words, its consent, and what differs from the version before. */
export async function showSystem(platform: Platform, actor: Actor, id: string) {
  return inTransaction(platform.database, actor, async (tx) => {
    const row = await loadSystem(tx, id);
    const versions = (await loadSystems(tx)).filter(({ code }) => code === row.code).map(({ id: other, number, state }) => ({ id: other, number, state }));
    const before = await loadBefore(tx, row);
    const system = formulasAsFar(row);
    const nodes = nodesOf(row.nodes);
    const inTree = new Set(row.nodes.map(({ code }) => code));
    const consent = await loadConsent(tx, { type: 'indicators.system', id });
    const mine = actor.role === 'party_officer' && actor.party === row.party;
    return {
      system: { id: row.id, code: row.code, number: row.number, title: row.title, sources: row.sources, formulas: row.formulas, choices: row.choices, party: row.party, state: row.state, version: row.version },
      nodes: row.nodes.map((node) => {
        const declared = system.byName.get(node.code);
        return { ...node, weightInWhole: weightInWhole(nodes, node.code), unit: declared?.kind === 'indicator' ? declared.unit : null, formula: declared?.kind === 'indicator' ? sayFormula(declared.formula, system) : null, source: declared?.kind === 'indicator' ? declared.source : null, about: declared?.about ?? {} };
      }),
      elements: [...system.byName.values()].flatMap((declared) => (declared.kind === 'data' ? [{ name: declared.name, label: declared.label, unit: declared.unit, level: declared.level }] : [])),
      others: [...system.byName.values()].flatMap((declared) => (declared.kind === 'indicator' && !inTree.has(declared.name) ? [{ code: declared.name, name: declared.label, unit: declared.unit, level: declared.level, standard: declared.standard !== undefined, words: sayFormula(declared.standard?.condition ?? declared.formula, system) }] : [])),
      rules: [...system.byName.values()].flatMap((declared) => (declared.kind === 'rule' ? [{ name: declared.name, label: declared.label, words: sayFormula(declared.formula, system) }] : [])),
      campaigns: (await loadCampaigns(tx, id)).map(({ id: campaign, title, period, dueOn, state }) => ({ id: campaign, title, period, dueOn, state })),
      trials: await loadTrials(tx, row), judgments: await loadJudgments(tx, row),
      versions, comparedWith: before?.number ?? null, problems: row.state === 'draft' ? draftProblems(row, await countCities(tx)).map(({ text }) => text) : [], differences: before === undefined ? [] : differencesOf(before.facts, factsOf(row, system)), proposalId: consent?.id ?? null,
      may: { try: actor.role === 'party_officer', judge: actor.role === 'party_officer' && row.state === 'draft' && row.nodes.length > 0, change: mine && row.state === 'draft', propose: mine && row.state === 'draft', copy: actor.role === 'party_officer', collect: actor.role === 'party_officer' && row.state === 'in_force' },
    };
  });
}

/** What is wrong with a text of formulas, with line and column: the page asks while one writes. */
export function checkFormulas(formulas: string): { line: number; column: number; text: Text }[] {
  const read = readSystem(formulas, collected);
  return 'problems' in read ? read.problems.slice(0, 50).map((problem) => ({ line: problem.line, column: problem.column, text: sayFormulaProblem(problem) })) : [];
}

/** The formulas of a stored system, read; what is stored has been checked. */
export function formulasOf({ formulas }: Pick<SystemRow, 'formulas'>): FormulaSystem {
  const known = alreadyRead.get(formulas);
  if (known !== undefined) return known;
  const read = readSystem(formulas);
  if ('problems' in read) throw new Error('a stored system that cannot be read');
  if (alreadyRead.size >= mostRead) alreadyRead.clear();
  alreadyRead.set(formulas, read.system);
  return read.system;
}

/** The formulas of a version that may be a draft with mistakes: then there are none to be shown. */
export function formulasAsFar(system: Pick<SystemRow, 'formulas'>): FormulaSystem {
  return alreadyRead.has(system.formulas) || !('problems' in readSystem(system.formulas)) ? formulasOf(system) : { byName: new Map(), order: [] };
}

/** The formulas of a campaign's system. What is or was in force never changes again: its text is fetched once. */
export async function formulasIn(tx: Tx, systemId: string): Promise<FormulaSystem> {
  const text = textOf.get(systemId);
  if (text !== undefined) return formulasOf({ formulas: text });
  const system = await loadSystem(tx, systemId);
  if (system.state === 'in_force' || system.state === 'superseded') {
    if (textOf.size >= mostRead) textOf.clear();
    textOf.set(systemId, system.formulas);
  }
  return formulasOf(system);
}

const textOf = new Map<string, string>();

/** Every form that is opened or submitted asks for its system's formulas: the same text means the same, and is read once. */
const alreadyRead = new Map<string, FormulaSystem>();
const mostRead = 50;

/** What cannot be put to the four or computed yet, in all its places; whichever way it was written. */
export async function refuseIncomplete(tx: Tx, system: SystemRow): Promise<void> {
  const choices = choicesSchema.parse(system.choices);
  const problems = draftProblems({ ...system, choices }, await countCities(tx));
  const [first] = problems;
  if (first === undefined) return;
  checkParts(system.formulas, system.nodes);
  checkChoices(choices, system.nodes, await countCities(tx));
  throw refuse(refusals.incomplete, { why: first.text, count: problems.length }, { details: { problems: problems.slice(0, 50).map((problem) => ({ ...problem })) } });
}

function checkChoices(choices: Choices, nodes: readonly StoredNode[], cities: number): void {
  const problem = nodes.length === 0 ? undefined : choiceProblem(choices, nodesOf(nodes), cities);
  if (problem !== undefined) throw refuse(refusals.badChoices, { why: sayChoiceProblem(problem) }, { field: '/choices' });
}

async function countCities(tx: Tx): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from directory.division where level = 'city'`.execute(tx.db);
  return rows[0]?.count ?? 0;
}

function checkParts(formulas: string, nodes: readonly StoredNode[]): { system: FormulaSystem } {
  const read = readSystem(formulas, collected);
  if ('problems' in read) {
    const [first] = read.problems;
    if (first === undefined) throw new Error('refused without a problem');
    throw refuse(refusals.badFormulas, { line: first.line, column: first.column, why: sayFormulaProblem(first) }, { field: '/formulas', details: { problems: checkFormulas(formulas) } });
  }
  // a system without a tree gives no index: its indicators stand for themselves
  if (nodes.length === 0) return read;
  const [problem] = checkSystem(nodesOf(nodes));
  if (problem !== undefined) throw refuse(refusals.badTree, { why: sayProblem(problem) }, { field: '/nodes' });
  for (const { code } of indicatorsOf(nodesOf(nodes))) {
    const found = read.system.byName.get(code);
    if (found?.kind !== 'indicator' || found.level !== 'city') throw refuse(refusals.notMatching, { code }, { field: '/nodes' });
  }
  return read;
}

async function storeSystem(tx: Tx, { code, title, sources, formulas, nodes, choices, party }: Pick<SystemRow, 'code' | 'title' | 'sources' | 'formulas' | 'nodes' | 'choices' | 'party'>): Promise<{ id: string }> {
  checkParts(formulas, nodes);
  const { rows } = await sql<SystemRow>`
    insert into indicators.system (code, number, title, sources, formulas, nodes, choices, party)
    select ${code}, coalesce(max(number), 0) + 1, ${title}, ${sources}, ${formulas}, ${JSON.stringify(nodes)}::jsonb, ${JSON.stringify(choices)}::jsonb, ${party} from indicators.system where code = ${code}
    returning *`.execute(tx.db);
  const [row] = rows;
  if (row === undefined) throw refuse(commonRefusals.notAllowed);
  await recordSystem(tx, 'add', row, { code, number: row.number });
  return { id: row.id };
}

async function storeState(tx: Tx, { id }: SystemRow, state: SystemRow['state']): Promise<void> {
  await sql`update indicators.system set state = ${state}, version = version + 1 where id = ${id}`.execute(tx.db);
}

/** What a version is compared with: the one that was in force before it, or still is. */
async function loadBefore(tx: Tx, { code, number }: SystemRow): Promise<{ number: number; facts: Fact[] } | undefined> {
  const { rows } = await sql<SystemRow>`select * from indicators.system where code = ${code} and number < ${number} and state in ('in_force', 'superseded') order by number desc limit 1`.execute(tx.db);
  const [before] = rows;
  return before === undefined ? undefined : { number: before.number, facts: factsOf(before, formulasOf(before)) };
}

async function recordSystem(tx: Tx, act: string, { id, title, number, party, visibility }: SystemRow, changes: Parameters<typeof record>[1]['changes']): Promise<void> {
  await record(tx, { act: `indicators.system/${act}`, subject: { type: 'indicators.system', id, title: `${title}（第 ${number} 版）` }, changes, access: { visibility, party } });
}
