import { partySchema, z } from '#kernel/http/api.ts';
import { payers, periods } from './terms/rules.ts';

/** An application as officers and applicants see it. */
export const application = z.object({
  id: z.string(), schemeId: z.string(), personId: z.string(), personName: z.string(), homeId: z.string(), homeName: z.string(), party: partySchema, statement: z.string(), nominationRank: z.number().nullable(), reason: z.string().nullable(),
  offerId: z.string().nullable(), answerUntil: z.string().nullable(), state: z.string(), version: z.number(), submittedAt: z.string().nullable(), deferredFrom: z.string().nullable(), category: z.string().nullable(), team: z.string().nullable(), refusedBy: z.enum(['home', 'division', 'party']).nullable(), wishesAnew: z.boolean(), fields: z.array(z.string()), aims: z.array(z.string()), papers: z.array(z.object({ id: z.string(), key: z.string(), required: z.boolean() })),
  wishes: z.array(z.object({ rank: z.number(), offerId: z.string(), title: z.string(), institutionName: z.string(), state: z.string() })),
});

/** A category's name: it stands in tables separated by commas, colons and semicolons. */
const categoryName = z.string().trim().max(30).regex(/^[^,:;"\r\n]*$/);

/** What a scheme restricts beside capacities and quotas. */
export const limitsSchema = z.strictObject({
  by: z.enum(['none', 'party', 'home', 'category']), quotas: z.array(z.strictObject({ category: categoryName, most: z.int().min(0).max(1000) })).max(20).readonly(),
  caps: z.array(z.strictObject({ region: z.string().regex(/^\d{2}(\d{2})?$/), most: z.int().min(0).max(10_000) })).max(50).readonly(), teams: z.boolean(),
});
/** Numbers by party and category, level, money per head and who pays. */
export const termsSchema = z.strictObject({
  level: z.string().trim().max(200).transform((text) => (text === '' ? null : text)).nullable(),
  numbers: z.array(z.strictObject({ party: partySchema, category: z.string().trim().max(30), sends: z.int().min(0).max(100_000), takes: z.int().min(0).max(100_000) })).max(60).readonly(),
  money: z.array(z.strictObject({ item: z.string().trim().min(1).max(60), fen: z.int().min(0).max(1_000_000_000), per: z.enum(periods), payer: z.enum(payers) })).max(30).readonly(),
});
export const categorySchema = categoryName.min(1);
export const teamSchema = z.string().regex(/^[A-HJ-NP-Z2-9]{6}$/);

const reason = z.union([
  z.object({ kind: z.literal('outranked'), places: z.number(), lastRank: z.number(), rank: z.number() }), z.object({ kind: z.literal('notAcceptable') }), z.object({ kind: z.literal('noPlaces') }),
  z.object({ kind: z.literal('full'), places: z.number() }), z.object({ kind: z.literal('limit'), places: z.number(), taken: z.number() }),
  z.object({ kind: z.literal('region'), places: z.number(), taken: z.number(), cap: z.number(), share: z.number() }),
  z.object({ kind: z.enum(['quota', 'fit']), places: z.number(), taken: z.number() }), z.object({ kind: z.enum(['team', 'unsettled', 'withdrawn']) }),
]);
/** What came of an application, and why the wishes above did not come true. */
export const outcome = z.object({
  wish: z.number(), offerId: z.string().nullable(), refused: z.array(z.object({ offer: z.string(), reason })),
  fits: z.array(z.object({ offer: z.string(), declared: z.number(), score: z.number().nullable(), wish: z.number(), rank: z.number(), total: z.number() })).nullable(),
});
/** What somebody declares, by the keys that their programme has. */
export const declaredSchema = { fields: z.array(z.string().max(40)).max(20).default([]), aims: z.array(z.string().max(40)).max(20).default([]) };
