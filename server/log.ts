import { join } from 'node:path';
import { pino, type Logger } from 'pino';
import type { Settings } from './settings.ts';

/** Structured logs, to a file of the installation (some lines at a time, a quarter of a second late at most) or to standard output; nothing in them names a person. */
export function openLog({ logTo, home }: Pick<Settings, 'logTo' | 'home'>, undo: (() => Promise<void>)[]): Logger {
  const options = { base: null, timestamp: pino.stdTimeFunctions.isoTime };
  const log = logTo === 'stdout' ? pino(options) : pino(options, pino.destination({ dest: join(home, 'delta.log'), sync: false, mkdir: true, minLength: 8192, periodicFlush: 250 }));
  undo.push(() => new Promise((flushed) => log.flush(() => flushed())));
  return log;
}
