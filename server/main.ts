import { createInterface } from 'node:readline/promises';
import { createFirstAdministrator } from '#kernel/actor/first-administrator.ts';
import { HomeInUse } from '#kernel/database/embedded/home.ts';
import type { Platform } from '#kernel/platform.ts';
import { addPersonForAdministrator } from '#modules/directory/index.ts';
import { demonstrationPassword, loadDemonstration } from '../demo/load.ts';
import { says, steps } from './messages.ts';
import { readSettings, type Settings } from './settings.ts';
import { startPlatform, type Running } from './start.ts';

const say = (text: string) => void process.stdout.write(`${text}\n`);

/** `npm start`: starts the platform, says where it is, and stops it cleanly on Ctrl-C or SIGTERM. */
async function main(): Promise<void> {
  const settings = readSettings(process.env, process.argv.slice(2));
  const stopped = new Promise<void>((asked) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => asked());
  });
  const running = await startPlatform(settings, { fill: (platform, adminUrl) => fill(settings, platform, adminUrl), onStep: (step) => say(steps[step]) });
  greet(settings, running);
  await stopped;
  say(says.stopping);
  await running.stop();
  say(says.stopped);
}

async function fill(settings: Settings, platform: Platform, adminUrl: string): Promise<{ demonstration: boolean }> {
  if (settings.empty) {
    const { login, name, password } = settings.firstAdministrator === undefined ? await askForAdministrator() : { name: settings.firstAdministrator.login, ...settings.firstAdministrator };
    await createFirstAdministrator(platform, { login, name, password }, addPersonForAdministrator);
    return { demonstration: false };
  }
  await loadDemonstration(platform, { adminUrl, scale: 'small', seed: 1, report: say });
  return { demonstration: true };
}

async function askForAdministrator(): Promise<{ login: string; name: string; password: string }> {
  if (!process.stdin.isTTY) throw new Error(says.noTerminal);
  say(says.firstAdministrator);
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return { login: (await terminal.question(says.login)).trim(), name: (await terminal.question(says.name)).trim(), password: await terminal.question(says.password) };
  } finally {
    terminal.close();
  }
}

function greet(settings: Settings, { platform, port }: Running): void {
  say(says.ready(settings.publicUrl.replace(/:0$/, `:${port}`)));
  if (platform.config.demonstration) {
    say(says.accounts(demonstrationPassword));
    say('    sh-officer js-officer zj-officer ah-officer   省级经办人 · party officers');
    say('    …其余角色见登录页 · the other roles are on the sign-in page\n');
  }
  say(says.stop);
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    if (error instanceof HomeInUse) process.stderr.write(`${says.inUse(error.message)}\n`);
    else if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') process.stderr.write(`${says.portTaken(Number(process.env['PORT'] ?? 4100))}\n`);
    else process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  },
);
