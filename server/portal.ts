import { inTransaction } from '#kernel/database/transaction.ts';
import { visitor } from '#kernel/actor/actor.ts';
import { answers, createRoute, newApi, partySchema, z } from '#kernel/http/api.ts';
import type { Platform } from '#kernel/platform.ts';
import { countByCity } from '#modules/directory/index.ts';
import { listPlans, listPublicYears, showPlan } from '#modules/plan/index.ts';

const portalItem = z.object({ code: z.string(), title: z.string(), lead: partySchema.optional(), status: z.enum(['notPlanned', 'onTrack', 'atRisk', 'late', 'done']), progress: z.number() });
const portal = z.object({
  plan: z.object({
    id: z.string(), title: z.string(), from: z.string(), to: z.string(), initiatives: z.number(), safeguards: z.number(),
    milestones: z.object({ total: z.number(), done: z.number(), late: z.number() }),
    groups: z.array(z.object({ code: z.string(), title: z.string(), items: z.array(portalItem) })),
  }).optional(),
  keyPoints: z.array(z.object({ year: z.number(), title: z.string(), number: z.string(), inForceOn: z.string().nullable() })),
  figures: z.object({ parties: z.number(), cities: z.number(), schools: z.number(), universities: z.number() }),
  cities: z.array(z.object({ code: z.string(), name: z.string(), party: partySchema, universities: z.number(), schools: z.number() })),
});

/** What everybody may see at a glance: `/api/portal`. Read as a visitor, whoever asks, so that nothing else can slip in. */
export const portalApi = (platform: Platform) => {
  const load = remember(10_000, () => loadPortal(platform), () => platform.now().epochMilliseconds);
  return newApi().openapi(
    createRoute({ method: 'get', path: '/', summary: 'The plan that is published, at a glance, and the region in figures', responses: answers(portal) }),
    async (c) => c.json(await load(), 200),
  );
};

export type PortalApi = ReturnType<typeof portalApi>;

async function loadPortal(platform: Platform): Promise<z.infer<typeof portal>> {
  const cities = await inTransaction(platform.database, visitor, countByCity);
  const plans = await listPlans(platform, visitor);
  const newest = plans.find(({ state }) => state === 'active') ?? plans[0];
  const sum = (key: 'universities' | 'schools') => cities.reduce((total, city) => total + city[key], 0);
  return {
    ...(newest === undefined ? {} : { plan: await glance(platform, newest.id) }),
    keyPoints: await listPublicYears(platform),
    figures: { parties: 4, cities: cities.length, schools: sum('schools'), universities: sum('universities') },
    cities,
  };
}

async function glance(platform: Platform, id: string): Promise<NonNullable<z.infer<typeof portal>['plan']>> {
  const { plan, items } = await showPlan(platform, visitor, id);
  const worked = items.filter(({ kind }) => kind === 'initiative' || kind === 'safeguard');
  const groups = Map.groupBy(worked, ({ parentId }) => parentId ?? '');
  const total = (key: 'total' | 'done' | 'late') => worked.reduce((sum, { milestones }) => sum + milestones[key], 0);
  return {
    id: plan.id, title: plan.title, from: plan.startsOn, to: plan.endsOn,
    initiatives: worked.filter(({ kind }) => kind === 'initiative').length,
    safeguards: worked.filter(({ kind }) => kind === 'safeguard').length,
    milestones: { total: total('total'), done: total('done'), late: total('late') },
    groups: items.filter(({ id: group }) => groups.has(group)).map(({ id: group, code, title }) => ({
      code, title,
      items: (groups.get(group) ?? []).map(({ code: itemCode, title: itemTitle, lead, status, progress }) => ({ code: itemCode, title: itemTitle, ...(lead === null ? {} : { lead }), status, progress })),
    })),
  };
}

/** The answer of `load`, at most `milliseconds` old: a public page must not become the way to overload the database. */
function remember<T>(milliseconds: number, load: () => Promise<T>, now: () => number): () => Promise<T> {
  let kept: { at: number; value: Promise<T> } | undefined;
  return () => {
    if (kept !== undefined && now() - kept.at < milliseconds) return kept.value;
    const value = load();
    kept = { at: now(), value };
    value.catch(() => (kept = undefined));
    return value;
  };
}
