import { HomeInUse } from '#kernel/database/embedded/home.ts';
import type { Platform } from '#kernel/platform.ts';
import { readSettings } from '#server/settings.ts';
import { openInstallation, reachInstallation } from '#server/start.ts';

/** Runs `work` on the installation that `DELTA_HOME` or `DATABASE_URL` names: the one that is running, or else opened for this alone. */
export async function withInstallation<T>(work: (platform: Platform, adminUrl: string) => Promise<T>): Promise<T> {
  const settings = readSettings(process.env, []);
  const undo: (() => Promise<void>)[] = [];
  try {
    const { platform, adminUrl } = await openInstallation(settings, { onStep: () => undefined, undo }).catch((error: unknown) => {
      if (error instanceof HomeInUse) return reachInstallation(settings, undo);
      throw error;
    });
    return await work(platform, adminUrl);
  } finally {
    for (const step of undo.splice(0).reverse()) await step();
  }
}
