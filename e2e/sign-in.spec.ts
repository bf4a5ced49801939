import { expect, test, type Page } from '@playwright/test';
import Provider from 'oidc-provider';
import { createServer, type Server } from 'node:http';
import { freePort, startPlatformProcess, temporaryHome, type RunningPlatform } from './platform.ts';

let platform: RunningPlatform;
let home: Awaited<ReturnType<typeof temporaryHome>>;
let provider: Server;

test.beforeAll(async () => {
  home = await temporaryHome();
  const [port, providerPort] = [await freePort(), await freePort()];
  const issuer = `http://localhost:${providerPort}`;
  const secret = 'a secret of the provider';
  provider = createServer(new Provider(issuer, { clients: [{ client_id: 'delta', client_secret: secret, redirect_uris: [`http://localhost:${port}/api/session/oidc/jiangsu/callback`] }] }).callback()).listen(providerPort);
  const oidc = [{ id: 'jiangsu', party: '32', label: { zh: '江苏教育统一身份认证', en: 'Jiangsu education identity' }, issuer, clientId: 'delta', clientSecret: secret }];
  platform = await startPlatformProcess({ home: home.home, port, env: { DELTA_OIDC: JSON.stringify(oidc) } });
});

test.afterAll(async () => {
  await platform.end('SIGTERM');
  provider.closeAllConnections();
  provider.close();
  await home.remove();
});

async function enterAs(page: Page, role: string, party: string): Promise<void> {
  await page.goto(`${platform.url}/sign-in`);
  await page.locator('.demo-party', { hasText: party }).getByRole('button', { name: role }).click();
  await expect(page.getByRole('heading', { name: /^您好/ })).toBeVisible();
}

async function signOut(page: Page): Promise<void> {
  await page.getByRole('banner').getByRole('button', { name: /许海涛/ }).click();
  await page.getByRole('menuitem', { name: '退出登录' }).click();
  await expect(page.getByRole('heading', { name: '登录', exact: true })).toBeVisible();
}

test('somebody signs in by a passkey on their own device', async ({ page }) => {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('WebAuthn.enable');
  await cdp.send('WebAuthn.addVirtualAuthenticator', { options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true } });
  await enterAs(page, '省级经办人', '江苏省');
  await page.goto(`${platform.url}/workspace/account`);
  await page.getByRole('button', { name: '登记通行密钥' }).click();
  await page.getByLabel('给这个通行密钥起个名字').fill('办公电脑');
  await page.getByRole('dialog').getByRole('button', { name: /确 ?定/ }).click();
  await expect(page.getByText('办公电脑')).toBeVisible();
  await signOut(page);

  await page.getByRole('button', { name: '使用通行密钥登录' }).click();
  await expect(page.getByRole('heading', { name: /^您好，许海涛/ })).toBeVisible();

  await page.goto(`${platform.url}/workspace/account`);
  await page.getByRole('listitem').filter({ hasText: '办公电脑' }).getByRole('button', { name: /移 ?除/ }).click();
  await page.getByRole('tooltip').getByRole('button', { name: /确 ?定/ }).click();
  await expect(page.getByText('尚未登记')).toBeVisible();
  await signOut(page);
  await page.getByRole('button', { name: '使用通行密钥登录' }).click();
  await expect(page.getByText('本平台没有登记这个通行密钥')).toBeVisible();
});

test('and by their party’s own identity provider, once it is linked', async ({ page }) => {
  const atProvider = async () => {
    await page.getByPlaceholder('Enter any login').fill('xuhaitao');
    await page.getByPlaceholder('and password').fill('any');
    await page.getByRole('button', { name: 'Sign-in' }).click();
    await page.getByRole('button', { name: 'Continue' }).click();
  };
  await page.goto(`${platform.url}/sign-in`);
  await page.getByRole('link', { name: '江苏教育统一身份认证' }).click();
  await atProvider();
  await expect(page.getByText('您的统一身份尚未与本平台账号关联')).toBeVisible();

  await page.context().clearCookies();
  await enterAs(page, '省级经办人', '江苏省');
  await page.goto(`${platform.url}/workspace/account`);
  await page.getByRole('link', { name: /关 ?联/ }).click();
  await atProvider();
  await expect(page.getByText('已关联')).toBeVisible();
  await signOut(page);

  await page.getByRole('link', { name: '江苏教育统一身份认证' }).click();
  await expect(page.getByRole('heading', { name: /^您好，许海涛/ })).toBeVisible();
});

test('an officer opens an account, its owner sets a password by the link, and is given a role', async ({ page, browser }) => {
  await enterAs(page, '省级经办人', '江苏省');
  await page.getByRole('link', { name: '账号与身份' }).click();
  await page.getByRole('button', { name: '开通账号' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('为谁开通').fill('蒋雨欣');
  await page.locator('.ant-select-item-option', { hasText: '蒋雨欣' }).first().click();
  await dialog.getByLabel('登录名').fill('蒋雨欣@南师大');
  await dialog.getByRole('button', { name: /确 ?定/ }).click();
  const link = await page.getByRole('textbox', { name: '启用链接' }).inputValue();
  await page.getByRole('button', { name: /关 ?闭/ }).last().click();

  const owner = await (await browser.newContext({ locale: 'zh-CN' })).newPage();
  await owner.goto(link);
  await expect(owner.getByText('蒋雨欣，您好。请为登录名“蒋雨欣@南师大”设置密码。')).toBeVisible();
  await owner.getByLabel('密码', { exact: true }).fill('水到渠成又一年');
  await owner.getByLabel('再输入一次').fill('水到渠成又一年');
  await owner.getByRole('button', { name: '设置密码并登录' }).click();
  await expect(owner.getByText('至少 10 位').first()).toBeVisible();
  await owner.getByLabel('密码', { exact: true }).fill('水到渠成又是崭新一年');
  await owner.getByLabel('再输入一次').fill('水到渠成又是崭新一年');
  await owner.getByRole('button', { name: '设置密码并登录' }).click();
  await expect(owner.getByRole('heading', { name: /^您好，蒋雨欣/ })).toBeVisible();

  await page.getByLabel('按登录名或姓名查找').fill('南师大');
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: '蒋雨欣@南师大' }).click();
  await page.getByRole('button', { name: '授予身份' }).click();
  await page.getByRole('dialog').getByLabel('身份', { exact: true }).click();
  await page.locator('.ant-select-item-option', { hasText: '院校经办人' }).click();
  await page.getByRole('dialog').getByLabel('院校或单位').fill('南京师范大学');
  await page.locator('.ant-select-item-option', { hasText: /^南京师范大学$/ }).click();
  await page.getByRole('dialog').getByLabel('依据').fill('校长办公会纪要〔2027〕5 号');
  await page.getByRole('dialog').getByRole('button', { name: /确 ?定/ }).click();
  await expect(page.getByRole('listitem').filter({ hasText: '南京师范大学 · 院校经办人' })).toContainText('有效');

  await owner.goto(`${platform.url}/workspace/inbox`);
  await expect(owner.getByText('您获得了新的身份：院校经办人')).toBeVisible();
  await page.getByRole('listitem').filter({ hasText: '院校经办人' }).getByRole('button', { name: /收 ?回/ }).click();
  await page.getByRole('dialog').getByLabel('理由').fill('岗位调整');
  await page.getByRole('dialog').getByRole('button', { name: /确 ?定/ }).click();
  await expect(page.getByRole('listitem').filter({ hasText: '院校经办人' })).toContainText('收回：岗位调整');
  await owner.context().close();
});
