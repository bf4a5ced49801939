// npm run dev: the server with --watch on 4101, Vite with its live reload in front on 4100, one terminal.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ensureDependencies, node26, root } from './bootstrap.mjs';

ensureDependencies();
const children = [
  ['server', ['--watch', '--watch-preserve-output', '--disable-warning=ExperimentalWarning', join(root, 'server/main.ts'), ...process.argv.slice(2)]],
  ['web', [join(root, 'node_modules/vite/bin/vite.js'), '--config', 'web/vite.config.ts']],
].map(([name, args]) => {
  const child = spawn(node26(), args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, PORT: '4101', DELTA_PROCESSES: '1', DELTA_PUBLIC_URL: 'http://localhost:4100', FORCE_COLOR: '1' } });
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => process.stdout.write(chunk.toString().replace(/^(?=.)/gm, `${name.padEnd(6)} │ `)));
  }
  return child;
});
let stopping = false;
const stop = (signal) => {
  if (stopping) return;
  stopping = true;
  for (const child of children) child.kill(signal);
};
process.on('SIGINT', () => stop('SIGINT'));
process.on('SIGTERM', () => stop('SIGTERM'));
for (const child of children) child.on('exit', () => stop('SIGTERM'));
