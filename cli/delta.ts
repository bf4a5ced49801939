#!/usr/bin/env node
import { Refusal } from '#kernel/refusal.ts';
import { keyNew } from './key-new.ts';
import { verify } from './verify.ts';
import { demo } from './demo.ts';
import { indicatorsCheck } from './indicators-check.ts';
import { journalProve, journalVerify } from './journal.ts';
import { indicatorsCompute } from './indicators-compute.ts';
import { indicatorsRecompute } from './indicators-recompute.ts';
import { drawSolve } from './draw-solve.ts';
import { drawVerify } from './draw-verify.ts';
import { matchCheck, matchSolve } from './match.ts';
import { planImport } from './plan-import.ts';
import { usage, WrongCall } from './usage.ts';
import { witness } from './witness.ts';

/** The command line: `delta <command> …`. Ends with 0, with 1 when it was refused, with 2 when it was called wrongly. */
const commands: Readonly<Record<string, (args: readonly string[]) => Promise<number>>> = {
  'plan import': planImport,
  verify,
  'key new': keyNew,
  'draw solve': drawSolve,
  'draw verify': drawVerify,
  'match solve': matchSolve,
  'match check': matchCheck,
  demo,
  'journal verify': journalVerify,
  'journal prove': journalProve,
  witness,
  'indicators compute': indicatorsCompute,
  'indicators check': indicatorsCheck,
  'indicators recompute': indicatorsRecompute,
};

// Whoever reads along has seen enough (`delta … | head`).
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
process.exitCode = await run(process.argv.slice(2));

async function run(args: readonly string[]): Promise<number> {
  if (args.length === 0 || args[0] === '--help' || args[0] === 'help') {
    process.stdout.write(usage);
    return 0;
  }
  const name = Object.keys(commands).find((words) => words === args.slice(0, words.split(' ').length).join(' '));
  const command = name === undefined ? undefined : commands[name];
  try {
    if (name === undefined || command === undefined) throw new WrongCall(`delta ${args.join(' ')}: ?`);
    return await command(args.slice(name.split(' ').length));
  } catch (error) {
    process.stderr.write(`${error instanceof Refusal ? `${error.text.zh} ${error.text.en}` : error instanceof Error ? error.message : String(error)}\n`);
    if (!(error instanceof WrongCall)) return 1;
    process.stderr.write(`\n${usage}`);
    return 2;
  }
}
