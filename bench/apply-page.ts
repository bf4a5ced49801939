import { gzipSync } from 'node:zlib';
import type { Browser, BrowserContext, Page } from '@playwright/test';
import pg from 'pg';
import { makeApplicants, makeScheme, takeOut } from './applications.ts';
import { round, showSpread, spreadOf, type Benchmark } from './benchmark.ts';
import { openChromium } from './browser.ts';
import { startServer } from './server.ts';

const targetKb = 200;
/** A slow phone on a slow line, as Lighthouse's mobile profile has it: 1.6 Mbit/s down, 750 kbit/s up, 150 ms there and back, a processor a quarter as fast. */
const line = { offline: false, latency: 150, downloadThroughput: (1.6 * 1024 * 1024) / 8, uploadThroughput: (750 * 1024) / 8 };
const slower = 4;
const runs = 3;

/**
 * The first load of the page on which one applies. The shell is what the workspace's first page loads for the same person: the frame, the navigation, the inbox.
 * Beside it the time, with nothing cached, until one can write on a slow phone; the machine that measures also serves.
 */
export const applyPageBenchmark: Benchmark = {
  name: 'apply-page',
  measure: async ({ home, report }) => {
    const server = await startServer(home);
    const admin = new pg.Client({ connectionString: server.adminUrl });
    await admin.connect();
    const browser = await openChromium();
    try {
      await takeOut(admin);
      const schemeId = await makeScheme(admin);
      const [one] = await makeApplicants(admin, schemeId, 1);
      if (one === undefined) throw new Error('there is nobody to apply');
      const site = `http://127.0.0.1:${server.port}`;
      const address = `${site}/workspace/exchange/${schemeId}/apply`;
      const shell = await filesOf(browser, site, one.cookie, `${site}/workspace`, 'h1');
      const all = await filesOf(browser, site, one.cookie, address, 'textarea');
      const beyond = new Map([...all].filter(([path]) => !shell.has(path)));
      const data = [...beyond].filter(([path]) => path.startsWith('/api/'));
      report(`shell ${kb(shell)} kB in ${shell.size} files; beyond it ${kb(beyond)} kB in ${beyond.size}, of which data ${kb(new Map(data))} kB`);
      const seconds: number[] = [];
      for (let run = 0; run < runs; run += 1) seconds.push(await secondsOnASlowPhone(browser, site, one.cookie, address));
      return {
        target: `≤ ${targetKb} kB gzip beyond the shell`, ok: kb(beyond) <= targetKb, reached: `${kb(beyond)} kB (shell ${kb(shell)} kB); on a slow phone one writes after ${showSpread(spreadOf(seconds))} s`,
        detail: { beyondKb: kb(beyond), shellKb: kb(shell), largest: [...beyond].toSorted(([, a], [, b]) => b - a).slice(0, 12).map(([path, size]) => ({ path, kb: round(size / 1000) })), seconds },
      };
    } finally {
      await browser.close();
      await takeOut(admin);
      await admin.end();
      await server.stop();
    }
  },
};

const kb = (files: ReadonlyMap<string, number>): number => round([...files.values()].reduce((sum, size) => sum + size, 0) / 1000, 0);

/** A phone that is signed in and has cached nothing. */
async function onAPhone<T>(browser: Browser, site: string, cookie: string, work: (page: Page, context: BrowserContext) => Promise<T>): Promise<T> {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, locale: 'zh-CN' });
  try {
    const [name = '', value = ''] = cookie.split('=');
    await context.addCookies([{ name, value, url: site }]);
    return await work(await context.newPage(), context);
  } finally {
    await context.close();
  }
}

/** Everything that an address loads until the network is quiet, with its size when packed by gzip. */
function filesOf(browser: Browser, site: string, cookie: string, address: string, shown: string): Promise<Map<string, number>> {
  return onAPhone(browser, site, cookie, async (page) => {
    const files = new Map<string, number>();
    const read: Promise<unknown>[] = [];
    page.on('response', (response) => {
      if (response.status() === 200 && response.headers()['content-type'] !== 'text/event-stream') read.push(response.body().then((body) => files.set(new URL(response.url()).pathname, gzipSync(body).length), () => undefined));
    });
    await page.goto(address);
    await page.locator(shown).first().waitFor();
    await page.waitForTimeout(2_000); // what is loaded after the page is shown; the network is never quiet while live updates are on
    await Promise.all(read);
    return files;
  });
}

function secondsOnASlowPhone(browser: Browser, site: string, cookie: string, address: string): Promise<number> {
  return onAPhone(browser, site, cookie, async (page, context) => {
    const cdp = await context.newCDPSession(page);
    await cdp.send('Network.enable');
    await cdp.send('Network.emulateNetworkConditions', line);
    await cdp.send('Emulation.setCPUThrottlingRate', { rate: slower });
    const startedAt = performance.now();
    await page.goto(address, { waitUntil: 'commit' });
    await page.locator('textarea').first().fill('我想参加。', { timeout: 120_000 });
    return (performance.now() - startedAt) / 1000;
  });
}
