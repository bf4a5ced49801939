import { expect, test, type Page } from '@playwright/test';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chooseOption, expectFits } from './page.ts';
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
test.describe.configure({ mode: 'serial' });

const parties = ['上海市', '江苏省', '浙江省', '安徽省'] as const;
const title = '教育学一流学科评议专家抽取';

async function enterAs(page: Page, role: string, party: string): Promise<void> {
  await page.context().clearCookies();
  await page.goto(`${platform.url}/sign-in`);
  await page.locator('.demo-party', { hasText: party }).getByRole('button', { name: role }).click();
  await expect(page.getByRole('heading', { name: /^您好/ })).toBeVisible();
}

async function choose(page: Page, label: string, option: string): Promise<void> {
  await chooseOption(page, page.getByLabel(label, { exact: true }).last(), option);
}

async function look(page: Page, name: string): Promise<void> {
  if (process.env['DELTA_SCREENSHOTS'] === undefined) return;
  for (const width of [1440, 390]) {
    await page.setViewportSize({ width, height: 900 });
    await page.waitForTimeout(400);
    await page.screenshot({ path: join(process.env['DELTA_SCREENSHOTS'], `${name}-${width}.png`), fullPage: true });
  }
  await page.setViewportSize({ width: 1280, height: 720 });
}

test('somebody is nominated, checked, and admitted when they agree themselves; then another party finds them', async ({ page }) => {
  await enterAs(page, '院校经办人', '江苏省');
  await page.getByRole('link', { name: '专家与干部库' }).click();
  await look(page, 'pools');
  await page.getByRole('link', { name: '高等教育专家库' }).click();
  await expect(page.getByRole('button', { name: '推荐入库' })).toBeVisible();
  await look(page, 'pool');
  await page.getByRole('button', { name: '推荐入库' }).click();
  await page.getByRole('dialog').getByLabel('人员', { exact: true }).fill('蒋雨欣');
  await page.locator('.ant-select-item-option', { hasText: '蒋雨欣' }).click();
  await page.getByRole('dialog').getByLabel('职称').fill('教授');
  await page.getByRole('dialog').getByLabel('学科（GB/T 13745）').fill('880');
  await page.getByRole('dialog').getByLabel('学科（GB/T 13745）').press('Enter');
  await expect(page.getByRole('dialog').locator('.ant-select-selection-item, .ant-select-selection-overflow-item, .ant-select-content-item').filter({ hasText: '880 教育学' }).first()).toBeVisible();
  await look(page, 'nominate');
  await page.getByRole('dialog').getByRole('button', { name: '推荐入库' }).click();
  await expect(page.getByText('已推荐，等待审核')).toBeVisible();

  await enterAs(page, '省级经办人', '江苏省');
  await page.getByRole('link', { name: '专家与干部库' }).click();
  await page.getByRole('link', { name: '高等教育专家库' }).click();
  await choose(page, '状态', '待审核');
  await page.getByRole('link', { name: '蒋雨欣' }).click();
  await page.getByRole('button', { name: '审核通过' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '审核通过' }).click();
  await expect(page.locator('[aria-current=step]', { hasText: '待本人同意' })).toBeVisible();

  await enterAs(page, '个人', '江苏省');
  await page.getByRole('link', { name: '请决定是否同意加入共享人员库' }).first().click();
  await expect(page.getByText('任期 3 年，可随时退出。')).toBeVisible();
  await expectFits(page);
  await look(page, 'consent');
  await page.getByRole('button', { name: '同意加入', exact: true }).click();
  await expect(page.locator('[aria-current=step]', { hasText: '在库' })).toBeVisible();
  await page.goto(`${platform.url}/workspace/pools/mine`);
  await expect(page.getByRole('link', { name: '高等教育专家库' })).toBeVisible();
  await expectFits(page);
  await look(page, 'mine');

  await enterAs(page, '省级经办人', '浙江省');
  await page.getByRole('link', { name: '专家与干部库' }).click();
  await page.getByRole('link', { name: '高等教育专家库' }).click();
  await page.getByLabel('姓名、单位、类别').fill('蒋雨欣');
  await expect(page.getByRole('link', { name: '蒋雨欣' })).toBeVisible();
  await expectFits(page);
});

test('four parties commit and reveal, one too late the first time; the draw is run again in the browser', async ({ page, browser }) => {
  test.setTimeout(240_000);
  await enterAs(page, '省级经办人', '江苏省');
  await page.getByRole('link', { name: '随机抽取' }).click();
  await page.getByRole('button', { name: '申请抽取' }).click();
  await choose(page, '库', '高等教育专家库');
  await page.getByLabel('名称').fill(title);
  await page.getByLabel('评审事项').fill('南京某高校教育学学科');
  await choose(page, '整体回避的省市（选填）', '江苏省');
  await page.getByLabel('名称').click();
  await page.getByRole('button', { name: '查看可抽取人数' }).click();
  await expect(page.getByText('符合条件的有 72 人')).toBeVisible();
  for (const [i, party] of (['上海市', '浙江省', '安徽省'] as const).entries()) {
    await page.getByRole('button', { name: '添加一项' }).click();
    await choose(page, '类别', '所属省市');
    await choose(page, '取值', party);
    await page.getByLabel('至少').last().fill('1');
    await page.getByLabel('至多').last().fill(String(i === 0 ? 1 : 3));
  }
  await expectFits(page);
  await look(page, 'new-draw');
  // a window of seconds, so that the test need not wait for the shortest one that the page offers
  await page.route('**/api/pools/draws', (route) => (route.request().method() === 'POST' ? route.continue({ postData: JSON.stringify({ ...(route.request().postDataJSON() as object), revealSeconds: 30 }) }) : route.continue()));
  await page.getByRole('button', { name: '提交并冻结' }).click();
  await expect(page.locator('[aria-current=step]', { hasText: '等待四方承诺' })).toBeVisible({ timeout: 30_000 });
  const address = page.url();

  // each party at its own desk; the pages hear of each other's acts
  const desks: Page[] = [];
  for (const party of parties) {
    const desk = await (await browser.newContext({ locale: 'zh-CN' })).newPage();
    await enterAs(desk, '省级经办人', party);
    await desk.goto(address);
    desks.push(desk);
  }
  const everyDesk = async (button: string | RegExp, who: readonly Page[]) => {
    for (const desk of who) await desk.getByRole('button', { name: button }).click();
  };
  await everyDesk('生成随机数并承诺', desks.slice(0, 3));
  await expect(page.getByText('✓ 已承诺')).toHaveCount(3);
  await look(page, 'committing');
  await everyDesk('生成随机数并承诺', desks.slice(3));
  await everyDesk(/^揭\s?示$/, desks.slice(0, 2));
  // the others are late: the page itself sees the round end
  await expect(page.getByText('浙江省、安徽省未按时揭示，本轮作废，四方须重新承诺。')).toBeVisible({ timeout: 60_000 });
  await expect(page.getByRole('heading', { name: '第 2 轮' })).toBeVisible();
  await expectFits(page);
  await look(page, 'void');
  await everyDesk('生成随机数并承诺', desks);
  await everyDesk(/^揭\s?示$/, desks);
  await expect(page.getByRole('list', { name: '抽取结果' }).getByRole('listitem')).toHaveCount(5);
  await expectFits(page);
  await look(page, 'drawn');

  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: '下载抽取记录' }).click();
  const path = join(home.home, 'draw.json');
  await (await download).saveAs(path);
  await page.getByRole('link', { name: '在浏览器中复算' }).click();
  await expect(page.getByText('核对通过：结果正是由冻结的名单和四方的数决定的。')).toBeVisible();
  await expect(page.getByText('2 轮承诺与揭示相符')).toBeVisible();
  const ms = Number(/用时 (\d+) 毫秒/.exec((await page.locator('.draw-verdict h2').textContent()) ?? '')?.[1]);
  expect(ms).toBeGreaterThan(0);
  await expectFits(page);
  await look(page, 'verify');

  // anybody, signed in nowhere, checks the file; one digit changed, and it is found
  await page.context().clearCookies();
  await page.goto(`${platform.url}/verify-draw`);
  await page.locator('input[type=file]').setInputFiles(path);
  await expect(page.getByText('核对通过')).toBeVisible();
  const text = await readFile(path, 'utf8');
  const changed = join(home.home, 'changed.json');
  await writeFile(changed, text.replace(/"tickets":(\d)/, (_, digit: string) => `"tickets":${(Number(digit) % 9) + 1}`));
  await page.locator('input[type=file]').setInputFiles(changed);
  await expect(page.getByText('核对不通过')).toBeVisible();
});
