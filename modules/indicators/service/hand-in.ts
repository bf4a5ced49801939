import { sql } from 'kysely';
import type { FormulaSystem } from '#algorithms/formulas/check.ts';
import type { Actor } from '#kernel/actor/actor.ts';
import { asSystem, inTransaction, type Tx } from '#kernel/database/transaction.ts';
import { record } from '#kernel/journal/journal.ts';
import { mayMove } from '#kernel/lifecycle/lifecycle.ts';
import type { Platform } from '#kernel/platform.ts';
import { commonRefusals, refuse } from '#kernel/refusal.ts';
import { loadPasts, openOf, ownParty } from '../collect-store.ts';
import { formLifecycle } from '../lifecycle.ts';
import { refusals } from '../refusals.ts';
import { checkForm, openFindings, type Finding } from '../rules.ts';
import { loadCampaign, type FormLevel, type FormRow } from '../store.ts';
import { spreadsAround } from './spreads.ts';
import { formulasIn } from './systems.ts';

/** Forms that are looked at, and handed in, in one go; the page asks again from where it stopped. */
const mostLookedAt = 30;
const mostHandedIn = 200;

type Portion = { level?: FormLevel | undefined; after?: string | undefined };
/** Something unusual of one form, as a list over many shows it; `reason` is what was said about it. */
export type ListedFinding = Finding & { readonly formId: string; readonly label: string; readonly unitName: string; readonly state: FormRow['state']; readonly version: number; readonly value: number | null; readonly reason: string | null; readonly open: boolean };

/**
 * Everything unusual in the forms that the actor sees, a portion at a time, in the order of their codes: of those that are being filled in, and of those that were
 * handed in with their reasons, so that whoever reviews sees what was explained and how. `next` is where the next portion begins, where there is one.
 */
export async function listFindings(platform: Platform, actor: Actor, campaignId: string, portion: Portion): Promise<{ looked: number; findings: ListedFinding[]; next?: string | undefined }> {
  return inTransaction(platform.database, actor, async (tx) => {
    const campaign = await loadCampaign(tx, campaignId);
    const forms = await loadPortion(tx, campaignId, portion, sql`f.state in ('open', 'submitted', 'verified', 'checked') and f.entries <> '{}'`, { most: mostLookedAt });
    const formulas = await formulasIn(tx, campaign.systemId);
    const found = await lookAt(platform, tx, formulas, forms);
    return {
      looked: forms.length, next: nextAfter(forms, mostLookedAt),
      findings: forms.flatMap((form, i) => (found[i] ?? []).map((finding) => ({
        ...finding, formId: form.id, label: formulas.byName.get(finding.element)?.label ?? finding.element, unitName: form.unitName, state: form.state, version: form.version, value: form.entries[finding.element] ?? null, reason: form.reasons[finding.element] ?? null, open: openFindings([finding], form.reasons).length > 0,
      }))),
    };
  });
}

export type HandedIn = { handedIn: number; /** Forms that are left because something of them is neither corrected nor explained. */ left: number; next?: string | undefined };

/**
 * Hands in what has been filled in and has nothing left to correct or explain, as each one's own officer would: after a sheet with forty thousand schools
 * nobody opens each. What is empty stays as it is.
 */
export async function handInForms(platform: Platform, actor: Actor, campaignId: string, portion: Portion): Promise<HandedIn> {
  return inTransaction(platform.database, actor, async (tx) => {
    const campaign = await loadCampaign(tx, campaignId);
    if (campaign.state !== 'open') throw refuse(refusals.notOpen);
    const forms = await loadPortion(tx, campaignId, portion, sql`f.state = 'open' and f.entries <> '{}' and ${openOf}`, { most: mostHandedIn, lock: true });
    if (forms.some((form) => !mayMove(formLifecycle.transitions.submit.by, formLifecycle.access(form), actor))) throw refuse(commonRefusals.notAllowed);
    const found = await lookAt(platform, tx, await formulasIn(tx, campaign.systemId), forms);
    const ready = forms.filter((form, i) => openFindings(found[i] ?? [], form.reasons).length === 0);
    if (ready.length > 0) {
      const { rows } = await sql`update indicators.form set state = 'submitted', returned = null, submitted_at = coalesce(submitted_at, now()), version = version + 1 where id = any(${ready.map(({ id }) => id)}) returning id`.execute(tx.db);
      if (rows.length !== ready.length) throw refuse(commonRefusals.notAllowed);
      await record(tx, {
        act: 'indicators.campaign/hand-in-forms', subject: { type: 'indicators.campaign', id: campaignId, title: campaign.title }, changes: { units: ready.map(({ unit }) => unit) },
        access: { visibility: 'party', party: 'party' in actor && actor.party !== undefined ? actor.party : campaign.party },
      });
    }
    return { handedIn: ready.length, left: forms.length - ready.length, next: nextAfter(forms, mostHandedIn) };
  });
}

const nextAfter = (forms: readonly FormRow[], most: number): string | undefined => (forms.length === most ? forms.at(-1)?.unit : undefined);

async function loadPortion(tx: Tx, campaignId: string, { level, after }: Portion, which: ReturnType<typeof sql>, { most, lock = false }: { most: number; lock?: boolean }): Promise<FormRow[]> {
  const { rows } = await sql<FormRow>`
    select f.* from indicators.form f where f.campaign_id = ${campaignId} and ${ownParty(tx)} and ${which} and (${level ?? null}::text is null or f.level = ${level ?? null}) and (${after ?? null}::text is null or f.unit > ${after ?? null})
    order by f.unit limit ${most} ${lock ? sql`for update of f` : sql``}`.execute(tx.db);
  return rows;
}

/** What is unusual in each form, exactly as its own page shows it. */
async function lookAt(platform: Platform, tx: Tx, formulas: FormulaSystem, forms: readonly FormRow[]): Promise<Finding[][]> {
  const pasts = await asSystem(tx, 'indicators.form', (own) => loadPasts(own, forms));
  const found: Finding[][] = [];
  for (const form of forms) {
    // oxlint-disable-next-line no-await-in-loop -- one connection, and known after the first of a stage
    found.push(checkForm(formulas, form.level, form.entries, { past: pasts.get(form.id) ?? [], spreads: await spreadsAround(platform, tx, form), attributes: form.attributes }));
  }
  return found;
}
