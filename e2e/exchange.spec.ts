import { expect, test, type Locator, type Page } from '@playwright/test';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { demonstrationPassword } from '../demo/accounts.ts';
import { chooseOption, expectFits, fillDate } from './page.ts';
import { freePort, startPlatformProcess, temporaryHome, type RunningPlatform } from './platform.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
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

const university = { 江苏省: '南京师范大学', 浙江省: '浙江师范大学', 安徽省: '安徽师范大学' } as const;
type Party = keyof typeof university;

/** One who goes from their own university to another's offer. */
type Trip = { readonly from: Party; readonly to: Party; readonly offer: string };

/** A programme as the tests go through it, from the call to the certificate, each actor by their own sign-in. */
type Journey = { readonly programme: string; readonly title: string; readonly trips: readonly [Trip, ...Trip[]]; readonly agreement: readonly string[]; /** What must be handed in with an application. */ readonly papers: readonly string[]; readonly credits: boolean; readonly certificate: string; /** Who confirms what the home nominates. */ readonly confirmedBy?: keyof typeof roles; /** What goes otherwise than it mostly does: a person who objects; a mentor who acts for themselves where elsewhere the host does, and a teacher who signs on paper. */ readonly special?: 'mentor' | 'objection' };

const journeys: readonly Journey[] = [
  {
    programme: '高校交换生', title: '高校交换生春季方案', papers: ['成绩单'], credits: true, certificate: '交换学习证书',
    trips: [{ from: '江苏省', to: '浙江省', offer: '师范专业本科班' }, { from: '浙江省', to: '江苏省', offer: '教育技术学本科班' }],
    agreement: ['接收单位指导人', '紧急联系人及安全责任'],
  },
  {
    programme: '高校和高职院校干部挂职', title: '高校干部挂职方案', papers: ['干部任免审批表或履历表'], credits: false, confirmedBy: '省级经办人', certificate: '挂职锻炼证书', special: 'objection', trips: [{ from: '安徽省', to: '浙江省', offer: '教务处副处长（挂职）' }],
    agreement: ['岗位职责与工作安排', '接收单位指导人', '保险', '紧急联系人及安全责任'],
  },
  { programme: '名师名校长带教', title: '名师带教方案', papers: [], credits: false, certificate: '带教结业证书', special: 'mentor', trips: [{ from: '浙江省', to: '江苏省', offer: '特级教师许老师' }], agreement: ['学习（研修）计划', '见面与听课安排'] },
];

const logins = { 上海市: 'sh', 江苏省: 'js', 浙江省: 'zj', 安徽省: 'ah' } as const;
const roles = { 省级经办人: 'officer', 院校经办人: 'university', 个人: 'member' } as const;

/** Signs in with their own name and password, as everybody does. */
async function enterAs(page: Page, role: keyof typeof roles, party: keyof typeof logins): Promise<void> {
  await signIn(page, `${logins[party]}-${roles[role]}`);
}

async function signIn(page: Page, login: string): Promise<void> {
  await page.context().clearCookies();
  await page.goto(`${platform.url}/sign-in`);
  await page.getByLabel('登录名').fill(login);
  await page.getByLabel('密码', { exact: true }).fill(demonstrationPassword);
  await page.getByLabel('密码', { exact: true }).press('Enter');
  await expect(page.getByRole('heading', { name: /^您好/ })).toBeVisible();
}

/** The mentor of the last journey: a teacher of the host. */
const mentor = { name: '蒋雨欣', login: 'js-member' };

/** From the inbox to what one is asked to do. */
async function openTask(page: Page, title: RegExp): Promise<void> {
  await page.goto(`${platform.url}/workspace/inbox`);
  await page.getByRole('link', { name: title }).first().click();
}

/** Ticks what mentor and mentee declare. */
async function declare(within: Page | Locator): Promise<void> {
  for (const choice of ['语文', '课堂教学']) await within.getByRole('checkbox', { name: choice }).check();
}

/** Opens the scheme from the list, on one of its parts. */
async function openScheme(page: Page, journey: Journey, part?: string): Promise<void> {
  await page.goto(`${platform.url}/workspace/exchange`);
  await page.getByRole('link', { name: journey.title }).click();
  await expect(page.getByRole('heading', { name: journey.title })).toBeVisible();
  if (part !== undefined) await page.getByRole('navigation', { name: '方案的各部分' }).getByText(part, { exact: true }).click();
}

async function choose(page: Page, label: string, option: string): Promise<void> {
  await chooseOption(page, page.getByRole('dialog').getByLabel(label), option);
}

async function save(page: Page, name: RegExp | string = /保\s*存/): Promise<void> {
  await page.getByRole('dialog').getByRole('button', { name }).click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
}

async function onAPhone(page: Page, work: () => Promise<void>): Promise<void> {
  await page.setViewportSize({ width: 390, height: 844 });
  await work();
  await page.setViewportSize({ width: 1440, height: 900 });
}

async function draftScheme(page: Page, journey: Journey): Promise<void> {
  const { programme, title, trips } = journey;
  await enterAs(page, '省级经办人', '江苏省');
  await page.goto(`${platform.url}/workspace`);
  await page.getByRole('link', { name: '交流选派' }).click();
  await page.getByRole('button', { name: '拟订年度方案' }).first().click();
  await choose(page, '所属项目', '高校交换生计划');
  await choose(page, '类别', programme);
  await page.getByRole('dialog').getByLabel('方案名称').fill(title);
  const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
  for (const [label, day] of [['报名截止', inDays(3)], ['答复截止', inDays(5)]] as const) await fillDate(page.getByRole('dialog').getByLabel(label), day);
  for (const [part, day] of [['开始日期', inDays(8)], ['结束日期', inDays(130)]] as const) await fillDate(page.getByRole('dialog').getByPlaceholder(part), day);
  await expect(page.getByRole('dialog').getByPlaceholder('开始日期')).toHaveValue(inDays(8));
  await expect(page.getByRole('dialog').getByPlaceholder('结束日期')).toHaveValue(inDays(130));
  await save(page);
  await expect(page.getByRole('heading', { name: title })).toBeVisible();
  if (programme.includes('干部挂职')) await takePost(page, journey);
  for (const { from: party } of trips) {
    await enterAs(page, '省级经办人', party);
    await openScheme(page, journey, '推荐名额');
    await page.getByRole('button', { name: '分配名额' }).click();
    await page.getByRole('dialog').getByLabel('派出单位').fill(university[party]);
    await page.locator('.ant-select-item-option', { hasText: university[party] }).first().click();
    await page.getByRole('dialog').getByLabel('名额').fill('2');
    await save(page);
    await expect(page.getByRole('row', { name: university[party] })).toBeVisible();
  }
  await enterAs(page, '省级经办人', '江苏省');
  await openScheme(page, journey);
  await page.getByRole('button', { name: '提交四方' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '提交四方' }).click();
  await expect(page.getByText('待表态')).toHaveCount(4);
  // How the four answer and sign is gone through elsewhere, click by click; here it is what their signatories did.
  execFileSync(process.execPath, ['--disable-warning=ExperimentalWarning', join(root, 'e2e/agree-scheme.ts'), new URL(page.url()).pathname.split('/').at(-1) ?? ''], { env: { ...process.env, DELTA_HOME: home.home } });
  await page.reload();
  await expect(page.getByRole('link', { name: '查看签署文件' })).toBeVisible();
  await expectFits(page);
  await page.getByRole('button', { name: '开放报名' }).click();
  await expect(page.getByRole('button', { name: '截止推荐，开始排序' })).toBeVisible();
}

/** A post that a university has offered in the cadre pool comes over into the scheme with its days, for its host to complete. */
async function takePost(page: Page, journey: Journey): Promise<void> {
  await enterAs(page, '院校经办人', '浙江省');
  const { acting } = (await (await page.request.get(`${platform.url}/api/session`)).json()) as { acting: { organization: { id: string } } };
  const year = new Date().getFullYear();
  const offered = await page.request.post(`${platform.url}/api/pools/posts`, { data: { kind: 'offered', institutionId: acting.organization.id, level: 'division', field: 'higher', count: 1, from: `${year}-03-01`, until: `${year}-12-31`, about: '研究生院副院长（挂职）' }, headers: { 'sec-fetch-site': 'same-origin' } });
  expect(offered.status(), await offered.text()).toBe(200);
  await enterAs(page, '省级经办人', '江苏省');
  await openScheme(page, journey, '岗位与名额');
  const taken = page.waitForResponse((answer) => answer.url().endsWith('/cadre-posts'));
  await page.getByRole('button', { name: '从干部岗位库带入岗位和名额' }).click();
  expect((await taken).status()).toBe(200);
  await enterAs(page, '院校经办人', '浙江省');
  await openScheme(page, journey, '岗位与名额');
  await expect(page.getByRole('article', { name: '研究生院副院长（挂职）' })).toContainText(`${year}年3月1日 – ${year}年12月31日`);
}

async function offerPlaces(page: Page, journey: Journey): Promise<void> {
  for (const { to, offer } of journey.trips) {
    await enterAs(page, '院校经办人', to);
    await openScheme(page, journey, '岗位与名额');
    await page.getByRole('button', { name: '新增岗位' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('名称').fill(offer);
    await dialog.getByLabel('做什么、学什么').fill('随班学习，参加课题组研讨。');
    if (journey.special === 'mentor') {
      await dialog.getByLabel(/^导师/).fill(mentor.name);
      await page.locator('.ant-select-item-option', { hasText: mentor.name }).first().click();
      await declare(dialog);
    }
    await save(page);
    await page.getByRole('article', { name: offer }).getByRole('button', { name: /发\s*布/ }).click();
    await expect(page.getByRole('article', { name: offer }).getByText('未发布')).toHaveCount(0);
  }
}

async function applyAndNominate(page: Page, journey: Journey): Promise<void> {
  for (const { from, offer } of journey.trips) {
    await enterAs(page, '个人', from);
    await onAPhone(page, async () => {
      await openScheme(page, journey);
      await page.getByRole('link', { name: '我要报名' }).click();
      await page.getByRole('button', { name: '开始填写' }).click();
      await page.getByRole('button', { name: new RegExp(`加入志愿 ${escaped(offer)}`) }).click();
      if (journey.special === 'mentor') await declare(page);
      await page.getByRole('textbox').last().fill('希望系统学习，并把经验带回本校。');
      await expect(page.getByText('已自动保存')).toBeVisible();
      await expectFits(page);
      await page.reload();
      await expect(page.getByRole('textbox').last()).toHaveValue('希望系统学习，并把经验带回本校。');
      for (const paper of journey.papers) {
        const row = page.getByRole('region', { name: paper });
        await row.locator('input[type=file]').setInputFiles({ name: `${paper}.pdf`, mimeType: 'application/pdf', buffer: Buffer.from(onePage) });
        await expect(row.getByRole('link', { name: `${paper}.pdf` })).toBeVisible();
      }
      await page.getByRole('button', { name: '提交报名' }).click();
      await expect(page.getByText('已提交，待单位审核')).toBeVisible();
    });
    await enterAs(page, '院校经办人', from);
    await page.goto(`${platform.url}/workspace/inbox`);
    await page.getByRole('link', { name: /请审核报名/ }).first().click();
    await page.getByRole('button', { name: /^推\s*荐$/ }).click();
    if (journey.confirmedBy === undefined) {
      await expect(page.getByText('已推荐', { exact: true }).first()).toBeVisible();
      continue;
    }
    await expect(page.getByText('已推荐，待省级审核').first()).toBeVisible();
    await enterAs(page, journey.confirmedBy, from);
    await openScheme(page, journey, '推荐审核');
    await page.getByRole('checkbox', { name: /全选（1 人）/ }).check();
    await expectFits(page);
    await page.getByRole('button', { name: '同意推荐（1 人）' }).click();
    await expect(page.getByText('没有待审核的推荐')).toBeVisible();
  }
}

const onePage = '%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF';

const escaped = (text: string): string => text.replace(/[（）()]/g, '.');

async function orderAndMatch(page: Page, journey: Journey): Promise<void> {
  await enterAs(page, '省级经办人', '江苏省');
  await openScheme(page, journey);
  await page.getByRole('button', { name: '截止推荐，开始排序' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '截止推荐，开始排序' }).click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  for (const { to } of journey.trips) {
    if (journey.special === 'mentor') {
      await signIn(page, mentor.login);
      await openTask(page, /^请给报名您的学员排序/);
      await expect(page.getByText('申报契合 100')).toBeVisible();
      await expectFits(page);
    } else {
      await enterAs(page, '院校经办人', to);
      await openScheme(page, journey, '排序');
    }
    await page.getByRole('button', { name: '保存排序' }).click();
    await expect(page.getByText('排序已保存')).toBeVisible();
  }
  await enterAs(page, '省级经办人', '江苏省');
  await openScheme(page, journey, '匹配');
  await expect(page.getByText('尚未通知任何人')).toBeVisible();
  await page.getByRole('button', { name: '开始试算' }).click();
  await expect(page.getByRole('row', { name: /^平衡交换/ })).toBeVisible();
  // The four views are the same in each programme: once will do.
  if (journey === journeys[0]) {
    for (const [view, row] of [['派出单位', /推荐 1 人/], ['接收单位', /来自 1 个单位/], ['全区域', /派出 1，接收/]] as const) {
      await page.getByRole('radiogroup', { name: '四个角度看结果' }).getByText(view, { exact: true }).click();
      await expect(page.getByRole('row', { name: row }).first()).toBeVisible();
    }
    await expectFits(page);
  }
  await page.getByRole('button', { name: '公布匹配结果' }).click();
  await page.getByRole('tooltip').getByRole('button', { name: '公布匹配结果' }).click();
  await expect(page.getByRole('heading', { name: '匹配证书' })).toBeVisible();
  await expect(page.getByText(`${journey.trips.length} / ${journey.trips.length} 人`)).toBeVisible();
}

/** The one from the first party accepts, and the three sides agree; gives the address of the stay. */
async function acceptAndAgree(page: Page, journey: Journey): Promise<string> {
  const [{ from: party, to: hostParty }] = journey.trips;
  await enterAs(page, '个人', party);
  let stay = '';
  await onAPhone(page, async () => {
    await page.goto(`${platform.url}/workspace/inbox`);
    await page.getByRole('link', { name: new RegExp(`您已获安排，请在期限内答复：${journey.title}`) }).click();
    await expect(page.getByText(/您获得第 1 志愿/)).toBeVisible();
    await page.getByRole('button', { name: /^接\s*受$/ }).click();
    await page.getByRole('link', { name: '协议与派出' }).click();
    await expect(page.getByText('协议签齐之后才开始派出。')).toBeVisible();
    await expectFits(page);
    stay = page.url();
  });
  await enterAs(page, '院校经办人', hostParty);
  await page.goto(stay);
  await page.getByRole('button', { name: '起草协议' }).click();
  const dialog = page.getByRole('dialog');
  // A stay of one day: the test is there on its first and on its last.
  const today = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
  for (const part of ['开始日期', '结束日期']) await fillDate(dialog.getByPlaceholder(part), today);
  for (const label of journey.agreement) await dialog.getByLabel(label, { exact: true }).fill(`${label}：按双方商定执行`);
  if (journey.credits) for (const [label, value] of [['接收单位课程', '教育技术学导论'], ['学时', '48'], ['接收学分', '2'], ['认定为本校课程', '现代教育技术'], ['认定学分', '2']] as const) await dialog.getByLabel(label, { exact: true }).fill(value);
  const guided = journey.special === 'mentor';
  if (guided) await dialog.getByLabel('派出单位指导教师').fill('王老师');
  await save(page, /送\s*签/);
  await page.getByRole('button', { name: /^签\s*署$/ }).click();
  await expect(page.getByText(/在线签署/)).toHaveCount(1);
  const signers = [['院校经办人', party], ['个人', party], ...(guided ? [['个人', hostParty]] as const : [])] as const;
  for (const [i, [role, of]] of signers.entries()) {
    await enterAs(page, role, of);
    await page.goto(stay);
    if (guided && i === 0) await enterFromPaper(page);
    await page.getByRole('button', { name: /^签\s*署$/ }).click();
    await expect(page.getByText(/在线签署/)).toHaveCount(2 + i);
  }
  await expect(page.getByText('生效中')).toBeVisible();
  await expect(page.getByText('待报到').first()).toBeVisible();
  return stay;
}

/** The teacher at home has signed on paper: their institution enters it with the scan. */
async function enterFromPaper(page: Page): Promise<void> {
  await page.getByRole('listitem').filter({ hasText: /^派出单位指导教师/ }).getByRole('button', { name: '登记纸质签署' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.locator('input[type=file]').setInputFiles({ name: '签字页.pdf', mimeType: 'application/pdf', buffer: Buffer.from(onePage) });
  await expect(dialog.getByRole('link', { name: '签字页.pdf' })).toBeVisible();
  await save(page, '登记纸质签署');
  await expect(page.getByText(/日 纸质签署/)).toBeVisible();
}

/** From arrival over the journal and the three assessments to the certificate. */
async function certify(page: Page, journey: Journey, stay: string): Promise<void> {
  const [{ from: party, to: hostParty }] = journey.trips;
  /** Who guides: a mentor themselves, elsewhere the host's officer. */
  const guide = journey.special === 'mentor' ? '个人' : '院校经办人';
  const openAs = async (role: '院校经办人' | '个人', of: Party) => {
    await enterAs(page, role, of);
    await page.goto(stay);
    await expect(page.getByRole('heading', { name: /^协议/ })).toBeVisible();
  };
  const assess = async (words: string) => {
    await page.getByRole('button', { name: '填写鉴定' }).click();
    await page.getByRole('dialog').getByText('优秀').click();
    await page.getByRole('dialog').getByLabel('意见').fill(words);
    await save(page);
    await expect(page.getByText(words)).toBeVisible();
  };
  await openAs('院校经办人', hostParty);
  await page.getByRole('button', { name: '登记报到' }).click();
  await expect(page.getByText('在派').first()).toBeVisible();

  await openAs('个人', party);
  await onAPhone(page, async () => {
    await page.getByRole('button', { name: '填写本月记录' }).click();
    await page.getByRole('dialog').getByLabel('学时').fill('32');
    await page.getByRole('dialog').getByLabel('做了什么、学到什么').fill('参加教研活动四次，听课十二节。');
    await save(page);
    await expect(page.getByText('参加教研活动四次，听课十二节。')).toBeVisible();
    await expectFits(page);
  });

  await openAs(guide, hostParty);
  await page.getByRole('textbox', { name: /^答复/ }).fill('请下月主讲一次。');
  await page.getByRole('button', { name: /^答\s*复$/ }).click();
  await expect(page.getByText('指导人答复：请下月主讲一次。')).toBeVisible();
  await openAs('院校经办人', hostParty);
  await page.getByRole('button', { name: '派出期满' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '派出期满' }).click();
  await openAs(guide, hostParty);
  await assess('工作学习认真，成效明显。');

  await openAs('个人', party);
  await assess('收获很大，愿意把经验带回去。');
  await openAs('院校经办人', party);
  await assess('圆满完成任务。');
  await openAs('个人', party);
  if (journey.special === 'objection') {
    await page.getByRole('button', { name: '对接收单位鉴定提出异议' }).click();
    await page.getByRole('dialog').getByLabel('异议内容与理由').fill('出勤少记了两天。');
    await save(page);
    await openAs('院校经办人', hostParty);
    await page.getByRole('button', { name: '答复异议' }).click();
    await page.getByRole('dialog').getByLabel('核实情况与答复').fill('经核实已补记，等次不变。');
    await save(page);
    await expect(page.getByText('维持原鉴定：经核实已补记，等次不变。')).toBeVisible();
  } else {
    await page.getByRole('button', { name: '没有异议' }).click();
    await expect(page.getByText('本人已确认对鉴定没有异议。')).toBeVisible();
  }
  await openAs('院校经办人', party);
  await page.getByRole('button', { name: '认定并发证' }).click();
  await save(page, '认定并发证');
  await expect(page.getByRole('heading', { name: journey.certificate })).toBeVisible();
  await expect(page.getByText(/证书编号 JL/)).toBeVisible();
  await expectFits(page);
}

for (const journey of journeys) {
  test.describe(journey.programme, () => {
    test('a scheme is drafted, agreed by the four and opened', async ({ page }) => draftScheme(page, journey));
    test('the hosts offer places', async ({ page }) => offerPlaces(page, journey));
    test('people apply on a phone, and their homes nominate', async ({ page }) => applyAndNominate(page, journey));
    test('the hosts order, the matching is rehearsed and made known', async ({ page }) => orderAndMatch(page, journey));
    let stay = '';
    test('the person accepts, and three sides agree', async ({ page }) => { stay = await acceptAndAgree(page, journey); });
    test('arrival, journal, assessments, certificate', async ({ page }) => certify(page, journey, stay));
  });
}

test('an intern in another province waits for the approval at home and the filing at the host’s, each given by its department', async ({ page }) => {
  let stay = '';
  for (const [party, button, number] of [['安徽省', /^批\s*准$/, '皖教职成〔2026〕18号'], ['江苏省', /^备\s*案$/, '苏教职备2026071号']] as const) {
    await enterAs(page, '省级经办人', party);
    if (stay === '') {
      const { items } = (await (await page.request.get(`${platform.url}/api/exchange/whereabouts`)).json()) as { items: { applicationId: string; label: { zh: string } }[] };
      stay = `${platform.url}/workspace/exchange/stays/${items.find(({ label }) => label.zh === '学生实习')?.applicationId ?? ''}`;
    }
    await page.goto(stay);
    await page.getByRole('button', { name: button }).click();
    await page.getByRole('dialog').getByLabel('批准文号或备案编号').fill(number);
    await save(page, button);
    await expect(page.getByText(number)).toBeVisible();
  }
});

test('somebody who is away deletes their account: the page says beforehand what becomes of it, and nobody signs in with it again', async ({ page }) => {
  await enterAs(page, '个人', '上海市');
  await page.goto(`${platform.url}/workspace/account/delete`);
  await expect(page.getByRole('list', { name: '会受影响的事项' }).getByRole('listitem').filter({ hasText: '南京师范大学' }).first()).toBeVisible();
  await expectFits(page);
  await page.getByLabel('注销原因').fill('调离本单位');
  await page.getByLabel('当前密码').fill(demonstrationPassword);
  await page.getByRole('button', { name: '注销账号' }).click();
  await expect(page.getByText('请先核对')).toBeVisible();
  await page.getByRole('checkbox', { name: /我已逐项核对/ }).check();
  await page.getByRole('button', { name: '注销账号' }).click();
  await expect(page).toHaveURL(`${platform.url}/`);
  expect((await page.request.post(`${platform.url}/api/session/demonstration`, { data: { login: 'sh-member' }, headers: { 'sec-fetch-site': 'same-origin' } })).status()).not.toBe(200);
});
