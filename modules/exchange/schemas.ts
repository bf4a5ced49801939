import { partySchema, z } from '#kernel/http/api.ts';

/** An application as officers and applicants see it. */
export const application = z.object({
  id: z.string(), schemeId: z.string(), personId: z.string(), personName: z.string(), homeId: z.string(), homeName: z.string(), party: partySchema, statement: z.string(), nominationRank: z.number().nullable(), reason: z.string().nullable(),
  offerId: z.string().nullable(), answerUntil: z.string().nullable(), state: z.string(), version: z.number(), submittedAt: z.string().nullable(), deferredFrom: z.string().nullable(),
  wishes: z.array(z.object({ rank: z.number(), offerId: z.string(), title: z.string(), institutionName: z.string(), state: z.string() })),
});
