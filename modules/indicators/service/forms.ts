import { sql } from 'kysely';
import type { Actor } from '#kernel/actor/actor.ts';
import { inTransaction, type Tx } from '#kernel/database/transaction.ts';
import { notify } from '#kernel/inbox/inbox.ts';
import { loadHistory, record } from '#kernel/journal/journal.ts';
import { changeRecord } from '#kernel/lifecycle/change.ts';
import { mayMove, viewLifecycle } from '#kernel/lifecycle/lifecycle.ts';
import { move, type Move } from '#kernel/lifecycle/move.ts';
import type { Platform } from '#kernel/platform.ts';
import { refuse } from '#kernel/refusal.ts';
import { formLifecycle } from '../lifecycle.ts';
import { refusals } from '../refusals.ts';
import { checkForm, openFindings } from '../rules.ts';
import { loadCampaign, loadForm, loadPeers, loadPrevious, loadSystem, removeFacts, storeFacts, type FormRow } from '../store.ts';
import { formulasOf } from './systems.ts';

/** A form with its elements, last year's numbers, what must be looked at, and its history. */
export async function showForm(platform: Platform, actor: Actor, id: string) {
  return inTransaction(platform.database, actor, async (tx) => {
    const form = await loadForm(tx, id);
    const { campaign, system, formulas, previous } = await loadAround(tx, form);
    const findings = checkForm(formulas, form.entries, { previous, peers: await loadPeers(tx, form) });
    return {
      form: { id, unit: form.unit, unitName: form.unitName, city: form.city, party: form.party, state: form.state, entries: form.entries, reasons: form.reasons, returned: form.returned, submittedAt: form.submittedAt, version: form.version },
      campaign: { id: campaign.id, title: campaign.title, period: campaign.period, dueOn: campaign.dueOn, state: campaign.state },
      system: { id: system.id, title: system.title, number: system.number },
      elements: [...formulas.byName.values()].flatMap((declared) => (declared.kind === 'data' ? [{ name: declared.name, label: declared.label, unit: declared.unit, previous: previous[declared.name] ?? null }] : [])),
      findings: findings.map((finding) => ({ ...finding, open: openFindings([finding], form.reasons).length > 0 })),
      lifecycle: viewLifecycle(formLifecycle, form, actor),
      history: (await loadHistory(tx, { subjectType: 'indicators.form', subjectId: id, limit: 30 })).map(({ id: entry, at, act, role, reason, changes }) => ({ id: entry, at, act, role, reason, changes: changes as unknown })), // shown as it is, whatever it holds
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
    const form = await loadForm(tx, id);
    const { campaign, formulas } = await loadAround(tx, form);
    if (campaign.state !== 'open' || form.state !== 'open') throw refuse(refusals.notOpen);
    for (const element of [...Object.keys(entries), ...Object.keys(reasons)]) if (formulas.byName.get(element)?.kind !== 'data') throw refuse(refusals.unknownElement, { element }, { field: `/entries/${element}` });
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
    const before = await loadForm(tx, request.id);
    const { campaign, formulas, previous } = await loadAround(tx, before);
    if (campaign.state !== 'open') throw refuse(refusals.notOpen);
    if (request.transition === 'submit') {
      if (Object.keys(before.entries).length === 0) throw refuse(refusals.empty);
      const open = openFindings(checkForm(formulas, before.entries, { previous, peers: await loadPeers(tx, before) }), before.reasons);
      if (open.length > 0) throw refuse(refusals.notComplete, { count: open.length }, { details: { findings: open } });
    }
    // a district's officer is within the city's scope, and must not check its own form
    if (request.transition === 'check' && actor.role === 'division_officer' && actor.division?.endsWith('00') !== true) throw refuse(refusals.cityOnly);
    const after = await move<FormRow, string, string>(tx, formLifecycle, request);
    if (request.transition === 'submit') await sql`update indicators.form set submitted_at = ${platform.now().toString()} where id = ${after.id}`.execute(tx.db);
    if (request.transition === 'return') {
      await sql`update indicators.form set returned = ${request.reason ?? null} where id = ${after.id}`.execute(tx.db);
      if (before.state === 'approved') await removeFacts(tx, after, campaign.period);
      await notify(tx, { kind: 'indicators.form/returned', subject: { type: 'indicators.form', id: after.id }, to: { role: 'division_officer', division: after.division }, title: { zh: `填报被退回：${after.unitName}（${campaign.title}）`, en: `Returned: ${after.unitName} (${campaign.title})` }, link: `/workspace/indicators/forms/${after.id}` });
    }
    if (request.transition === 'approve') await storeFacts(tx, after, campaign.period);
  });
}

/** Numbers as they are after a change; an emptied one is not there any more. */
export function withChanges(entries: Readonly<Record<string, number>>, changes: Readonly<Record<string, number | null>>): Record<string, number> {
  return Object.fromEntries(Object.entries({ ...entries, ...changes }).filter((entry): entry is [string, number] => entry[1] !== null));
}

export async function loadAround(tx: Tx, form: FormRow) {
  const campaign = await loadCampaign(tx, form.campaignId);
  const system = await loadSystem(tx, campaign.systemId);
  return { campaign, system, formulas: formulasOf(system), previous: await loadPrevious(tx, form) };
}

export async function recordForm(tx: Tx, act: string, { id, unitName, visibility, party, division }: FormRow, changes: Parameters<typeof record>[1]['changes']): Promise<void> {
  await record(tx, { act: `indicators.form/${act}`, subject: { type: 'indicators.form', id, title: unitName }, changes, access: { visibility, party, division } });
}
