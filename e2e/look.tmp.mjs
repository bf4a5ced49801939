import { chromium } from '@playwright/test';
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
const [,, party, role, path, name, ...scripts] = process.argv;
const page = await (await browser.newContext({ locale: 'zh-CN', viewport: { width: 1280, height: 800 } })).newPage();
await page.goto('http://localhost:4391/sign-in');
await page.locator('.demo-party', { hasText: party }).getByRole('button', { name: role }).click();
await page.getByRole('heading', { name: /^您好/ }).waitFor();
await page.goto(`http://localhost:4391${path}`);
await page.waitForTimeout(1500);
for (const s of scripts) { await eval(`(async()=>{${s}})()`); await page.waitForTimeout(500); }
for (const width of [1440, 390]) {
  await page.setViewportSize({ width, height: 900 });
  await page.waitForTimeout(500);
  await page.screenshot({ path: `/tmp/pools/shots/${name}-${width}.png`, fullPage: true });
  console.log(width, await page.evaluate(() => { const over=[...document.querySelectorAll('main *, body *')].filter(e=>e.getBoundingClientRect().right>innerWidth+1).slice(0,6).map(e=>e.tagName+'.'+e.className+' '+Math.round(e.getBoundingClientRect().right)); return document.documentElement.scrollWidth-innerWidth+' '+over.join(' | ');}));
}
await browser.close();
