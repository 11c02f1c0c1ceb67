import { startApp, type TestApp } from '../support/app.js';
import { read } from '../support/environment.js';
import { importFrom } from '../support/importing.js';
import type { ShownPost } from '../support/posts.js';
import { aUser, type TestUser } from '../support/users.js';
import { exportLines, importLines } from './ndjson.js';

/** The posts of a whole blog, where there is one; else the committed handful. */
const CONTENT = read('content') ?? 'content/nodejs-blog';

let first: TestApp;
let second: TestApp;
let ada: TestUser;
let bea: TestUser;
beforeAll(async () => {
  [first, second] = await Promise.all([startApp(), startApp()]);
  ada = await aUser().named('ada').admin().in(first);
  bea = await aUser().named('bea').admin().in(second);
});
afterAll(() => Promise.all([first.stop(), second.stop()]));

/** What everybody reads of each post, by its slug. */
async function published(server: TestApp, slugs: string[]): Promise<Record<string, unknown>[]> {
  const posts: Record<string, unknown>[] = [];
  for (const slug of slugs) {
    const { author, ...post } = (await server.api.get(`/posts/${slug}`)).data as ShownPost;
    const { username } = author as { username: string };
    posts.push({ ...post, author: username, id: '', updatedAt: '', version: 0 });
  }
  return posts;
}

describe('the posts of a real blog', () => {
  it('survive import, edits, export, and import into an empty database', async () => {
    const { added, refused } = await importFrom(CONTENT, first);
    expect([added > 0, refused]).toEqual([true, 0]);

    const [one, two, three] = (await first.api.get('/posts?limit=3&sortOrder=asc')).data as ShownPost[];
    await ada.api.patch(`/posts/${one?.id}`, {
      title: 'Edited ✎',
      content: 'Edited.\r\n\n```js\n\\n\n```\n',
      tags: ['Edited'],
    });
    await ada.api.patch(`/posts/${two?.id}`, { slug: 'moved-here', excerpt: 'Said briefly' });
    await ada.api.post(`/posts/${three?.id}/archive`);

    const lines = await exportLines(ada);
    expect(lines).toHaveLength(added);
    expect((await importLines(bea, lines)).data).toEqual({ accepted: added, refused: 0, errors: [] });
    expect(await exportLines(bea)).toEqual(lines);

    const slugs = lines.filter(({ status }) => status === 'published').map(({ slug }) => String(slug));
    expect(slugs).toHaveLength(added - 1);
    expect(await published(second, slugs)).toEqual(await published(first, slugs));
  }, 240_000);
});
