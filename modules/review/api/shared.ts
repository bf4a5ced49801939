import { z } from '#kernel/http/api.ts';
import { longestKeyword, mostKeywords } from '../rules.ts';
import { presetNames, verdicts, type Verdict } from '../messages.ts';

export const done = z.object({ ok: z.literal(true) });
export const ok = { ok: true as const };
export const made = z.object({ id: z.string() });
export const reason = z.string().trim().min(1).max(2000);
export const version = z.int().min(0).max(1_000_000);
export const preset = z.enum(presetNames);
export const keywords = z.array(z.string().trim().min(1).max(longestKeyword)).max(mostKeywords);
export const verdict = z.enum(Object.keys(verdicts) as [Verdict, ...Verdict[]]);

const bound = z.int().min(0).max(100);
export const criterion = z.strictObject({
  id: z.string().regex(/^[\w-]{1,40}$/), name: z.string().trim().min(1).max(60), note: z.string().trim().max(500), weight: z.number().gt(0).max(1000), most: z.int().min(1).max(100),
  commentBelow: bound.optional(), commentAbove: bound.optional(), threshold: bound.optional(),
});
export const rubric = z.object({ title: z.string(), criteria: z.array(criterion).readonly(), passAt: z.number().optional() });

const answer = z.strictObject({ score: z.number().min(0).max(100).optional(), comment: z.string().max(2000).optional() });
export const answers = z.record(z.string().max(40), answer).refine((given) => Object.keys(given).length <= 60, 'at most 60');
export const sheetBody = z.strictObject({ version, answers, remark: z.string().max(5000).default('') });
