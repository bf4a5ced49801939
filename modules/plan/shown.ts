import { z } from '#kernel/http/api.ts';

/** How something stands, as the plan's interfaces say it. */
export const statusSchema = z.enum(['notPlanned', 'onTrack', 'atRisk', 'late', 'done']);
