import { deepEqual } from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { Check, Props } from './checks.js';

type Client = typeof import('../../clients/typescript/src/index.js');

/** What a page is told: functions that run in it see nothing else of this file. */
interface Told {
  /** Where the built client is. */
  module: string;
  /** The address of the API. */
  baseUrl: string;
}

/** The client of `clients/typescript`, loaded as it is by pages of another origin than the API. */
export const CLIENT_CHECKS: readonly Check[] = [
  { name: 'the client registers, writes, goes through a list and gets typed problems', run: usesClient },
  { name: 'it finds the session of the page before by a cookie that no script sees', run: restoresSession },
  { name: 'it is answered on pages of listed origins alone', run: staysOut },
];

async function usesClient({ page, url, site }: Props): Promise<void> {
  const seen = await onPage(page, site.listed, url, async ({ module, baseUrl }) => {
    const { createQuire, isProblem } = (await import(module)) as Client;
    const quire = createQuire({ baseUrl, cookie: true });
    await quire.session.register({ email: 'zoe@example.com', username: 'zoe', password: 'Third-in-a-browser-3' });
    for (const title of ['One', 'Two', 'Three']) {
      await quire.post('/api/v1/posts', {
        body: { title, content: 'Words.', status: 'published', tags: ['by-client'] },
      });
    }
    const titles: string[] = [];
    const etags: boolean[] = [];
    for await (const { id, title } of quire.items('/api/v1/posts', { query: { tag: 'by-client', limit: 2 } })) {
      titles.push(title);
      etags.push((await quire.get('/api/v1/posts/{id}', { path: { id } })).etag !== undefined);
    }
    const problem: unknown = await quire
      .post('/api/v1/posts', { body: { title: '', content: '' } })
      .catch((error: unknown) => error);
    const fields = isProblem(problem, 'VALIDATION_ERROR') ? [...problem.errorsByField.keys()].sort() : [];
    return { titles, etags, fields };
  });
  deepEqual(seen, {
    titles: ['Three', 'Two', 'One'],
    etags: [true, true, true],
    fields: ['content', 'title'],
  });
}

async function restoresSession({ page, url, site }: Props): Promise<void> {
  const seen = await onPage(page, site.listed, url, async ({ module, baseUrl }) => {
    const { createQuire } = (await import(module)) as Client;
    const quire = createQuire({ baseUrl, cookie: true });
    const isRestored = await quire.session.restore();
    const { username } = (await quire.get('/api/v1/users/me')).data;
    await quire.session.logout();
    return [isRestored, username, await createQuire({ baseUrl, cookie: true }).session.restore()];
  });
  deepEqual(seen, [true, 'zoe', false]);
}

async function staysOut({ page, url, site }: Props): Promise<void> {
  const seen = await onPage(page, site.unlisted, url, async ({ module, baseUrl }) => {
    const { createQuire, QuireNetworkError } = (await import(module)) as Client;
    const quire = createQuire({ baseUrl, retry: { attempts: 1 } });
    const failure: unknown = await quire.get('/api/v1/posts').catch((error: unknown) => error);
    return failure instanceof QuireNetworkError;
  });
  deepEqual(seen, true);
}

/** Opens a new page of an origin, runs a function in it and gives what it answers. */
async function onPage<Answer>(
  opener: Page,
  origin: string,
  baseUrl: string,
  work: (told: Told) => Promise<Answer>,
): Promise<Answer> {
  const page = await opener.context().newPage();
  try {
    await page.goto(origin);
    return await page.evaluate(work, { module: `${origin}/client/index.js`, baseUrl });
  } finally {
    await page.close();
  }
}
