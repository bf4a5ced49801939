import { expect, test } from '@playwright/test';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { freePort, startPlatformProcess, temporaryHome, type RunningPlatform } from './platform.ts';

let platform: RunningPlatform;
let home: Awaited<ReturnType<typeof temporaryHome>>;

test.beforeAll(async () => {
  home = await temporaryHome();
  platform = await startPlatformProcess({ home: home.home, port: await freePort() });
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
