import { expect, test, type Page } from '@playwright/test';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
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

async function openEntry(page: Page, act: string): Promise<string> {
  await page.goto(`${platform.url}/workspace/journal?subjectType=plan.milestone`);
  await page.getByRole('link', { name: act }).first().click();
  await expect(page.getByRole('heading', { name: /第 \d+ 号记录/ })).toBeVisible();
  return /\d+/.exec(await page.getByRole('heading', { name: /第 \d+ 号记录/ }).textContent() ?? '')?.[0] ?? '';
}

test('an officer looks an entry up and the browser checks its proof; one that was altered in the database is found out', async ({ page }) => {
  await page.goto(`${platform.url}/sign-in`);
  await page.locator('.demo-party', { hasText: '江苏省' }).getByRole('button', { name: '省级经办人' }).click();
  await expect(page.getByRole('heading', { name: /^您好/ })).toBeVisible();
  await page.getByRole('link', { name: '工作日志' }).click();
  await expect(page.getByText('已编入的记录')).toBeVisible();

  const id = await openEntry(page, '节点 · 新增');
  await expect(page.getByText('核验通过：这条记录在日志中的序号是')).toBeVisible();
  await expect(page.getByText('这个检查点还没有见证方联署')).toBeVisible();
  await page.getByText('查看合并路径').click();
  await expect(page.locator('.journal-way li').nth(3)).toBeVisible();

  const database = new pg.Client({ connectionString: (await readFile(join(home.home, 'postgres-address'), 'utf8')).trim() });
  await database.connect();
  const { rows: [entry] } = await database.query('select changes, subject_title from kernel.journal_entry where id = $1', [id]);
  await database.query(`update kernel.journal_entry set changes = changes || '{"dueOn": "2099-01-01"}' where id = $1`, [id]);
  await page.reload();
  await expect(page.getByText('核验未通过')).toBeVisible();
  await expect(page.locator('.journal-steps li').first().locator('.journal-bad')).toBeVisible();
  await database.query('update kernel.journal_entry set changes = $2, subject_title = $3 where id = $1', [id, entry.changes, '别的节点']);
  await page.reload();
  await expect(page.getByText('核验未通过')).toBeVisible();
  await database.query('update kernel.journal_entry set subject_title = $2 where id = $1', [id, entry.subject_title]);
  await page.reload();
  await expect(page.getByText('核验通过')).toBeVisible();
  await database.end();
});

test('on a phone the journal is read and filtered without sideways scrolling', async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await page.goto(`${platform.url}/sign-in`);
  await page.locator('.demo-party', { hasText: '浙江省' }).getByRole('button', { name: '省级经办人' }).click();
  await expect(page.getByRole('heading', { name: /^您好/ })).toBeVisible();
  await openEntry(page, '节点 · 新增');
  await expect(page.getByText('核验通过')).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  await page.getByRole('link', { name: '该对象的全部记录' }).click();
  await expect(page.getByRole('button', { name: /只看：节点/ })).toBeVisible();
  await expect(page.getByRole('list', { name: '记录' }).getByRole('listitem').first()).toBeVisible();
  await page.getByRole('button', { name: /看全部/ }).click();
  await expect(page.getByRole('button', { name: /只看：节点/ })).toBeHidden();
});
