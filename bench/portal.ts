import { gzipSync } from 'node:zlib';
import { round, type Benchmark } from './benchmark.ts';
import { openChromium } from './browser.ts';
import { startServer } from './server.ts';

const targetKb = 300;

/** All JavaScript that a first visit to the portal loads in a browser, until the network is quiet. Nothing random: once is enough. */
export const portalBenchmark: Benchmark = {
  name: 'portal',
  measure: async ({ home }) => {
    const target = `≤ ${targetKb} kB of JavaScript, gzip`;
    const server = await startServer(home);
    try {
      const scripts = await scriptsOf(`http://127.0.0.1:${server.port}/`);
      const gzipKb = scripts.reduce((sum, { gzip }) => sum + gzip, 0) / 1000;
      return {
        target, ok: gzipKb <= targetKb, reached: `${gzipKb.toFixed(0)} kB in ${scripts.length} files`,
        detail: { gzipKb: round(gzipKb), plainKb: round(scripts.reduce((sum, { plain }) => sum + plain, 0) / 1000), largest: scripts.toSorted((a, b) => b.gzip - a.gzip).slice(0, 12) },
      };
    } finally {
      await server.stop();
    }
  },
};

type Script = { readonly path: string; readonly plain: number; readonly gzip: number };

async function scriptsOf(url: string): Promise<Script[]> {
  const browser = await openChromium();
  try {
    const page = await browser.newPage();
    const scripts: Promise<Script>[] = [];
    page.on('response', (response) => {
      if (response.request().resourceType() !== 'script') return;
      scripts.push(response.body().then((body) => ({ path: new URL(response.url()).pathname, plain: body.length, gzip: gzipSync(body).length })));
    });
    await page.goto(url, { waitUntil: 'networkidle' });
    if ((await page.locator('h1').count()) === 0) throw new Error('the portal did not show');
    return await Promise.all(scripts);
  } finally {
    await browser.close();
  }
}
