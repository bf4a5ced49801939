import { expect, test } from '@playwright/test';
import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { freePort, startPlatformProcess, temporaryHome, type RunningPlatform } from './platform.ts';

let platform: RunningPlatform;
let home: Awaited<ReturnType<typeof temporaryHome>>;

test.beforeAll(async () => {
  home = await temporaryHome();
  platform = await startPlatformProcess({ home: home.home, port: await freePort(), processes: 2 });
});

test.afterAll(async () => {
  await platform.end('SIGTERM');
  await home.remove();
});

test('while the database is away the page says so and keeps what was typed; work goes on when it is back', async ({ page }) => {
  await page.goto(`${platform.url}/sign-in`);
  await page.locator('.demo-party', { hasText: '江苏省' }).getByRole('button', { name: '省级经办人' }).click();
  await page.getByRole('link', { name: '人员', exact: true }).click();
  await page.getByRole('button', { name: '新增人员' }).click();
  await page.getByRole('dialog').getByLabel('姓名').fill('诸葛雪瑞');

  // It is started again each time, ever more slowly: after the fourth there is time to look.
  for (let time = 0; time < 4; time += 1) await killPostgres();
  expect((await page.request.get(`${platform.url}/api/health`)).status()).toBe(503);
  await page.getByRole('dialog').getByRole('combobox').first().fill('南京师范大学');
  await expect(page.getByText('暂时连接不上服务')).toBeVisible();

  await expect(page.getByText('暂时连接不上服务')).toBeHidden({ timeout: 60_000 });
  expect((await page.request.get(`${platform.url}/api/health`)).status()).toBe(200);
  await expect(page.getByRole('dialog').getByLabel('姓名')).toHaveValue('诸葛雪瑞');
  await page.locator('.ant-select-item-option', { hasText: /^南京师范大学$/ }).click();
  await page.getByRole('dialog').getByRole('button', { name: /保 ?存|确 ?定/ }).click();
  await expect(page.getByRole('heading', { name: '诸葛雪瑞' })).toBeVisible();
});

test('two processes answer as one: a session ends in both, their figures add up, and one that is killed is followed by another', async () => {
  const signedIn = await fetch(`${platform.url}/api/session/demonstration`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ login: 'zj-officer' }) });
  const cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? '';
  /** Ten times, each on a connection of its own, so that each process is asked. */
  const ask = async (path: string) => (await Promise.all(Array.from({ length: 10 }, () => fetch(platform.url + path, { headers: { cookie, connection: 'close' } })))).map(({ status }) => status);
  const always = (status: number) => Array<number>(10).fill(status);
  expect(await ask('/api/account')).toEqual(always(200));
  const metrics = await (await fetch(`${platform.url}/api/metrics`)).text();
  expect(metrics).toMatch(/delta_http_seconds_count\{method="GET",route="\/api\/account",status="200"\} \d\d/);

  const [one, ...others] = servingProcesses();
  expect(others).toHaveLength(1);
  process.kill(one ?? 0, 'SIGKILL');
  await expect.poll(() => servingProcesses().filter((pid) => pid !== one)).toHaveLength(2);
  expect(await ask('/api/account')).toEqual(always(200));

  expect((await fetch(`${platform.url}/api/session`, { method: 'DELETE', headers: { cookie, origin: platform.url } })).status).toBe(200);
  await expect.poll(() => ask('/api/account')).toEqual(always(401));
});

function servingProcesses(): number[] {
  return execFileSync('pgrep', ['-P', String(platform.pid), '-f', 'serving-process'], { encoding: 'utf8' }).split('\n').filter(Boolean).map(Number);
}

/** Kills the database's first process, once there is a new one. */
let killed = 0;
async function killPostgres(): Promise<void> {
  for (;;) {
    const pid = Number((await readFile(join(home.home, 'postgres', 'postmaster.pid'), 'utf8').catch(() => '')).split('\n')[0]);
    if (pid > 0 && pid !== killed) {
      killed = pid;
      process.kill(pid, 'SIGKILL');
      return;
    }
    await wait(20);
  }
}
