import { textSchema, z } from '#kernel/http/api.ts';

/** What an interface shows of a record's lifecycle (`viewLifecycle`). */
export const lifecycleSchema = z.object({
  states: z.record(z.string(), z.object({ label: textSchema, tone: z.enum(['neutral', 'active', 'good', 'warn', 'bad', 'done']) })),
  state: z.string(),
  version: z.number(),
  transitions: z.array(z.object({
    name: z.string(), label: textSchema, reason: z.enum(['none', 'optional', 'required']), danger: z.boolean(), asks: z.boolean(),
    fields: z.array(z.object({
      name: z.string(), label: textSchema, kind: z.enum(['text', 'longtext', 'date', 'number', 'choice']), required: z.boolean(),
      choices: z.array(z.object({ value: z.string(), label: textSchema })).readonly().optional(), ahead: z.number().optional(),
    })),
  })),
});
