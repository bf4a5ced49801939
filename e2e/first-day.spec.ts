import { expect, test, type Page } from '@playwright/test';
import { fileURLToPath } from 'node:url';
import { chooseOption, expectAccessible } from './page.ts';
import { freePort, startPlatformProcess, temporaryHome, type RunningPlatform } from './platform.ts';

const document = fileURLToPath(new URL('../modules/plan/document/fixtures/three-year-action-plan.txt', import.meta.url));

let platform: RunningPlatform;
let home: Awaited<ReturnType<typeof temporaryHome>>;
let port: number;

test.beforeAll(async () => {
  home = await temporaryHome();
  port = await freePort();
  platform = await startPlatformProcess({ home: home.home, port, processes: 2 });
});

test.afterAll(async () => {
  await platform.end('SIGTERM');
  await home.remove();
});

test.describe.configure({ mode: 'serial' });

const initiative = '加强学生交流,进一步扩展“高校交换生计划”';
const milestone = '签订首批交换生协议';

async function enterAs(page: Page, role: string, party: string): Promise<void> {
  await page.context().clearCookies();
  await page.goto(`${platform.url}/sign-in`);
  await page.locator('.demo-party', { hasText: party }).getByRole('button', { name: role }).click();
  await expect(page.getByRole('heading', { name: /^您好/ })).toBeVisible();
}

test('an officer imports the real plan and confirms its mechanisms', async ({ page }) => {
  await enterAs(page, '省级经办人', '江苏省');
  await page.getByRole('link', { name: '行动计划', exact: true }).click();
  await page.getByRole('button', { name: '导入行动计划' }).click();
  await page.locator('input[type=file]').setInputFiles(document);
  await expect(page.getByText('读出 34 个项目、7 项保障措施')).toBeVisible();
  await expectAccessible(page);
  await page.getByLabel('计划名称').fill('长三角教育一体化三年行动计划');
  await page.getByRole('button', { name: '确认并登记' }).click();
  await expect(page.getByRole('heading', { name: '长三角教育一体化三年行动计划' })).toBeVisible();
  await expect(page.getByRole('link', { name: initiative })).toBeVisible();
});

test('assigns who leads and who takes part, several initiatives in one go', async ({ page }) => {
  await enterAs(page, '省级经办人', '江苏省');
  await page.goto(`${platform.url}/workspace/plan`);
  await page.getByRole('link', { name: '长三角教育一体化三年行动计划', exact: true }).click();
  await page.getByLabel('按名称或编号查找').fill('1.2.1.');
  await page.getByRole('checkbox', { name: '全选' }).check();
  await page.getByRole('button', { name: '为选中的 7 项分工' }).click();
  const dialog = page.getByRole('dialog');
  await chooseOption(page, dialog.getByLabel('牵头方'), '江苏省');
  await chooseOption(page, dialog.getByLabel('配合方'), '浙江省');
  await dialog.getByRole('button', { name: /保\s*存/ }).click();
  await expect(page.getByText('分工已保存')).toBeVisible();
  const row = page.getByRole('listitem').filter({ has: page.getByRole('link', { name: initiative }) });
  await expect(row.getByRole('img', { name: '江苏省' })).toBeVisible();
  await expect(row.getByRole('img', { name: '浙江省' })).toBeVisible();
});

test('plans a milestone, and reports progress with evidence', async ({ page }) => {
  await enterAs(page, '省级经办人', '江苏省');
  await openInitiative(page);
  await page.getByRole('button', { name: '新增节点' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('节点名称').fill(milestone);
  const year = new Date().getFullYear() + (new Date().getMonth() < 9 ? 0 : 1);
  await dialog.getByPlaceholder('开始日期').fill(`${year}-02-01`);
  await dialog.getByPlaceholder('结束日期').fill(`${year}-06-30`);
  await dialog.getByPlaceholder('结束日期').press('Enter');
  await dialog.getByRole('button', { name: /保\s*存/ }).click();
  await expect(page.getByText(milestone).first()).toBeVisible();

  await page.getByRole('button', { name: '进展报告（0）' }).click();
  await page.getByRole('button', { name: '填报进展' }).click();
  await page.getByLabel('进展情况').fill('四所高校已签约，首批名额 60 个。');
  await page.getByRole('button', { name: '保存草稿' }).click();
  await expect(page.getByText('四所高校已签约，首批名额 60 个。')).toBeVisible();
  await page.locator('.report input[type=file]').setInputFiles({ name: '协议扫描件.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4\n%真实佐证\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF') });
  await expect(page.getByRole('link', { name: '协议扫描件.pdf' })).toBeVisible();
  await page.getByRole('button', { name: /^提\s*交$/ }).click();
  await expect(page.getByText('待评议：浙江省')).toBeVisible();
  await expectAccessible(page);
});

test('the partner finds the task, reads the evidence and agrees', async ({ page }) => {
  await enterAs(page, '省级经办人', '浙江省');
  await page.getByRole('link', { name: '全部待办' }).click();
  await page.getByRole('link', { name: new RegExp(`评议江苏省的进展报告.*1\\.2\\.1\\.1`) }).first().click();
  await expect(page.getByText('四所高校已签约，首批名额 60 个。')).toBeVisible();
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: '协议扫描件.pdf' }).click()]);
  expect(download.suggestedFilename()).toBe('协议扫描件.pdf');
  await page.getByRole('textbox', { name: '意见' }).fill('情况属实。');
  await page.getByRole('button', { name: /^同\s*意$/ }).click();
  await expect(page.getByText('已通过')).toBeVisible();
});

test('finds all of it again after a restart, also after kill -9', async ({ page }) => {
  expect(await platform.end('SIGTERM')).toBe(0);
  platform = await startPlatformProcess({ home: home.home, port, processes: 2 });
  await enterAs(page, '省级经办人', '江苏省');
  await openInitiative(page);
  await expect(page.getByText(milestone).first()).toBeVisible();
  await platform.end('SIGKILL');
  platform = await startPlatformProcess({ home: home.home, port, processes: 2 });
  await enterAs(page, '省级经办人', '江苏省');
  await openInitiative(page);
  await page.getByRole('button', { name: '进展报告（1）' }).click();
  await expect(page.getByText('四所高校已签约，首批名额 60 个。')).toBeVisible();
  await expect(page.getByText('情况属实。').first()).toBeVisible();
  await expect(page.getByText('评议进展报告').first()).toBeVisible();
});

test('a second start on the same folder says that it is in use', async () => {
  const second = startPlatformProcess({ home: home.home, port: await freePort() });
  await expect(second).rejects.toThrow(/该数据目录正在使用中/);
});

for (const width of [1440, 390]) {
  test(`every page is accessible and fits ${width} px`, async ({ page }) => {
    await page.setViewportSize({ width, height: 900 });
    const look = async (path: string) => {
      await page.goto(platform.url + path);
      await page.waitForLoadState('networkidle');
      await expectAccessible(page);
      expect(await page.evaluate(() => window.document.documentElement.scrollWidth - window.document.documentElement.clientWidth), `${path} fits`).toBeLessThanOrEqual(0);
    };
    for (const path of ['/', '/sign-in', '/invitation', '/verify', '/nowhere']) await look(path);
    await enterAs(page, '省级经办人', '上海市');
    const planId = await firstPlan(page);
    for (const path of ['/workspace', '/workspace/plan', '/workspace/plan/import', '/workspace/inbox', '/workspace/signing', '/workspace/signing/keys', '/workspace/account', '/workspace/accounts', '/workspace/search?q=南京', '/workspace/directory/institutions', '/workspace/directory/people', '/workspace/directory/merges', '/workspace/directory/import']) await look(path);
    for (const view of ['tree', 'matrix', 'calendar', 'gantt', 'late']) await look(`/workspace/plan/${planId}?view=${view}`);
  });
}

async function firstPlan(page: Page): Promise<string> {
  const answer = await page.request.get(`${platform.url}/api/plan/plans`);
  const { items } = (await answer.json()) as { items: { id: string; state: string }[] };
  const running = items.find(({ state }) => state === 'underway');
  expect(running).toBeDefined();
  return running!.id;
}

async function openInitiative(page: Page): Promise<void> {
  await page.goto(`${platform.url}/workspace/plan`);
  await page.getByRole('link', { name: '长三角教育一体化三年行动计划', exact: true }).click();
  await page.getByRole('link', { name: initiative }).click();
  await expect(page.getByRole('heading', { name: `1.2.1.1 ${initiative}` })).toBeVisible();
}
