import { equal, match } from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { fetch } from '../support/fetch.js';
import type { Site } from './site.js';

/** What the checks are given. */
export interface Props {
  page: Page;
  /** The address of the application. */
  url: string;
  /** An admin's. */
  accessToken: string;
  /** The file that mails are appended to. */
  outbox: string;
  site: Site;
}

/** Something that a person does in a browser, and what they then see. */
export interface Check {
  name: string;
  /** Whether what it leaves on the page makes a good picture. */
  isPictured?: boolean;
  /** @throws AssertionError, or TimeoutError of Playwright when what should be seen is not. */
  run: (props: Props) => Promise<void>;
}

const ACCOUNT = { email: 'ann@example.com', username: 'ann', password: 'First-in-a-browser-1' };
const NEW_PASSWORD = 'Second-in-a-browser-2';

/** In the order in which they are made: each begins where the one before it ended. */
export const CHECKS: readonly Check[] = [
  { name: '/docs shows every operation of the document', run: showsOperations },
  { name: 'the Authorize dialog takes a token', run: authorises },
  {
    name: 'an operation that needs the token is tried, and answers 200 with its body',
    isPictured: true,
    run: triesReading,
  },
  { name: 'an operation with a body is tried, and answers 201', run: triesWriting },
  { name: '/verify-email confirms the address of the mail that led to it', run: verifiesEmail },
  { name: '/reset-password sets the password that is typed', run: resetsPassword },
];

async function showsOperations({ page, url }: Props): Promise<void> {
  const { paths } = (await (await fetch(`${url}/openapi.json`)).json()) as { paths: Record<string, object> };
  const operations = Object.values(paths).reduce((total, item) => total + Object.keys(item).length, 0);
  await page.goto(`${url}/docs`);
  await page
    .locator('.opblock')
    .nth(operations - 1)
    .waitFor();
  equal(await page.locator('.opblock').count(), operations);
}

async function authorises({ page, accessToken }: Props): Promise<void> {
  await page.locator('.auth-wrapper .authorize').first().click();
  const bearer = page.locator('.auth-container').filter({ hasText: 'bearer' }).first();
  await bearer.locator('input').fill(accessToken);
  await bearer.locator('button.authorize').click();
  await bearer.getByText('Logout').waitFor();
  await page.locator('.btn-done').first().click();
  await page.locator('.auth-wrapper .authorize.locked').first().waitFor();
}

async function triesReading({ page }: Props): Promise<void> {
  const { status, body } = await execute(page, 'Me_read');
  equal(status, '200');
  match(body, /"username": "root"/);
}

async function triesWriting({ page }: Props): Promise<void> {
  const { status, body } = await execute(page, 'Posts_create', { title: 'From a browser', content: 'Words.' });
  equal(status, '201');
  match(body, /"title": "From a browser"/);
}

async function verifiesEmail({ page, url, outbox }: Props): Promise<void> {
  await call(url, 'register', ACCOUNT);
  await page.goto(await linkIn(outbox, 'verify-email', url));
  await page.getByRole('button').click();
  await page.getByText('your address is confirmed').waitFor();
}

async function resetsPassword({ page, url, outbox }: Props): Promise<void> {
  await call(url, 'password/forgot', { email: ACCOUNT.email });
  await page.goto(await linkIn(outbox, 'reset-password', url));
  await page.getByLabel('New password').fill(NEW_PASSWORD);
  await page.getByRole('button').click();
  await page.getByText('Your new password is set').waitFor();
  await call(url, 'login', { email: ACCOUNT.email, password: NEW_PASSWORD });
}

/** Opens an operation, fills its body in, sends it, and reads the answer that the page shows. */
async function execute(page: Page, operation: string, body?: object): Promise<{ status: string; body: string }> {
  const block = page.locator(`.opblock[id$="-${operation}"]`);
  await block.locator('.opblock-summary-control').click();
  await block.locator('.try-out__btn').click();
  if (body) await block.locator('textarea.body-param__text').fill(JSON.stringify(body));
  await block.locator('.execute').click();
  const live = block.locator('.live-responses-table .response');
  await live.waitFor();
  return {
    status: (await live.locator('.response-col_status').innerText()).trim().split('\n')[0] ?? '',
    body: await live.locator('.response-col_description').innerText(),
  };
}

/** @throws AssertionError when it is refused. */
async function call(url: string, operation: string, body: object): Promise<void> {
  const headers = { 'Content-Type': 'application/json' };
  const reply = await fetch(`${url}/api/v1/auth/${operation}`, { method: 'POST', headers, body: JSON.stringify(body) });
  equal(reply.ok, true, `${operation} was answered with ${reply.status}`);
}

/** The newest link to a page, at the address where this run finds it. Mails are written behind the answers. */
async function linkIn(outbox: string, page: string, url: string): Promise<string> {
  for (;;) {
    const mails = await readFile(outbox, 'utf8').catch(() => '');
    const token = [...mails.matchAll(new RegExp(`/${page}\\?token=([\\w-]{43})`, 'g'))].at(-1)?.[1];
    if (token !== undefined) return `${url}/${page}?token=${token}`;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
