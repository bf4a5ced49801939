import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { loadActing } from '#kernel/actor/acting.ts';
import { systemActor, type PersonActor } from '#kernel/actor/actor.ts';
import { inTransaction } from '#kernel/database/transaction.ts';
import type { Platform } from '#kernel/platform.ts';
import { importPlan, readPlanFile, treeOf } from '#modules/plan/index.ts';
import { withInstallation } from './installation.ts';
import { WrongCall } from './usage.ts';

const output = { write: (text: string) => void process.stdout.write(text), writeError: (text: string) => void process.stderr.write(text) };

/** `delta plan import FILE [--json]`: prints the tree of a document, or registers it as a plan. */
export async function planImport(args: readonly string[]): Promise<number> {
  const { file, json, as, from, to } = readArgs(args);
  const read = await readPlanFile(file, output);
  if (read === undefined) return 1;
  if (json) {
    output.write(`${JSON.stringify(read.printed, undefined, 2)}\n`);
    return 0;
  }
  if (as === undefined || from === undefined || to === undefined) throw new WrongCall('--as, --from, --to: ?');
  const { id } = await withInstallation(async (platform) => {
    const actor = await partyOfficer(platform, as);
    return importPlan(platform, actor, { title: read.printed.title, startsOn: from, endsOn: to, sourceName: basename(file), sourceText: read.source, mechanisms: {} });
  });
  output.write(treeOf(read.printed));
  output.write(`\n已登记 · registered: ${id}\n`);
  return 0;
}

async function partyOfficer(platform: Platform, login: string): Promise<PersonActor> {
  const actor = await inTransaction(platform.database, systemActor('command line'), (tx) => loadActing(tx, login, 'party_officer'));
  if (actor === undefined) throw new WrongCall(`${login}: 不是省级经办人的账号 · not the account of a party officer`);
  return actor;
}

function readArgs(args: readonly string[]) {
  const day = (name: string, value: string | undefined) => {
    if (value === undefined) return undefined;
    try {
      return Temporal.PlainDate.from(value).toString();
    } catch {
      throw new WrongCall(`--${name} ${value}: YYYY-MM-DD ?`);
    }
  };
  let parsed;
  try {
    parsed = parseArgs({ args: [...args], allowPositionals: true, options: { json: { type: 'boolean', default: false }, as: { type: 'string' }, from: { type: 'string' }, to: { type: 'string' } } });
  } catch (error) {
    throw new WrongCall((error as Error).message);
  }
  const { values, positionals } = parsed;
  const [file] = positionals;
  if (file === undefined || positionals.length !== 1) throw new WrongCall('delta plan import FILE');
  return { file, json: values.json, as: values.as, from: day('from', values.from), to: day('to', values.to) };
}
