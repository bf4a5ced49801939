import { existsSync } from 'node:fs';
import { chromium, type Browser } from '@playwright/test';

/** The system's Chromium, or the one that was named. */
export function openChromium(): Promise<Browser> {
  const executablePath = [process.env['DELTA_CHROMIUM'], '/usr/bin/chromium', '/usr/bin/google-chrome'].find((path) => path !== undefined && existsSync(path));
  return chromium.launch({ ...(executablePath === undefined ? {} : { executablePath }), args: ['--no-sandbox', '--disable-gpu'] });
}
