// npm test: everything that must hold, from a fresh clone; the last line counts.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureDependencies, ensureWebClient, node26, root, say } from './bootstrap.mjs';

const only = process.argv[2]; // check | unit | e2e
const paths = process.argv.slice(3);
ensureDependencies();
const node = node26();
const bin = (path) => join(root, 'node_modules', path);
const totals = { passed: 0, failed: 0 };

if (!only || only === 'check') {
  await check('类型检查 · type check', [bin('typescript/bin/tsc'), '--noEmit']);
  await check('代码规范 · lint', [bin('oxlint/bin/oxlint'), '--deny-warnings']);
  await check('模块边界 · import boundaries', [bin('oxlint/bin/oxlint'), '--config', 'boundaries.oxlint.json']);
  await check('文件与链接 · files and links', [join(root, 'scripts/papers.mjs')]);
}
if (!only || only === 'unit') {
  ensurePoppler();
  ensureOpenssl();
  const report = join(root, 'test-results', 'unit.json');
  await counted('单元、数据库与接口测试 · unit, database and API tests', [bin('vitest/vitest.mjs'), 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...paths], report, ({ numPassedTests, numFailedTests, numFailedTestSuites }) => [numPassedTests, numFailedTests || numFailedTestSuites]);
}
if (!only || only === 'e2e') {
  ensureBrowser();
  ensureOpenssl();
  ensureWebClient();
  const report = join(root, 'test-results', 'e2e.json');
  await counted('浏览器测试 · browser tests', [bin('@playwright/test/cli.js'), 'test', ...paths], report, ({ stats }) => [stats.expected + stats.flaky, stats.unexpected], { PLAYWRIGHT_JSON_OUTPUT_NAME: report });
}
say(`\n${totals.passed} passed, ${totals.failed} failed`);
process.exit(totals.failed > 0 ? 1 : 0);

/** A step that holds or does not; counts as one test. */
async function check(title, args) {
  const { code, seconds } = await run(title, args);
  totals[code === 0 ? 'passed' : 'failed'] += 1;
  say(`${code === 0 ? '✓' : '✗'} ${title} (${seconds} s)`);
}

/** A test runner that leaves a JSON report; a runner that dies without one counts as a failure. */
async function counted(title, args, report, counts, env = {}) {
  rmSync(report, { force: true });
  const { code, seconds } = await run(title, args, env);
  let [passed, failed] = [0, 0];
  if (existsSync(report)) [passed, failed] = counts(JSON.parse(readFileSync(report, 'utf8')));
  if (code !== 0 && failed === 0) failed = 1;
  if (code === 0 && passed === 0 && paths.length === 0) failed = 1;
  totals.passed += passed;
  totals.failed += failed;
  say(`${failed === 0 ? '✓' : '✗'} ${title}: ${passed} passed, ${failed} failed (${seconds} s)`);
}

function run(title, args, env = {}) {
  say(`\n── ${title}`);
  const startedAt = Date.now();
  return new Promise((done) => {
    const child = spawn(node, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, ...env } });
    child.on('exit', (code) => done({ code, seconds: ((Date.now() - startedAt) / 1000).toFixed(1) }));
  });
}

/** Chromium and a Chinese font come from the system. */
function ensureBrowser() {
  const has = (...paths) => paths.some((path) => path && existsSync(path));
  ensureInstalled({
    chromium: has(process.env.DELTA_CHROMIUM, '/usr/bin/chromium', '/usr/bin/google-chrome', '/Applications/Google Chrome.app'),
    'fonts-noto-cjk': process.platform !== 'linux' || spawnSync('fc-list', [':lang=zh'], { encoding: 'utf8' }).stdout?.trim(),
  }, '或用 DELTA_CHROMIUM 指明浏览器路径', 'or name a browser in DELTA_CHROMIUM');
}

/** Poppler measures the PDFs that we make: tools that we did not write. */
function ensurePoppler() {
  const there = (tool) => spawnSync(tool, ['-v']).error === undefined;
  ensureInstalled({ 'poppler-utils': ['pdfinfo', 'pdffonts', 'pdftotext', 'pdftoppm'].every(there) }, 'macOS 上为 poppler', 'poppler on macOS');
}

/** OpenSSL checks the signatures that we make, and we those that it makes. */
function ensureOpenssl() {
  const there = /^OpenSSL [3-9]/.test(spawnSync('openssl', ['version'], { encoding: 'utf8' }).stdout ?? '');
  ensureInstalled({ openssl: there }, 'OpenSSL 3 以上版本', 'OpenSSL 3 or newer');
}

/** What a test needs of the system: installed here where we may, named where we may not. */
function ensureInstalled(packages, hintZh, hintEn) {
  const missing = Object.entries(packages).filter(([, there]) => !there).map(([name]) => name);
  if (missing.length === 0) return;
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    say(`测试还需要以下软件，请先安装：${missing.join(' ')}（${hintZh}）`);
    say(`The tests need these; please install: ${missing.join(' ')} (${hintEn})`);
    return;
  }
  say(`正在安装 · Installing from Debian: ${missing.join(' ')} …`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  spawnSync('apt-get', ['update', '-qq'], { stdio: 'inherit', env });
  spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...missing], { stdio: ['ignore', 'ignore', 'inherit'], env });
}
