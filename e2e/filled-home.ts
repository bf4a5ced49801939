import { rmSync } from 'node:fs';
import { filledHome, freePort, startPlatformProcess } from './platform.ts';

/** Before the journeys: fills the demonstration region once; each file begins with a copy of it. */
export default async function fillHome(): Promise<void> {
  rmSync(filledHome, { recursive: true, force: true });
  const platform = await startPlatformProcess({ home: filledHome, port: await freePort() });
  await platform.end('SIGTERM');
}
