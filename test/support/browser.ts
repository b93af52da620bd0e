import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const places = [process.env['CHROMIUM'], '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
/** Where a Chromium is installed, if one is: `CHROMIUM`, else where Debian and others put it. */
export const executablePath = places.find((path) => path !== undefined && existsSync(path));

/** A headless browser of this machine. */
export const launch = (): Promise<Browser> =>
  chromium.launch({ executablePath: executablePath ?? '', args: ['--no-sandbox', '--disable-dev-shm-usage'] });
