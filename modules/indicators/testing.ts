import { createHash } from 'node:crypto';
import type { PersonActor } from '#kernel/actor/actor.ts';
import { systemActor } from '#kernel/actor/actor.ts';
import type { TestDatabase } from '#kernel/database/testing.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import { partyCodes } from '#kernel/domain.ts';
import type { Platform } from '#kernel/platform.ts';
import { giveAnswer, loadConsent } from '#modules/governance/index.ts';
import { openCampaign } from './service/campaigns.ts';
import { moveForm, saveForm, showForm } from './service/forms.ts';
import type { PresetName } from './presets/presets.ts';
import { addSystem, proposeSystem } from './service/systems.ts';

type Four = Readonly<Record<'31' | '32' | '33' | '34', PersonActor>>;

/** All four agree to what is open about a record. */
export async function allAgreeTo(platform: Platform, signatories: Four, subject: { type: string; id: string }): Promise<void> {
  const consent = await inTransaction(platform.database, systemActor('test'), (tx) => loadConsent(tx, subject));
  const round = consent?.rounds.at(-1);
  if (consent === undefined || round === undefined) throw new Error('nothing to answer');
  for (const party of partyCodes) {
    // oxlint-disable-next-line no-await-in-loop -- one after another, as people do
    await giveAnswer(platform, signatories[party], consent.id, { round: round.round, digest: round.digest, answer: 'agree' });
  }
}

/** A system of the preset in force, with a campaign for the period. */
export async function aCampaign(platform: Platform, { signatories, officers }: { signatories: Four; officers: Four }, period = '2026', preset: PresetName = 'modernisation'): Promise<{ systemId: string; campaignId: string }> {
  const { id: systemId } = await addSystem(platform, officers['32'], { preset });
  await proposeSystem(platform, officers['32'], systemId, {});
  await allAgreeTo(platform, signatories, { type: 'indicators.system', id: systemId });
  const { id: campaignId } = await openCampaign(platform, officers['32'], { systemId, period, title: `${period} 年监测`, dueOn: '2027-06-30' });
  return { systemId, campaignId };
}

/** Plausible numbers for a district: every part below its whole, the same for the same code. */
export function plausible(elements: readonly { name: string }[], seed: string): Record<string, number> {
  const wholes = new Set(['kindergarten_age', 'compulsory_entrants', 'senior_age', 'higher_age', 'adults', 'labour_new', 'pupils', 'classes', 'schools', 'teachers', 'public_budget', 'population', 'classrooms', 'graduates_higher', 'graduates_vocational', 'communities', 'aid_eligible', 'disabled_age', 'researchers', 'teachers_vocational', 'teachers_rotating', 'pupils_monitored']);
  const sizes: Readonly<Record<string, number>> = { adults: 400_000, pupils: 60_000, public_budget: 900_000, population: 90, schools: 80, classes: 1500, teachers: 4000, classrooms: 2000, communities: 20, labour_new_years: 130_000, labour_new: 9000, area_sports: 500_000, books: 1_800_000, equipment_value: 20_000 };
  const order = ['kindergarten_children', 'inclusive_children', 'pupils_tested', 'pupils_fit', 'migrant_pupils', 'migrant_public'];
  const share = (name: string) => createHash('sha256').update(`${seed}/${name}`).digest().readUInt16BE(0) / 65_536;
  return Object.fromEntries(elements.map(({ name }) => {
    const size = sizes[name] ?? (wholes.has(name) ? 8000 : 0);
    if (size > 0) return [name, Math.round(size * (0.7 + 0.6 * share(name)))];
    // each part well below the one before it, whatever the shares
    if (order.includes(name)) return [name, Math.round(6000 * 0.8 ** order.indexOf(name) * (0.85 + 0.1 * share(name)))];
    const below = 3000;
    const small = ['schools_balanced', 'schools_shared'].includes(name) ? 50 : name === 'classes_large' ? 90 : name === 'classrooms_smart' ? 1200 : ['teachers_higher', 'teachers_trained', 'teachers_digital', 'teachers_rotated', 'teachers_senior', 'teachers_dual'].includes(name) ? 2200 : name === 'learning_communities' ? 12 : below;
    return [name, Math.round(small * (0.6 + 0.4 * share(name)))];
  }));
}

/** A district's form filled in with plausible numbers, submitted and approved by its party. */
export async function approveForm(platform: Platform, officer: PersonActor, formId: string): Promise<void> {
  const { form, elements } = await showForm(platform, officer, formId);
  const { version } = await saveForm(platform, officer, formId, { version: form.version, entries: plausible(elements, form.unit), reasons: Object.fromEntries(elements.map(({ name }) => [name, '已核实'])) });
  await moveForm(platform, officer, { id: formId, transition: 'submit', version });
  await moveForm(platform, officer, { id: formId, transition: 'approve', version: version + 1 });
}

/** Whoever is not approved is not counted, as when a campaign asks a few places only. */
export async function askOnlyApproved(db: TestDatabase, campaignId: string): Promise<void> {
  await db.admin.query("update indicators.form set state = 'excluded' where campaign_id = $1 and state <> 'approved'", [campaignId]);
}

export async function formOf(db: TestDatabase, campaignId: string, unit: string): Promise<string> {
  const { rows } = await db.admin.query<{ id: string }>('select id from indicators.form where campaign_id = $1 and unit = $2', [campaignId, unit]);
  return rows[0]?.id ?? '';
}

