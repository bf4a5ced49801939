import { expect, test, type BrowserContext, type Page } from '@playwright/test';
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expectFits } from './page.ts';
import { freePort, startPlatformProcess, temporaryHome, type RunningPlatform } from './platform.ts';

/** The year's key points, from the imported plan to what four signatories have signed in four browsers, and anybody can verify. */
const root = fileURLToPath(new URL('..', import.meta.url));
const parties = { '31': '上海市', '32': '江苏省', '33': '浙江省', '34': '安徽省' } as const;
type Party = keyof typeof parties;
const codes = Object.keys(parties) as Party[];

let platform: RunningPlatform;
let home: Awaited<ReturnType<typeof temporaryHome>>;
/** One browser for each party's officer, and one for each party's signatory. */
const officers = {} as Record<Party, Page>;
const signatories = {} as Record<Party, Page>;
const contexts: BrowserContext[] = [];
/** The day in the region, and its year; the chair goes round from 2025 on. */
const today = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
const year = Number(today.slice(0, 4));
const chair = codes[(year - 2025) % 4]!;
const others = codes.filter((party) => party !== chair);
const planTitle = '长三角教育一体化三年行动计划';
const title = `长三角地区教育一体化发展${year}年工作要点`;
let address: string;

test.beforeAll(async () => {
  home = await temporaryHome();
  platform = await startPlatformProcess({ home: home.home, port: await freePort() });
});
test.afterAll(async () => {
  await Promise.all(contexts.map((context) => context.close()));
  await platform.end('SIGTERM');
  await home.remove();
});
test.describe.configure({ mode: 'serial' });

async function enterAs(page: Page, role: string, party: string): Promise<void> {
  await page.goto(`${platform.url}/sign-in`);
  await page.locator('.demo-party', { hasText: party }).getByRole('button', { name: role }).click();
  await expect(page.getByRole('heading', { name: /^您好/ })).toBeVisible();
}

/** What the page's own interfaces are asked for, by the person of the page. */
async function ask<T>(page: Page, method: 'GET' | 'POST' | 'PUT', path: string, data?: object): Promise<T> {
  const response = await page.request.fetch(`${platform.url}/api/plan${path}`, { method, ...(data === undefined ? {} : { data }), headers: { origin: platform.url } });
  expect([path, response.status(), response.ok() ? '' : await response.text()]).toEqual([path, 200, '']);
  return (await response.json()) as T;
}

test('the plan is imported, and four initiatives have leads, aims and milestones of the year', async ({ browser }) => {
  for (const party of codes) {
    for (const [pages, role] of [[officers, '省级经办人'], [signatories, '省级签署人']] as const) {
      const context = await browser.newContext({ locale: 'zh-CN', timezoneId: 'Asia/Shanghai', ...(role === '省级签署人' && party === '34' ? { viewport: { width: 390, height: 844 } } : {}) });
      contexts.push(context);
      pages[party] = await context.newPage();
      await enterAs(pages[party], role, parties[party]);
    }
  }
  const sourceText = readFileSync(join(root, 'modules/plan/document/fixtures/three-year-action-plan.txt'), 'utf8');
  const { id } = await ask<{ id: string }>(officers[chair], 'POST', '/plans', { title: planTitle, startsOn: `${year}-01-01`, endsOn: `${year + 2}-12-31`, sourceName: '三年行动计划.txt', sourceText, mechanisms: {} });
  const { items } = await ask<{ items: { id: string; kind: string; version: number }[] }>(officers[chair], 'GET', `/plans/${id}`);
  for (const [i, item] of items.filter(({ kind }) => kind === 'initiative').slice(0, 4).entries()) {
    const lead = codes[i]!;
    await ask(officers[chair], 'PUT', `/initiatives/${item.id}/assignment`, { version: item.version, lead, leadInstitutionId: null, partners: codes.filter((party) => party !== lead).map((party) => ({ party, institutionId: null })), mechanisms: [] });
    await ask(officers[lead], 'POST', `/initiatives/${item.id}/aims`, { measure: '联合项目', unit: '个', target: 4 + i, targetOn: `${year}-12-31` });
    await ask(officers[lead], 'POST', `/initiatives/${item.id}/milestones`, { title: `完成首批遴选（${i + 1}）`, deliverable: '首批名单', startsOn: `${year}-01-01`, dueOn: `${year}-12-31`, party: lead, dependsOn: [] });
  }
});

test('the chair’s officer drafts the year from them, edits in place, and asks for comments', async () => {
  const page = officers[chair];
  await page.goto(`${platform.url}/workspace`);
  await page.getByRole('link', { name: '年度要点', exact: true }).click();
  await page.getByRole('button', { name: '起草年度要点' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('年度').fill(String(year));
  await dialog.getByLabel('依据的行动计划').click();
  await page.locator('.ant-select-item-option', { hasText: planTitle }).last().click();
  await dialog.getByRole('button', { name: '起草年度要点' }).click();
  await expect(page.getByRole('heading', { name: title })).toBeVisible();
  address = page.url();
  await page.getByRole('button', { name: '选入项目' }).first().click();
  const drawer = page.getByRole('dialog');
  for (const code of ['1.1.1', '1.1.2', '1.1.3', '1.1.4']) await drawer.getByRole('checkbox', { name: new RegExp(`^${code.replaceAll('.', '\\.')} `) }).check();
  await drawer.getByRole('button', { name: '加入选中的 4 项' }).click();
  await expect(page.locator('.clause-list > li')).toHaveCount(4);
  await expect(page.getByText('还缺：')).toHaveCount(0);

  await page.getByRole('button', { name: '修改第 1 条' }).click();
  await page.getByRole('textbox', { name: '内容' }).fill('新设区域联合实验室4个，年底前完成首批遴选。');
  await page.getByRole('textbox', { name: '内容' }).press('Control+Enter');
  await expect(page.getByRole('group', { name: '修改第 2 条' })).toBeVisible();
  await page.getByRole('textbox', { name: '标题' }).press('Escape');
  await expect(page.getByText('新设区域联合实验室4个，年底前完成首批遴选。')).toBeVisible();
  await page.getByRole('button', { name: /^下移：/ }).first().click();
  await expect(page.locator('.clause-list > li').nth(1)).toContainText('新设区域联合实验室4个');
  await page.waitForLoadState('networkidle');
  await expectFits(page);

  await page.getByRole('button', { name: '征求意见', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: '征求意见', exact: true }).click();
  await expect(page.getByText(/意见反馈截止 \d/)).toBeVisible();
});

test('the other three comment at the margin, and see each other’s comments come in', async () => {
  const [first, second, third] = others.map((party) => officers[party]) as [Page, Page, Page];
  await first.goto(`${platform.url}/workspace/inbox`);
  await first.getByRole('link', { name: `对${title}逐条提出意见` }).first().click();
  await expect(first.getByRole('heading', { name: title })).toBeVisible();
  for (const page of [second, third]) await page.goto(address);
  const comment = async (page: Page, clause: number, text: string) => {
    await page.locator('.clause-list > li').nth(clause).getByRole('button', { name: /提意见/ }).click();
    await page.getByRole('textbox', { name: /提意见/ }).fill(text);
    await page.getByRole('button', { name: /^提\s*交$/ }).click();
    await expect(page.getByText(text)).toBeVisible();
  };
  await comment(first, 1, '建议增加到5个。');
  await expect(second.getByText('建议增加到5个。')).toBeVisible();
  await comment(second, 2, '建议写明经费渠道。');
  await third.getByRole('button', { name: '对全文提意见' }).click();
  await third.getByRole('textbox', { name: '对全文提意见' }).fill('总体同意。');
  await third.getByRole('button', { name: /^提\s*交$/ }).click();
  await expect(officers[chair].getByText('意见答复 0/3')).toBeVisible();
  await third.setViewportSize({ width: 390, height: 844 });
  await third.waitForLoadState('networkidle');
  await expectFits(third);
});

test('each comment is answered, the text follows, and what changed can be read clause by clause', async () => {
  const page = officers[chair];
  await page.getByRole('button', { name: '提交四方会签' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '提交四方会签' }).click();
  await expect(page.getByText('还有 3 条意见没有答复。')).toBeVisible();
  await page.getByRole('dialog').getByRole('button', { name: /取\s*消/ }).click();
  const answerTo = async (text: string, verdict: string, why?: string) => {
    const card = page.locator('.comment', { hasText: text });
    await card.getByRole('button', { name: '答复', exact: true }).or(card.getByRole('button', { name: '答 复', exact: true })).click();
    await card.locator('.ant-segmented-item', { hasText: new RegExp(`^${verdict}$`) }).click();
    if (why !== undefined) await card.getByRole('textbox').fill(why);
    await card.getByRole('button', { name: /^答\s*复$/ }).click();
    await expect(card.getByText(verdict, { exact: true })).toBeVisible();
  };
  await answerTo('建议增加到5个。', '采纳');
  await answerTo('建议写明经费渠道。', '未采纳', '经费按专项经费办法执行，不在要点中写。');
  await answerTo('总体同意。', '采纳');
  await expect(page.getByText('意见答复 3/3')).toBeVisible();
  await page.getByRole('button', { name: '修改第 2 条' }).click();
  await page.getByRole('textbox', { name: '内容' }).fill('新设区域联合实验室5个，年底前完成首批遴选。');
  await expect(page.getByText('已保存').last()).toBeVisible();
  await page.getByRole('button', { name: /^收\s*起$/ }).click();
  await page.getByText('各稿对照').click();
  const difference = page.locator('.difference');
  await expect(difference).toHaveCount(1);
  await expect(difference.locator('del').first()).toContainText('4');
  await expect(difference.locator('ins').first()).toContainText('5');
  await page.waitForLoadState('networkidle');
  await expectFits(page);
  await page.getByRole('button', { name: '提交四方会签' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '提交四方会签' }).click();
  await expect(page.getByText(/会签截止 \d/)).toBeVisible();
});

test('the four agree, each through its signatory', async () => {
  for (const party of codes) {
    const page = signatories[party];
    await page.goto(`${platform.url}/workspace/inbox`);
    await page.getByRole('link', { name: new RegExp(`请表态：${title}`) }).first().click();
    await page.getByRole('radio', { name: '同意', exact: true }).check();
    await page.getByRole('button', { name: '提交表态' }).click();
    await expect(page.getByRole('button', { name: '提交表态' })).toHaveCount(0);
  }
  await officers[chair].goto(`${address}?view=decision`);
  await expect(officers[chair].getByText('签署中 · 应签 4 方，已签 0 方')).toBeVisible();
  await officers[chair].waitForLoadState('networkidle');
  await expectFits(officers[chair]);
});

const keyFile = (party: Party) => join(home.home, `${party}.pem`);
const passphrase = (party: Party) => `口令·${party}·correct-horse`;

test('four signatories make their keys and sign, each in a browser of their own; with the fourth it is in force', async () => {
  for (const party of codes) {
    const page = signatories[party];
    await page.goto(`${platform.url}/workspace/signing/keys`);
    await page.getByRole('button', { name: '生成新密钥' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('密钥口令', { exact: true }).fill(passphrase(party));
    await dialog.getByLabel('再输一次口令').fill(passphrase(party));
    const [download] = await Promise.all([page.waitForEvent('download'), dialog.getByRole('button', { name: '生成、保存并登记' }).click()]);
    await download.saveAs(keyFile(party));
    await expect(page.getByText('我的', { exact: true })).toBeVisible();
  }
  for (const [i, party] of codes.entries()) {
    const page = signatories[party];
    await page.goto(`${address}?view=decision`);
    await expect(page.getByText(`签署中 · 应签 4 方，已签 ${i} 方`)).toBeVisible();
    await page.getByRole('textbox', { name: '签署意见' }).fill('经会议研究，同意签署。');
    await page.locator('input[type=file]').setInputFiles(keyFile(party));
    await page.getByLabel('密钥口令').fill(passphrase(party));
    await page.getByRole('button', { name: `代表${parties[party]}签署` }).click();
    await expect(page.locator('.big-seal-signed')).toHaveCount(i + 1);
  }
  await expect(officers[chair].getByText('各方已签署，文件生效')).toBeVisible();
  await expect(officers[chair].getByText(/生效$/).first()).toBeVisible();
  await expect(officers[chair].locator('.lifecycle [aria-current=step]')).toHaveText('已生效');
  await signatories['34'].waitForLoadState('networkidle');
  await expectFits(signatories['34']);
});

for (const width of [1440, 390]) {
  test(`everybody reads the year and finds the signed document, at ${width} px`, async ({ page }) => {
    await page.setViewportSize({ width, height: 900 });
    await expect(async () => {
      await page.goto(platform.url);
      await expect(page.getByRole('link', { name: title })).toBeVisible({ timeout: 1_000 });
    }).toPass({ timeout: 20_000 }); // the portal is at most ten seconds old
    await page.getByRole('link', { name: title }).click();
    await expect(page.getByRole('heading', { name: title })).toBeVisible();
    await expect(page.getByText('新设区域联合实验室5个，年底前完成首批遴选。')).toBeVisible();
    await page.waitForLoadState('networkidle');
    await expectFits(page);
    const [pdf] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: '下载公文 PDF' }).click()]);
    await pdf.saveAs(join(home.home, 'signed.pdf'));
    const text = execFileSync('pdftotext', ['-raw', join(home.home, 'signed.pdf'), '-'], { stdio: ['ignore', 'pipe', 'ignore'] }).toString().replaceAll(/\s/g, '');
    for (const said of [`长三角教要〔${year}〕1号`, '新设区域联合实验室5个', '安徽省教育厅', '可核验四方签署情况']) expect(text).toContain(said);
    await page.getByRole('link', { name: '核验签署' }).click();
    await expect(page.getByRole('heading', { name: '签署真实有效' })).toBeVisible();
  });
}

test('the bundle says who signed what, by the command line and by OpenSSL', async ({ page }) => {
  await page.goto(`${platform.url}/key-points/${year}`);
  const bundle = join(home.home, 'bundle.json');
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: '下载签署包' }).click()]);
  await download.saveAs(bundle);
  const { stdout, status } = spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', join(root, 'cli/delta.ts'), 'verify', bundle], { encoding: 'utf8', env: { PATH: process.env['PATH'] } });
  expect(stdout).toContain('签署包真实');
  expect(status).toBe(0);
  const commands = [...readFileSync(join(root, 'docs/verify.md'), 'utf8').matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block]) => block);
  expect(execFileSync('sh', ['-e'], { cwd: home.home, input: commands.join('\n') }).toString().match(/Verified OK/g)).toHaveLength(4);
  const { document } = JSON.parse(readFileSync(bundle, 'utf8')) as { document: string };
  const { content, required } = JSON.parse(Buffer.from(document, 'base64').toString()) as { content: { kind: string; points: { text: string }[] }; required: string[] };
  expect([content.kind, content.points[1]?.text, required]).toEqual(['delta/key-points/1', '新设区域联合实验室5个，年底前完成首批遴选。', codes]);
});

test('the chair compiles a review, whoever leads says a sentence, and the year shows it once it is published', async ({ page }) => {
  const chairPage = officers[chair];
  await chairPage.goto(`${address}?view=review`);
  await chairPage.getByRole('button', { name: '汇总年中评估' }).click();
  await expect(chairPage.getByText('未公布')).toBeVisible();
  const leadPage = officers[others[0]!];
  await leadPage.goto(`${address}?view=review`);
  await leadPage.getByRole('textbox', { name: /的说明$/ }).first().fill('首批已完成材料审核。');
  await leadPage.getByRole('button', { name: /^保\s*存$/ }).first().click();
  await expect(leadPage.locator('.standing-remark')).toContainText('首批已完成材料审核。');
  await leadPage.waitForLoadState('networkidle');
  await expectFits(leadPage);
  await chairPage.getByRole('button', { name: '公布评估' }).click();
  await chairPage.locator('.ant-popconfirm').getByRole('button', { name: /确\s*定|OK/ }).click();
  await expect(chairPage.locator('.lifecycle [aria-current=step]')).toHaveText('年中已评估');
  await page.goto(`${platform.url}/key-points/${year}`);
  await expect(page.getByRole('heading', { name: /^年中评估/ })).toBeVisible();
  await expect(page.getByText('首批已完成材料审核。')).toBeVisible();
});
