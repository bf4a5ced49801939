import { parseArgs } from 'node:util';
import { loadDemonstration } from '../demo/load.ts';
import { loadInstallation, loadReferenceData, storeInstallation } from '#server/filling.ts';
import { withInstallation } from './installation.ts';
import { WrongCall } from './usage.ts';

const isScale = (scale: string): scale is 'small' | 'region' => scale === 'small' || scale === 'region';

/** `delta demo [--scale small|region] [--seed N]`: fills an empty installation with the demonstration region. */
export async function demo(args: readonly string[]): Promise<number> {
  const { scale, seed } = readArgs(args);
  const startedAt = performance.now();
  await withInstallation(async (platform, adminUrl) => {
    if ((await loadInstallation(platform)) !== undefined) throw new Error('本安装已有数据；请用 DELTA_HOME 另指一个空目录。 This installation has data already; name an empty folder in DELTA_HOME.');
    await loadReferenceData(platform);
    await loadDemonstration(platform, { adminUrl, scale, seed, report: (line) => void process.stdout.write(`${line}\n`) });
    await storeInstallation(platform, { demonstration: true });
  });
  process.stdout.write(`${((performance.now() - startedAt) / 1000).toFixed(1)} s\n`);
  return 0;
}

function readArgs(args: readonly string[]): { scale: 'small' | 'region'; seed: number } {
  let values;
  try {
    ({ values } = parseArgs({ args: [...args], options: { scale: { type: 'string', default: 'small' }, seed: { type: 'string', default: '1' } } }));
  } catch (error) {
    throw new WrongCall((error as Error).message);
  }
  const { scale, seed } = values;
  if (!isScale(scale)) throw new WrongCall(`--scale ${scale}: small | region`);
  if (!/^\d{1,9}$/.test(seed)) throw new WrongCall(`--seed ${seed}: 0 … 999999999`);
  return { scale, seed: Number(seed) };
}
