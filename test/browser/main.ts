import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium, type Page } from 'playwright-core';
import { discardEmbeddedPostgres, startEmbeddedPostgres } from '../../src/platform/database/embedded/index.js';
import { Instance } from '../coherence/instance.js';
import { fetch } from '../support/fetch.js';
import { CHECKS, type Props } from './checks.js';
import { CLIENT_CHECKS } from './client-checks.js';
import { Site } from './site.js';
import { WatchedPage } from './watched-page.js';

const USAGE = `npm run test:browser -- [--chromium PATH] [--screenshot]

  --chromium    the browser (/usr/bin/chromium)
  --screenshot  also writes docs/images/swagger-ui.png
`;

const SCREENSHOT = 'docs/images/swagger-ui.png';
const ADMIN = { email: 'root@example.com', password: 'Only-for-a-browser-1' };

/** Milliseconds that anything on a page may take: nothing is measured. */
const PATIENCE = 60_000;

/** It has nothing to look up, to update or to tell. */
const QUIET = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * Opens the pages of the build in a real browser, and one of another origin that uses the built client. Ends with 1 when one
 * of them does not do what it is for (C141).
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      chromium: { type: 'string', default: '/usr/bin/chromium' },
      screenshot: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return;
  }
  const folder = await mkdtemp(join(tmpdir(), 'quire-browser-'));
  const cluster = join(folder, 'postgres');
  const postgres = await startEmbeddedPostgres({ folder: cluster });
  const site = await Site.open();
  const instance = new Instance('browser', folder, {
    DATABASE_URL: postgres.url,
    ALLOWED_ORIGINS: site.listed,
    DOCS_ENABLED: 'true',
    ADMIN_EMAIL: ADMIN.email,
    ADMIN_PASSWORD: ADMIN.password,
    ADMIN_USERNAME: 'root',
  });
  try {
    const { url } = await instance.start();
    const outbox = join(folder, '.data/outbox.ndjson');
    if (!(await look(url, { ...values, outbox, site }))) process.exitCode = 1;
  } finally {
    site.close();
    await instance.kill();
    await postgres.stop();
    await discardEmbeddedPostgres(cluster);
    await rm(folder, { recursive: true, force: true });
  }
}

interface LookOptions extends Pick<Props, 'outbox' | 'site'> {
  chromium: string;
  screenshot: boolean;
}

/** Makes the checks in a browser with a profile of its own; whether all was as it should be. */
async function look(url: string, { chromium: executablePath, screenshot, ...where }: LookOptions): Promise<boolean> {
  // A sandbox for an unprivileged user is nothing that root can make.
  const chromiumSandbox = process.getuid?.() !== 0;
  const browser = await chromium.launch({ executablePath, chromiumSandbox, args: QUIET });
  try {
    const context = await browser.newContext({ viewport: { width: 1280, height: 1000 } });
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE);
    const { troubles } = await WatchedPage.of(page, url);
    const accessToken = await signIn(url);
    let isWell = true;
    for (const { name, isPictured, run } of [...CHECKS, ...CLIENT_CHECKS]) {
      const fault = await faultOf(() => run({ page, url, accessToken, ...where }));
      tell(name, fault);
      isWell &&= fault === undefined;
      if (isPictured && fault === undefined && screenshot) await picture(page);
    }
    tell(
      'no error in the console, no breach of a policy, no request to another host',
      troubles.join('\n') || undefined,
    );
    return isWell && troubles.length === 0;
  } finally {
    await browser.close();
  }
}

/** The answer, as the page shows it; the command above it holds a token and is left out. */
async function picture(page: Page): Promise<void> {
  await mkdir(dirname(SCREENSHOT), { recursive: true });
  await page.locator('.live-responses-table').scrollIntoViewIfNeeded();
  await page.screenshot({ path: SCREENSHOT, style: '.curl-command { display: none }' });
}

async function faultOf(work: () => Promise<void>): Promise<string | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function tell(name: string, fault: string | undefined): void {
  process.stdout.write(fault === undefined ? `ok      ${name}\n` : `FAILED  ${name}: ${fault}\n`);
}

async function signIn(url: string): Promise<string> {
  const headers = { 'Content-Type': 'application/json' };
  const reply = await fetch(`${url}/api/v1/auth/login`, { method: 'POST', headers, body: JSON.stringify(ADMIN) });
  return ((await reply.json()) as { data: { accessToken: string } }).data.accessToken;
}

await main();
