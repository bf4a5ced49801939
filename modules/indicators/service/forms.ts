import type { Actor } from '#kernel/actor/actor.ts';
import { asSystem, inTransaction, type Tx } from '#kernel/database/transaction.ts';
import { notify } from '#kernel/inbox/inbox.ts';
import { loadHistory, record } from '#kernel/journal/journal.ts';
import { changeRecord } from '#kernel/lifecycle/change.ts';
import { mayMove, viewLifecycle } from '#kernel/lifecycle/lifecycle.ts';
import { move, type Move } from '#kernel/lifecycle/move.ts';
import type { Platform } from '#kernel/platform.ts';
import { commonRefusals, refuse } from '#kernel/refusal.ts';
import { formLifecycle } from '../lifecycle.ts';
import { loadPast, loadRevisions, moveFormsTo } from '../collect-store.ts';
import { elementsOf } from '../elements.ts';
import { refusals } from '../refusals.ts';
import { checkForm, mayPassOn, openFindings, stepOf } from '../rules.ts';
import { loadCampaign, loadForm, loadFormWithin, loadSystem, removeFacts, storeFacts, type FormLevel, type FormRow, type FormWithin } from '../store.ts';
import { spreadsAround } from './spreads.ts';
import { formulasIn, formulasOf } from './systems.ts';

/** A form with its elements, last year's numbers, what must be looked at, and its history. */
export async function showForm(platform: Platform, actor: Actor, id: string) {
  return inTransaction(platform.database, actor, async (tx) => {
    const form = await loadForm(tx, id);
    const { campaign, system, formulas } = await loadAround(tx, form);
    const past = await pastOf(tx, form);
    const [previous = {}] = past.years;
    const findings = checkForm(formulas, form.level, form.entries, { past: past.years, spreads: await spreadsAround(platform, tx, form), attributes: form.attributes });
    return {
      form: { id, unit: form.unit, unitName: form.unitName, level: form.level, city: form.city, party: form.party, state: form.state, entries: form.entries, reasons: form.reasons, returned: form.returned, submittedAt: form.submittedAt, version: form.version },
      campaign: { id: campaign.id, title: campaign.title, period: campaign.period, dueOn: campaign.dueOn, state: campaign.state },
      system: { id: system.id, title: system.title, number: system.number },
      elements: elementsOf(formulas, form.level).map((element) => ({ ...element, previous: previous[element.name] ?? null })), madeOf: past.madeOf,
      findings: findings.map((finding) => ({ ...finding, open: openFindings([finding], form.reasons).length > 0 })),
      lifecycle: withoutSteps(viewLifecycle(formLifecycle, form, actor), form, actor),
      history: (await loadHistory(tx, { subjectType: 'indicators.form', subjectId: id, limit: 30 })).map(({ id: entry, at, act, role, reason, changes }) => ({ id: entry, at, act, role, reason, changes: changes as unknown })), // shown as it is, whatever it holds
      revisions: await loadRevisions(tx, id),
      mayFill: form.state === 'open' && campaign.state === 'open' && mayMove(formLifecycle.transitions.submit.by, formLifecycle.access(form), actor),
    };
  });
}

export type FormChange = { version: number; entries: Record<string, number | null>; reasons: Record<string, string> };

/**
 * Saves what has been filled in so far, field by field: `null` empties an element. What is unusual is told, not refused, until the form is submitted.
 * Two people on one form: the second is shown both versions.
 */
export async function saveForm(platform: Platform, actor: Actor, id: string, { version, entries, reasons }: FormChange): Promise<{ version: number }> {
  return inTransaction(platform.database, actor, async (tx) => {
    const form = await loadFormWithin(tx, id);
    refuseClosed(form);
    if (form.state !== 'open') throw refuse(refusals.handedIn);
    const collected = new Set(elementsOf(await formulasIn(tx, form.systemId), form.level).map(({ name }) => name));
    for (const element of [...Object.keys(entries), ...Object.keys(reasons)]) if (!collected.has(element)) throw refuse(refusals.unknownElement, { element }, { field: `/entries/${element}` });
    const kept = withChanges(form.entries, entries);
    const explained = Object.fromEntries(Object.entries({ ...form.reasons, ...reasons }).filter(([, reason]) => reason !== ''));
    const after = await changeRecord<FormRow>(tx, { table: 'indicators.form', id, version, values: { entries: JSON.stringify(kept), reasons: JSON.stringify(explained) } });
    const before = Object.fromEntries(Object.keys(entries).map((element) => [element, form.entries[element] ?? null]));
    await recordForm(tx, 'fill', after, { entries, before, reasons });
    return { version: after.version };
  });
}

/** Moves a form along; nothing unusual is submitted unexplained, and an approved form's numbers are facts. */
export async function moveForm(platform: Platform, actor: Actor, request: Move): Promise<void> {
  await inTransaction(platform.database, actor, async (tx) => {
    const before = await loadFormWithin(tx, request.id);
    refuseClosed(before);
    const submitting = request.transition === 'submit';
    const returning = request.transition === 'return';
    if (submitting) await refuseUnexplained(platform, tx, before);
    const step = stepOf(request.transition, before, actor);
    if (step !== 'fits') throw refuse(refusals[step]);
    const after = await move<FormRow, string, string>(tx, formLifecycle, request, submitting ? { submittedAt: before.submittedAt ?? platform.now().toString() } : returning ? { returned: request.reason ?? null } : {});
    if ((returning || request.transition === 'exclude') && before.state === 'approved') await asSystem(tx, 'indicators.fact', (own) => removeFacts(own, after, before.period));
    if (returning) {
      await notify(tx, { kind: 'indicators.form/returned', subject: { type: 'indicators.form', id: after.id }, to: after.organizationId === null ? { role: 'division_officer', division: after.division } : { role: 'institution_officer', organizationId: after.organizationId }, title: { zh: `填报被退回：${after.unitName}（${before.campaignTitle}）`, en: `Returned: ${after.unitName} (${before.campaignTitle})` }, link: `/workspace/indicators/forms/${after.id}` });
    }
    if (request.transition === 'approve') await asSystem(tx, 'indicators.fact', (own) => storeFacts(own, after, before.period));
  });
}

async function refuseUnexplained(platform: Platform, tx: Tx, form: FormWithin): Promise<void> {
  if (Object.keys(form.entries).length === 0) throw refuse(refusals.empty);
  const formulas = await formulasIn(tx, form.systemId);
  const open = openFindings(checkForm(formulas, form.level, form.entries, { past: (await pastOf(tx, form)).years, spreads: await spreadsAround(platform, tx, form), attributes: form.attributes }), form.reasons);
  if (open.length > 0) throw refuse(refusals.notComplete, { count: open.length }, { details: { findings: open } });
}

/** Forms that are moved in one go; the page asks again until none is left. */
const mostAtOnce = 2_000;

/** Passes on everything in the actor's scope that has come from below, in one go: the district verifies, the city checks, the party approves. Gives how many, and whether more wait. */
export async function passOnForms(platform: Platform, actor: Actor, campaignId: string, { level, city }: { level?: FormLevel | undefined; city?: string | undefined }): Promise<{ moved: number; more: boolean }> {
  const step = mayPassOn(actor);
  if (step === null) throw refuse(commonRefusals.notAllowed);
  return inTransaction(platform.database, actor, async (tx) => {
    const campaign = await loadCampaign(tx, campaignId);
    if (campaign.state !== 'open') throw refuse(refusals.notOpen);
    const moved = await moveFormsTo(tx, campaignId, campaign.period, { from: formLifecycle.transitions[step].from, to: formLifecycle.transitions[step].to, level: step === 'verify' ? 'school' : level, city, division: undefined, most: mostAtOnce });
    if (moved.length > 0) {
      await record(tx, {
        act: `indicators.campaign/${step}-forms`, subject: { type: 'indicators.campaign', id: campaignId, title: campaign.title }, changes: { units: moved.map(({ unit }) => unit) },
        access: { visibility: 'party', party: 'party' in actor && actor.party !== undefined ? actor.party : campaign.party },
      });
    }
    return { moved: moved.length, more: moved.length === mostAtOnce };
  });
}

/** A level's own step: what this officer may not do is not offered. */
function withoutSteps(view: ReturnType<typeof viewLifecycle>, form: FormRow, actor: Actor): ReturnType<typeof viewLifecycle> {
  return { ...view, transitions: view.transitions.filter(({ name }) => stepOf(name, form, actor) === 'fits') };
}

function refuseClosed({ campaignState, delivered }: FormWithin): void {
  if (campaignState !== 'open') throw refuse(refusals.notOpen);
  if (delivered) throw refuse(refusals.delivered);
}

/** A school's earlier forms may lie in another district, and those of the schools before it are others': the platform reads them for whoever may see this one. */
async function pastOf(tx: Tx, form: FormRow) {
  return asSystem(tx, 'indicators.form', (own) => loadPast(own, form));
}

/** Numbers as they are after a change; an emptied one is not there any more. */
function withChanges(entries: Readonly<Record<string, number>>, changes: Readonly<Record<string, number | null>>): Record<string, number> {
  return Object.fromEntries(Object.entries({ ...entries, ...changes }).filter((entry): entry is [string, number] => entry[1] !== null));
}

async function loadAround(tx: Tx, form: FormRow) {
  const campaign = await loadCampaign(tx, form.campaignId);
  const system = await loadSystem(tx, campaign.systemId);
  return { campaign, system, formulas: formulasOf(system) };
}

async function recordForm(tx: Tx, act: string, { id, unitName, visibility, party, division, organizationId }: FormRow, changes: Parameters<typeof record>[1]['changes']): Promise<void> {
  await record(tx, { act: `indicators.form/${act}`, subject: { type: 'indicators.form', id, title: unitName }, changes, access: { visibility, party, division, organizationId: organizationId ?? undefined } });
}
