import { existsSync } from 'node:fs';
import { defineConfig } from '@playwright/test';

const chromium = [process.env['DELTA_CHROMIUM'], '/usr/bin/chromium', '/usr/bin/google-chrome'].find((path) => path !== undefined && existsSync(path));

/** People's journeys in the system's own Chromium, against a platform that each file starts for itself. */
export default defineConfig({
  testDir: 'e2e',
  globalSetup: './e2e/filled-home.ts',
  outputDir: 'test-results/e2e',
  timeout: 180_000,
  expect: { timeout: 15_000 },
  workers: 2, // each file has a platform of its own; one at a time takes two minutes longer on two cores
  // A journey that a slow machine broke is gone through once more from its beginning, and reported as flaky by its name.
  retries: 1,
  reporter: [['list'], ['json']],
  use: {
    locale: 'zh-CN',
    actionTimeout: 15_000,
    timezoneId: 'Asia/Shanghai',
    trace: 'on-first-retry',
    contextOptions: { reducedMotion: 'reduce' }, // as on many an office PC; and nothing is clicked while it moves
    launchOptions: {
      ...(chromium === undefined ? {} : { executablePath: chromium }),
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
    },
  },
});
