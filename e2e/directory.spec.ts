import { expect, test, type Page } from '@playwright/test';
import { expectAccessible } from './page.ts';
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

const teacher = '诸葛雪瑞';
const idNumber = '320106199203150017';
const sheet = [
  '姓名*,单位*,证件号码,职务,职称,学科专业,任职起始,手机',
  `${teacher},南京师范大学,${idNumber},副教授,副教授,教育技术,2019-09-01,13800001234`,
  '令狐景行,南京师范大学,,讲师,,数学,2021-09-01,',
  '司徒远山,并不存在的学校,,教师,,语文,2020-09-01,',
].join('\r\n');

/** Pages that one test opens and a later one comes back to. */
let importPage = '';
let personPage = '';

async function enterAs(page: Page, role: string, party: string): Promise<void> {
  await page.context().clearCookies();
  await page.goto(`${platform.url}/sign-in`);
  await page.locator('.demo-party', { hasText: party }).getByRole('button', { name: role }).click();
  await expect(page.getByRole('heading', { name: /^您好/ })).toBeVisible();
}

test('an officer imports a sheet: sees what is wrong in which row, and stores the good rows only', async ({ page }) => {
  await enterAs(page, '省级经办人', '江苏省');
  await page.getByRole('link', { name: '人员', exact: true }).click();
  await page.getByRole('link', { name: '批量导入' }).click();
  const [template] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: '下载模板' }).click()]);
  expect(template.suggestedFilename()).toBe('人员导入模板.xlsx');
  await page.locator('input[type=file]').setInputFiles({ name: '教师名单.csv', mimeType: 'text/csv', buffer: Buffer.from(`\ufeff${sheet}`) });

  await expect(page.getByRole('heading', { name: '核对结果' })).toBeVisible();
  const wrong = page.getByRole('row', { name: /司徒远山/ });
  await expect(wrong).toContainText('4');
  await expect(wrong).toContainText('单位：没有找到这个单位');
  await expect(page.getByRole('button', { name: /^入库/ })).toBeDisabled();
  await expect(page.getByText('还有 1 行有误')).toBeVisible();
  await expectAccessible(page);
  const [errors] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: '有误的行' }).click().then(() => page.getByRole('link', { name: '下载有误的行（CSV）' }).click())]);
  expect(errors.suggestedFilename()).toBe('有误的行.csv');

  await page.getByRole('radio', { name: /^只导入正确的行/ }).check();
  await page.getByRole('button', { name: '入库（2 行）' }).click();
  await expect(page.getByText('新增 2 条，更新 0 条，无变化 0 条，跳过 1 条。')).toBeVisible();
  importPage = page.url();
  await page.reload();
  await expect(page.getByText('新增 2 条，更新 0 条，无变化 0 条，跳过 1 条。')).toBeVisible();
});

test('finds the person from anywhere by “/”', async ({ page }) => {
  await enterAs(page, '省级经办人', '江苏省');
  await page.keyboard.press('/');
  await expect(page.getByRole('textbox', { name: '搜索项目、机构、人员' })).toBeFocused();
  await page.keyboard.type(teacher);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: '人员（1）' })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('link', { name: teacher }).click();
  await expect(page.getByRole('heading', { name: teacher, level: 1 })).toBeVisible();
  await expect(page.getByText('2019年9月1日 – 至今')).toBeVisible();
  personPage = page.url();
});

test('sees personal data only for a purpose, and the look is listed', async ({ page }) => {
  await enterAs(page, '省级经办人', '江苏省');
  await page.goto(personPage);
  await expect(page.getByText('没有您能看到的查看记录')).toBeVisible();
  await expect(page.getByText(idNumber)).toHaveCount(0);
  await page.getByRole('button', { name: /^查\s*看$/ }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: /^查\s*看$/ }).click();
  await expect(dialog.getByText('请说明用途（至少 2 个字）')).toBeVisible();
  await dialog.getByLabel('用途').fill('核对挂职干部任职材料');
  await dialog.getByRole('button', { name: /^查\s*看$/ }).click();
  await expect(page.getByText(idNumber)).toBeVisible();
  await expect(page.getByText('13800001234')).toBeVisible();
  await expect(page.getByText('本次查看已经记录')).toBeVisible();
  const look = page.getByRole('list', { name: '个人信息查看记录' }).getByRole('listitem');
  await expect(look).toHaveCount(1);
  await expect(look).toContainText('许海涛');
  await expect(look).toContainText('省级经办人');
  await expect(look).toContainText('用途：核对挂职干部任职材料');
  await expectAccessible(page);
  await page.reload();
  await expect(look).toHaveCount(1);
  await expect(page.getByText(idNumber)).toHaveCount(0);
});

test('another party’s officer sees neither the person nor the import', async ({ page }) => {
  await enterAs(page, '省级经办人', '浙江省');
  await page.goto(`${platform.url}/workspace/search?q=${encodeURIComponent(teacher)}`);
  await expect(page.getByText(`没有找到与“${teacher}”有关的内容`)).toBeVisible();
  await page.goto(`${platform.url}/workspace/directory/people?words=${encodeURIComponent(teacher)}`);
  await expect(page.getByText('没有符合条件的记录')).toBeVisible();
  for (const address of [personPage, importPage]) {
    await page.goto(address);
    await expect(page.getByText('没能加载')).toBeVisible();
    await expect(page.getByText(teacher)).toHaveCount(0);
  }
});

test('the same person at another party is proposed to both keepers, and becomes one when both agree', async ({ page }) => {
  await enterAs(page, '省级经办人', '浙江省');
  await page.goto(`${platform.url}/workspace/directory/people`);
  await page.getByRole('button', { name: '新增人员' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('姓名').fill(teacher);
  await dialog.getByLabel('单位').fill('浙江师范大学');
  await page.locator('.ant-select-item-option', { hasText: /^浙江师范大学$/ }).click();
  await dialog.getByLabel('证件号码').fill(idNumber);
  await dialog.getByRole('button', { name: /^保\s*存$/ }).click();
  await expect(page.getByRole('heading', { name: teacher, level: 1 })).toBeVisible();

  await decide(page, '由对方保管，内容对您不可见。', '两校均有任职，同一人');
  await expect(page.getByText('您已同意，等待对方保管单位确认。')).toBeVisible();

  await enterAs(page, '省级经办人', '江苏省');
  await decide(page, '对方已同意，等待您确认。', '证件号码一致');
  await expect(page.getByText('没有待处理的合并建议')).toBeVisible();
  await page.goto(personPage);
  await expect(page.getByText('浙江师范大学')).toBeVisible();
});

async function decide(page: Page, stands: string, reason: string): Promise<void> {
  await page.goto(`${platform.url}/workspace/directory/people`);
  await page.getByRole('link', { name: '合并建议（1）' }).click();
  await expect(page.getByText(stands)).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: '同意合并' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('理由').fill(reason);
  await dialog.getByRole('button', { name: '同意合并' }).click();
  await expect(dialog).toHaveCount(0);
}
