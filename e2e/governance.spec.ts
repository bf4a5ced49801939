import { expect, test, type Browser, type Page } from '@playwright/test';
import { expectAccessible } from './page.ts';
import { freePort, startPlatformProcess, temporaryHome, type RunningPlatform } from './platform.ts';

/** The four decide: a meeting is called, a resolution is put to the four, answered, adopted and numbered. */
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

const password = 'delta-2027-demo';
const meeting = '联合实验室专题会议';
const resolution = '关于加快联合实验室建设的决议';
let proposal: string;

/** Somebody in a browser of their own. */
async function signedIn(browser: Browser, login: string, secret = password): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  const response = await page.request.post(`${platform.url}/api/session`, { data: { login, password: secret }, headers: { 'sec-fetch-site': 'same-origin' } });
  expect(response.status(), login).toBe(200);
  return page;
}

test('an officer calls a meeting and puts an item with a paper on its agenda', async ({ browser }) => {
  const page = await signedIn(browser, 'js-officer');
  await page.goto(`${platform.url}/workspace`);
  await page.getByRole('link', { name: '协商治理', exact: true }).click();
  await page.getByRole('link', { name: '会议', exact: true }).click();
  await page.getByRole('button', { name: '召集会议' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('专题会议', { exact: true }).click();
  await dialog.getByLabel('名称').fill(meeting);
  await dialog.getByLabel('地点').fill('南京市北京西路十五号');
  await dialog.getByRole('button', { name: /保\s*存/ }).click();
  await expect(page.getByRole('heading', { name: meeting })).toBeVisible();

  await page.getByRole('button', { name: '增加议题' }).click();
  await page.getByRole('dialog').getByLabel('议题').fill('联合实验室建设进度');
  await page.getByRole('dialog').getByRole('button', { name: /保\s*存/ }).click();
  await page.getByRole('button', { name: '添加材料' }).click();
  await page.locator('.papers input[type=file]').setInputFiles({ name: '进度报告.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF') });
  await expect(page.getByRole('link', { name: '进度报告.pdf' })).toBeVisible();
  await page.getByRole('button', { name: '发出会议通知' }).click();
  await expect(page.locator('.lifecycle [aria-current=step]')).toHaveText('已通知');
  const [pack] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: '下载会议材料汇编（PDF）' }).click()]);
  expect(pack.suggestedFilename()).toBe(`${meeting}材料汇编.pdf`);
  await page.getByText('参会人员', { exact: true }).click();
  await expect(page.getByText('江振华')).toBeVisible();
  await expectAccessible(page);
});

test('two write one section of the minutes: the second sees both texts and loses nothing', async ({ browser }) => {
  const [first, second] = [await signedIn(browser, 'zj-officer'), await signedIn(browser, 'ah-officer')];
  // The second does not hear of the first's change before saving: the worst case.
  await second.route('**/api/live?*', (route) => route.abort());
  for (const page of [first, second]) {
    await page.goto(`${platform.url}/workspace/governance/meetings`);
    await page.getByRole('link', { name: meeting }).click();
    await page.getByText('会议纪要', { exact: true }).click();
    await page.getByRole('button', { name: '编辑 会议概况' }).click();
  }
  await first.getByLabel('段落内容').fill('浙江省写的概况。');
  await first.getByRole('button', { name: /保\s*存/ }).click();
  await expect(first.locator('.minutes-section').first()).toContainText('浙江省写的概况。');
  await second.getByLabel('段落内容').fill('安徽省写的概况。');
  await second.getByRole('button', { name: /保\s*存/ }).click();
  await expect(second.getByRole('alert').filter({ hasText: '章立新已先保存' })).toContainText('浙江省写的概况。');
  await expect(second.getByLabel('段落内容')).toHaveValue('安徽省写的概况。');
  await second.getByLabel('段落内容').fill('浙江省写的概况。安徽省写的概况。');
  await expect(second.locator('.ant-btn-loading')).toHaveCount(0);
  await second.getByRole('button', { name: '按我合并后的文本保存' }).click();
  await expect(second.locator('.minutes-section').first()).toContainText('浙江省写的概况。安徽省写的概况。');
  // The first page, which is open, hears of it by itself.
  await expect(first.locator('.minutes-section').first()).toContainText('浙江省写的概况。安徽省写的概况。');
});

test('drafts a resolution of the meeting and puts it to the four', async ({ browser }) => {
  const page = await signedIn(browser, 'js-officer');
  await page.goto(`${platform.url}/workspace/governance/meetings`);
  await page.getByRole('link', { name: meeting }).click();
  await page.locator('.ant-segmented').getByText('决议', { exact: true }).click();
  await page.getByRole('button', { name: '为本次会议起草决议' }).click();
  await page.getByLabel('名称').fill(resolution);
  await page.getByText('主动公开', { exact: true }).click();
  await page.getByLabel('第1条内容').fill('两个联合实验室须于年底前投入使用。');
  await page.getByRole('button', { name: '保存草案' }).click();
  await page.getByRole('button', { name: '提请四方表态' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '提请四方表态' }).click();
  await expect(page.getByText('表态须由本方签署人作出').or(page.getByText('表态由贵方签署人作出'))).toBeVisible();
  await expectAccessible(page);
  proposal = page.url();
  expect(proposal).toContain('/governance/proposals/');
});

test('three signatories answer, one with a reservation; a second signatory of one party is told what the first said', async ({ browser }) => {
  const officer = await signedIn(browser, 'sh-officer');
  const { items: [person] } = await (await officer.request.get(`${platform.url}/api/directory/people?party=31&limit=1`)).json() as { items: { id: string }[] };
  const opened = await (await officer.request.post(`${platform.url}/api/accounts`, { data: { login: 'sh-signatory-2', who: { personId: person!.id } }, headers: { 'sec-fetch-site': 'same-origin' } })).json() as { id: string; invitation: string };
  const granted = await officer.request.post(`${platform.url}/api/accounts/${opened.id}/grants`, { data: { role: 'party_signatory', party: '31', from: new Date().toISOString().slice(0, 10), reason: '分管领导' }, headers: { 'sec-fetch-site': 'same-origin' } });
  expect(await granted.text()).toContain('"id"');
  expect((await officer.request.post(`${platform.url}/api/session/invitation`, { data: { token: opened.invitation, password: 'a long password 2027' }, headers: { 'sec-fetch-site': 'same-origin' } })).status()).toBe(200);

  const second = await signedIn(browser, 'sh-signatory-2', 'a long password 2027');
  await second.route('**/api/live?*', (route) => route.abort());
  await second.goto(proposal);
  await expect(second.getByRole('button', { name: '提交表态' })).toBeVisible();

  await answer(await signedIn(browser, 'sh-signatory'), '同意');
  await second.getByRole('radio', { name: '不同意' }).check();
  await second.getByLabel('不同意的理由（必填）').fill('还需研究。');
  await second.getByRole('button', { name: '提交表态' }).click();
  await expect(second.getByText(/贵方已由徐建国于.*表态：同意/)).toBeVisible();

  await answer(await signedIn(browser, 'js-signatory'), '同意');
  const zhejiang = await signedIn(browser, 'zj-signatory');
  await answer(zhejiang, '有保留地同意', '请在下次会议通报进度。');
  await expectAccessible(zhejiang);
});

test('the last answer adopts it: it has its number, the public reads it, and the board shows it live', async ({ browser }) => {
  const watching = await signedIn(browser, 'sh-officer');
  await watching.goto(proposal);
  await expect(watching.getByText('同意 3 / 需 4')).toBeVisible();
  const last = await signedIn(browser, 'ah-signatory');
  await last.goto(`${platform.url}/workspace/inbox`);
  await last.getByRole('link', { name: `请表态：${resolution}` }).click();
  await answer(last, '同意');
  await expect(watching.getByText('同意 4 / 需 4')).toBeVisible();
  await expect(watching.locator('.page-head').getByText('已通过')).toBeVisible();
  await watching.getByRole('link', { name: '查看事项' }).click();
  await expect(watching.getByText(/长三角教〔\d{4}〕3号/)).toBeVisible();

  const everybody = await (await browser.newContext()).newPage();
  await everybody.goto(`${platform.url}/resolutions`);
  await everybody.getByRole('link', { name: resolution }).click();
  await expect(everybody.getByText('两个联合实验室须于年底前投入使用。')).toBeVisible();
  await expect(everybody.getByText('请在下次会议通报进度。')).toHaveCount(0);
  await expectAccessible(everybody);
});

test('every page of governance is accessible, and fits a desk and a phone', async ({ browser }) => {
  const page = await signedIn(browser, 'js-officer');
  const ids = async (list: string) => ((await (await page.request.get(`${platform.url}/api/governance/${list}`)).json()) as { items: { id: string }[] }).items.map(({ id }) => id);
  const rooms = await ids('meetings');
  const paths = ['', '?state=decided', '/meetings', '/resolutions', '/resolutions/new', '/bodies', ...['agenda', 'attendance', 'minutes', 'resolutions', 'actions'].map((view) => `/meetings/${rooms.at(-1)}?view=${view}`), ...(await ids('resolutions')).slice(0, 2).map((id) => `/resolutions/${id}`)];
  for (const path of paths) {
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.goto(`${platform.url}/workspace/governance${path}`);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expect(page.locator('[aria-busy=true]')).toHaveCount(0);
    await expectAccessible(page);
    for (const width of [1440, 390]) {
      await page.setViewportSize({ width, height: 900 });
      expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), `${path} fits ${width}`).toBeLessThanOrEqual(0);
    }
  }
});

async function answer(page: Page, said: string, words?: string): Promise<void> {
  if (page.url() !== proposal) await page.goto(proposal);
  await page.getByRole('radio', { name: said, exact: true }).check();
  if (words !== undefined) await page.getByLabel(/保留意见/).fill(words);
  await page.getByRole('button', { name: '提交表态' }).click();
  await expect(page.getByText('已表态', { exact: true })).toBeVisible();
}
