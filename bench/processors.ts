import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Seconds of processor time so far: the server's own, and those of PostgreSQL with all its processes. */
export type ProcessorTime = { readonly node: number; readonly postgres: number };

/** Hundredths of a second, as Linux counts them (USER_HZ). */
const ticks = 100;

/** What a server and its PostgreSQL have used; `undefined` where there is no /proc. */
export function processorTime(server: number, home: string): ProcessorTime | undefined {
  if (!existsSync('/proc/self/stat')) return undefined;
  const postmaster = Number(readFileSync(join(home, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]);
  const all = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).flatMap((name) => statOf(Number(name)) ?? []);
  const used = (wanted: readonly Stat[]) => wanted.reduce((sum, { seconds }) => sum + seconds, 0);
  return { node: used(all.filter(({ pid, parent }) => pid === server || parent === server).filter(({ pid }) => pid !== postmaster)), postgres: used(all.filter(({ pid, parent }) => pid === postmaster || parent === postmaster)) };
}

type Stat = { readonly pid: number; readonly parent: number; readonly seconds: number };

/** Of a process: its own time and that of its children that have ended. */
function statOf(pid: number): Stat | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /, '').split(' ').map(Number);
    return { pid, parent: fields[1] ?? 0, seconds: [11, 12, 13, 14].reduce((sum, i) => sum + (fields[i] ?? 0), 0) / ticks };
  } catch {
    return undefined; // it has ended meanwhile
  }
}
