import { join } from 'node:path';
import { pino, type Logger } from 'pino';

/** Structured logs, to a file of the installation (some lines at a time, a quarter of a second late at most) or to standard output; nothing in them names a person. */
export function createLog(to: 'file' | 'stdout', home: string): Logger {
  const options = { base: null, timestamp: pino.stdTimeFunctions.isoTime };
  return to === 'stdout' ? pino(options) : pino(options, pino.destination({ dest: join(home, 'delta.log'), sync: false, mkdir: true, minLength: 8192, periodicFlush: 250 }));
}
