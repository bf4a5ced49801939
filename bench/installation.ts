import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { HomeInUse } from '#kernel/database/embedded/home.ts';
import { loadInstallation, loadReferenceData, storeInstallation } from '#server/filling.ts';
import { readSettings } from '#server/settings.ts';
import { openInstallation } from '#server/start.ts';
import { loadDemonstration } from '../demo/load.ts';

export type Scale = 'small' | 'region';

/** The one seed of every benchmark: results of two days are of the same region. */
const seed = 1;

/** Makes sure that `home` holds a demonstration region of this scale; loads it once, and anew when the schema has been rewritten since. */
export async function ensureRegion(home: string, scale: Scale, report: (line: string) => void): Promise<void> {
  try {
    await load(home, scale, report);
  } catch (error) {
    if (error instanceof HomeInUse || !existsSync(join(home, 'postgres'))) throw error; // what somebody uses is never removed
    report(`  ${error instanceof Error ? error.message : String(error)}; beginning anew`);
    rmSync(home, { recursive: true, force: true });
    await load(home, scale, report);
  }
}

async function load(home: string, scale: Scale, report: (line: string) => void): Promise<void> {
  const undo: (() => Promise<void>)[] = [];
  try {
    const { platform, adminUrl } = await openInstallation(readSettings({ DELTA_HOME: home }, []), { onStep: () => undefined, undo });
    if ((await loadInstallation(platform)) !== undefined) return;
    report(`  loading ${scale} into ${home} …`);
    await loadReferenceData(platform);
    await loadDemonstration(platform, { adminUrl, scale, seed, report });
    await storeInstallation(platform, { demonstration: true });
  } finally {
    for (const step of undo.reverse()) await step();
  }
}
