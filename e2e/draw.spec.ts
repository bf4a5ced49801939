import { expect, test, type BrowserContext, type Page } from '@playwright/test';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { commitOf } from '../algorithms/draw/chance.ts';
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

/** Signs a browser's context in as a demonstration account; gives how to ask the platform as that person, with or without a page. */
async function signIn(context: BrowserContext, login: string) {
  const send = async <T>(method: 'GET' | 'POST', path: string, data?: unknown): Promise<T> => {
    const answered = await context.request.fetch(`${platform.url}/api${path}`, { method, headers: { 'sec-fetch-site': 'same-origin' }, ...(data === undefined ? {} : { data }) });
    expect(answered.ok(), `${method} ${path} ${await answered.text()}`).toBe(true);
    return (await answered.json()) as T;
  };
  await send('POST', '/session/demonstration', { login });
  return send;
}

type Part = { own: { id: string; version: number; pledge: { digest: string }; items: { assignmentId: string }[] }; rubric: { criteria: { id: string }[] } };

test('a drawn panel goes from the invitation to the result', async ({ page, browser }) => {
  test.setTimeout(180_000);
  const codes = ['31', '32', '33', '34'] as const;
  const names = ['sh', 'js', 'zj', 'ah'] as const;
  const context = () => browser.newContext({ locale: 'zh-CN' });
  const desk = await context();
  const asks = { '31': await signIn(await context(), 'sh-officer'), '32': await signIn(desk, 'js-officer'), '33': await signIn(await context(), 'zj-officer'), '34': await signIn(await context(), 'ah-officer') };
  const ask = asks['32'];
  const { id: drawId } = await ask<{ id: string }>('POST', '/pools/draws', { poolId: '0198c000-0000-7000-8000-000000000005', title: '教学展示评委抽取', purpose: '教学展示终评', seats: 2, reserves: 2, mode: 'uniform', revealSeconds: 600 });
  const draw = () => ask<{ state: string; digest: string | null; drawnPeople: { party: (typeof codes)[number] }[] }>('GET', `/pools/draws/${drawId}`);
  await expect.poll(async () => (await draw()).state, { timeout: 30_000 }).toBe('committing');
  const { digest } = await draw();
  for (const kind of ['commits', 'reveals'] as const) {
    for (const [i, party] of codes.entries()) {
      const secret = String(i + 1).repeat(64);
      await asks[party]('POST', `/pools/draws/${drawId}/${kind}`, kind === 'commits' ? { round: 1, digest: commitOf({ frozen: digest ?? '', round: 1, party, secret }) } : { round: 1, secret });
    }
  }
  const drawn = (await draw()).drawnPeople.map(({ party }) => `${names[codes.indexOf(party)]!}-member`);

  // the office makes the review from the draw's page, adds a material, invites
  const office = await desk.newPage();
  await office.goto(`${platform.url}/workspace/draws/${drawId}`);
  await office.getByRole('link', { name: '据此发起评审' }).click();
  await expect(office.getByText('抽取结果：教学展示评委抽取')).toBeVisible();
  await look(office, 'review-new');
  await office.getByRole('button', { name: '创建评审' }).click();
  await expect(office.getByRole('cell', { name: /教学展示终评/ })).toBeVisible();
  const pdf = join(home.home, '孙晓敏作品.pdf');
  await writeFile(pdf, smallPdf);
  await office.locator('td input[type=file]').setInputFiles(pdf);
  await expect(office.getByRole('link', { name: '孙晓敏作品.pdf' })).toBeVisible();
  await expectFits(office);
  await look(office, 'review-items');
  const reviewId = new URL(office.url()).pathname.split('/').at(-1)!;
  await office.getByRole('button', { name: '发出邀请' }).click();
  await office.getByRole('dialog').getByRole('button', { name: '发出邀请' }).click();
  await expect(office.locator('[aria-current=step]', { hasText: '邀请与分配' })).toBeVisible();

  // one judge goes by the pages, the other by the interface
  await signIn(page.context(), drawn[0]!);
  await page.goto(`${platform.url}/workspace/inbox`);
  await page.getByRole('link', { name: '请答复评审邀请：教学展示评委抽取' }).first().click();
  await page.getByRole('button', { name: '接受邀请' }).click();
  await expect(page.getByText('主动回避')).toBeVisible();
  await page.getByLabel('我已阅读并承诺遵守').check();
  await expectFits(page);
  await look(page, 'review-pledge');
  await page.getByRole('button', { name: '签署承诺书' }).click();
  await expect(page.getByText('已签承诺书')).toBeVisible();
  const other = await signIn(await context(), drawn[1]!);
  const theirs = () => other<Part>('GET', `/review/reviews/${reviewId}`);
  const { own } = await theirs();
  await other('POST', `/review/reviewers/${own.id}/answer`, { transition: 'join', version: own.version });
  await other('POST', `/review/reviewers/${own.id}/pledge`, { digest: own.pledge.digest });

  await office.goto(`${platform.url}/workspace/reviews/${reviewId}?tab=people`);
  await office.getByRole('button', { name: '设为组长' }).first().click();
  await expect(office.locator('td .mark', { hasText: '组长' })).toBeVisible();
  await expectFits(office);
  await look(office, 'review-people');
  await office.getByRole('button', { name: '开始评分' }).click();
  await office.getByRole('dialog').getByRole('button', { name: '开始评分' }).click();
  await expect(office.locator('[aria-current=step]', { hasText: '独立评分' })).toBeVisible();

  // whose thing it is they do not see; their copy carries their name; what they write is kept
  await page.goto(`${platform.url}/workspace/reviews/${reviewId}`);
  await page.getByRole('link', { name: '评分', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'A001' })).toBeVisible();
  await expect(page.getByText('孙晓敏')).toHaveCount(0);
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: '材料 1' }).click();
  expect((await download).suggestedFilename()).toBe('A001-1.pdf');
  for (const name of ['内容', '创新', '实效', '表达']) await page.getByLabel(new RegExp(`^${name}`)).first().fill('8');
  await expect(page.getByText('已自动保存，仅您可见')).toBeVisible();
  await expectFits(page);
  await look(page, 'review-sheet');
  await page.getByRole('button', { name: '提交评分' }).click();
  await page.getByRole('tooltip').or(page.getByRole('dialog')).getByRole('button', { name: /^确\s?定|OK$/ }).click();
  await expect(page.locator('.mark', { hasText: '已提交' })).toBeVisible();
  const { own: now, rubric } = await theirs();
  await other('POST', `/review/assignments/${now.items[0]!.assignmentId}/submit`, { version: 0, answers: Object.fromEntries(rubric.criteria.map(({ id }) => [id, { score: 6 }])), remark: '完整' });

  // the chair, who is the first of the panel, opens, says something, concludes
  await page.goto(`${platform.url}/workspace/reviews/${reviewId}`);
  await page.getByRole('button', { name: '公开评分，进入合议' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '公开评分，进入合议' }).click();
  await page.locator('.ant-segmented-item', { hasText: '合议' }).click();
  await expect(page.getByText('分差 20.0')).toBeVisible();
  await page.getByLabel('发言').fill('同意评为二等奖。');
  await page.getByRole('button', { name: /^发\s?言$/ }).click();
  await expect(page.getByRole('listitem').filter({ hasText: '同意评为二等奖。' })).toBeVisible();
  await choose(page, '结论', '二等奖');
  await page.getByLabel('意见', { exact: true }).fill('设计完整，建议评为二等奖。');
  await expectFits(page);
  await look(page, 'review-panel');
  // what was said before was told as kept by the same words
  const kept = page.waitForResponse((response) => response.request().method() !== 'GET' && response.url().includes('/opinion') && response.ok());
  await page.getByRole('button', { name: '保存意见' }).click();
  await kept;
  await page.locator('.ant-segmented-item', { hasText: '宽严校正' }).click();
  await expect(page.getByRole('columnheader', { name: '校正分' })).toBeVisible();
  await expectFits(page);
  await look(page, 'review-severity');
  await page.getByRole('button', { name: '形成结论' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '形成结论' }).click();
  await expect(page.locator('[aria-current=step]', { hasText: '已有结论' })).toBeVisible();

  await office.goto(`${platform.url}/workspace/reviews/${reviewId}?tab=result`);
  await expect(office.getByText('设计完整，建议评为二等奖。')).toBeVisible();
  await expect(office.getByRole('link', { name: '下载 PDF' })).toBeVisible();
  await expectFits(office);
  await look(office, 'review-result');
  await office.goto(`${platform.url}/workspace/reviews/${reviewId}?tab=duties`);
  await expect(office.getByText('建议 800.00').first()).toBeVisible();
  await look(office, 'review-duties');
});

/** One empty page. */
const smallPdf = Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\nxref\n0 4\n0000000000 65535 f \n0000000009 00000 n \n0000000052 00000 n \n0000000101 00000 n \ntrailer<</Size 4/Root 1 0 R>>\nstartxref\n164\n%%EOF\n');
