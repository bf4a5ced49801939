import { expect, test, type BrowserContext, type Page, type Request } from '@playwright/test';
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expectFits } from './page.ts';
import { freePort, startPlatformProcess, temporaryHome, type RunningPlatform } from './platform.ts';

/** Four signatories, each in a browser of their own, sign one document; the seals move on everybody's page; the bundle holds without us. */
const root = fileURLToPath(new URL('..', import.meta.url));
const parties = ['上海市', '江苏省', '浙江省', '安徽省'] as const;
const passphrase = (party: string) => `口令·${party}·correct-horse`;

let platform: RunningPlatform;
let home: Awaited<ReturnType<typeof temporaryHome>>;
let opened: { documentId: string; sm3: string };
const contexts: BrowserContext[] = [];
const sent: string[] = [];

test.beforeAll(async () => {
  home = await temporaryHome();
  platform = await startPlatformProcess({ home: home.home, port: await freePort() });
  opened = JSON.parse(execFileSync(process.execPath, ['--disable-warning=ExperimentalWarning', join(root, 'e2e/open-signing.ts')], { env: { ...process.env, DELTA_HOME: home.home } }).toString()) as typeof opened;
});
test.afterAll(async () => {
  await Promise.all(contexts.map((context) => context.close()));
  await platform.end('SIGTERM');
  await home.remove();
});
test.describe.configure({ mode: 'serial' });

const keyFile = (party: string) => join(home.home, `${party}.pem`);
const pages: Page[] = [];

async function enterAs(page: Page, party: string): Promise<void> {
  await page.goto(`${platform.url}/sign-in`);
  await page.locator('.demo-party', { hasText: party }).getByRole('button', { name: '省级签署人' }).click();
  await expect(page.getByRole('heading', { name: /^您好/ })).toBeVisible();
}

/** All that a browser sends anywhere: addresses, headers, bodies. */
const watch = (request: Request) => sent.push(request.url(), JSON.stringify(request.headers()), request.postDataBuffer()?.toString('latin1') ?? '', request.postData() ?? '');

test('each signatory makes a key on their own computer and registers its public half', async ({ browser }) => {
  for (const [i, party] of parties.entries()) {
    // the last one works on a phone
    const context = await browser.newContext({ locale: 'zh-CN', timezoneId: 'Asia/Shanghai', ...(i === 3 ? { viewport: { width: 390, height: 844 } } : {}) });
    contexts.push(context);
    context.on('request', watch);
    const page = await context.newPage();
    pages.push(page);
    await enterAs(page, party);
    await page.goto(`${platform.url}/workspace/signing/keys`);
    await page.getByRole('button', { name: '生成新密钥' }).click();
    const dialog = page.getByRole('dialog');
    if (party === '浙江省') await dialog.getByRole('radio', { name: 'ECDSA P-256' }).check();
    await dialog.getByLabel('密钥口令', { exact: true }).fill(passphrase(party));
    await dialog.getByLabel('再输一次口令').fill(passphrase(party));
    const [download] = await Promise.all([page.waitForEvent('download'), dialog.getByRole('button', { name: '生成、保存并登记' }).click()]);
    await download.saveAs(keyFile(party));
    await expect(page.getByText('我的', { exact: true })).toBeVisible();
    await expectFits(page);
  }
});

test('the seals fill on every page as the four sign, each by their own key', async () => {
  for (const page of pages) {
    await page.goto(`${platform.url}/workspace/signing`);
    await page.getByRole('listitem').getByRole('link', { name: '2027 年度近期工作要点' }).first().click();
    await expect(page.getByText('签署中 · 应签 4 方，已签 0 方')).toBeVisible();
    await expect(page.getByText(opened.sm3).first()).toBeVisible();
  }
  await expectFits(pages[0]!);
  for (const [i, party] of parties.entries()) {
    const page = pages[i]!;
    await page.getByRole('textbox', { name: '签署意见' }).fill('经会议研究，同意签署。');
    if (i === 0) {
      await page.locator('input[type=file]').setInputFiles(keyFile('江苏省'));
      await page.getByLabel('密钥口令').fill(passphrase('江苏省'));
      await page.getByRole('button', { name: `代表${party}签署` }).click();
      await expect(page.getByText('不是您已登记的可用密钥')).toBeVisible();
    }
    await page.locator('input[type=file]').setInputFiles(keyFile(party));
    await page.getByLabel('密钥口令').fill(passphrase(party));
    await page.getByRole('button', { name: `代表${party}签署` }).click();
    for (const other of pages) await expect(other.locator('.big-seal-signed')).toHaveCount(i + 1);
  }
  for (const page of pages) await expect(page.getByText('各方已签署，文件生效')).toBeVisible();
  await expectFits(pages[3]!);
});

test('the bundle holds by the command line and by OpenSSL, and no longer once one bit of it is flipped', async () => {
  const page = pages[3]!;
  const bundle = join(home.home, 'bundle.json');
  await expect(async () => { // its proof is in the journal's tree a second later
    const [download] = await Promise.all([page.waitForEvent('download', { timeout: 2_000 }), page.getByRole('button', { name: '下载签署包' }).click()]);
    await download.saveAs(bundle);
  }).toPass();
  const verify = (file: string) => spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', join(root, 'cli/delta.ts'), 'verify', file], { encoding: 'utf8', env: { PATH: process.env['PATH'] } });
  const { stdout, status } = verify(bundle);
  expect(stdout).toContain('签署包真实');
  expect(status).toBe(0);
  const commands = [...readFileSync(join(root, 'docs/verify.md'), 'utf8').matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block]) => block);
  expect(execFileSync('sh', ['-e'], { cwd: home.home, input: commands.join('\n') }).toString().match(/Verified OK/g)).toHaveLength(4);
  const bytes = readFileSync(bundle);
  bytes[Math.floor(bytes.length / 2)]! ^= 1;
  writeFileSync(join(home.home, 'flipped.json'), bytes);
  expect(verify(join(home.home, 'flipped.json')).status).toBe(1);
});

test('anybody checks it in their own browser: by the digest of a code on paper, or by dropping the file, which goes nowhere', async ({ page }) => {
  const requests: string[] = [];
  await page.goto(`${platform.url}/verify?d=${opened.sm3}`);
  await expect(page.getByRole('heading', { name: '签署真实有效' })).toBeVisible();
  await expect(page.locator('.signed-paragraph').first()).toContainText('四地高校互派交换生 300 人');
  await expectFits(page);
  await page.setViewportSize({ width: 390, height: 844 });
  await expectFits(page);
  page.on('request', (request) => { if (request.method() !== 'GET' || request.postData() !== null) requests.push(request.url()); });
  await page.locator('input[type=file]').setInputFiles(join(home.home, 'flipped.json'));
  await expect(page.getByRole('heading', { name: '签署不真实，或文件已被改动' })).toBeVisible();
  await expectFits(page);
  await page.locator('input[type=file]').setInputFiles(join(home.home, 'bundle.json'));
  await expect(page.getByRole('heading', { name: '签署真实有效' })).toBeVisible();
  expect(requests).toEqual([]);
});

test('no private key and no passphrase has ever left a browser', () => {
  const traffic = sent.join('\n');
  expect(sent.length).toBeGreaterThan(100);
  expect(traffic).toContain('"statement"');
  for (const party of parties) {
    const word = passphrase(party);
    const pem = readFileSync(keyFile(party), 'utf8');
    const secret = execFileSync('openssl', ['pkey', '-in', keyFile(party), '-passin', `pass:${word}`, '-outform', 'DER']);
    const raw = secret.subarray(secret.indexOf(Buffer.from('0420', 'hex')) + 2).subarray(0, 32);
    for (const form of [word, encodeURIComponent(word), Buffer.from(word).toString('base64'), Buffer.from(word).toString('hex'), Buffer.from(word).toString('latin1'), JSON.stringify(word).slice(1, -1)]) expect(traffic).not.toContain(form);
    for (const form of [raw.toString('hex'), raw.toString('hex').toUpperCase(), raw.toString('base64'), raw.toString('base64url'), raw.toString('latin1')]) expect(traffic).not.toContain(form);
    for (const line of pem.split('\n').filter((text) => text.length > 20)) expect(traffic).not.toContain(line);
  }
});
