import { Database } from '../../src/platform/database/index.js';
import { CONTENTS, COUNT, LINKS } from '../../src/posts/published-posts.repository.js';
import { manyPosts } from '../posts/many-posts.js';
import { startApp, type TestApp } from '../support/app.js';
import { ignoreStatements, noteStatements, statementsOf } from '../support/statements.js';
import { aUser } from '../support/users.js';

let server: TestApp;
beforeAll(async () => {
  server = await startApp();
  const ann = await aUser().named('ann').in(server);
  await manyPosts(server, ann.id, 10_050);
  noteStatements();
});
afterAll(async () => {
  ignoreStatements();
  await server.stop();
});

describe('the statements that a feed takes', () => {
  it.each([
    ['RSS', 2, '//feed.xml'],
    ['JSON Feed', 2, '//feed.json'],
    ['of a tag', 2, '//feed.xml?tag=rare'],
    ['of an author', 3, '//feed.xml?author=ann'],
    ['the index of sitemaps', 1, '//sitemap.xml'],
    ['a sitemap', 2, '//sitemap.xml?page=2'],
    ['a post as HTML', 1, '/posts/post-7?render=html'],
  ])('%s: %i', async (_, budget, path) => {
    expect(await statementsOf(() => server.api.get(path))).toHaveLength(budget);
    expect(await statementsOf(() => server.api.get(path))).toEqual([]);
  });
});

describe('a large table', () => {
  const database = (): Database => server.app.get(Database);
  const plan = async (text: string, values: unknown[]): Promise<string> => {
    const rows = await database().queryText<Record<string, string>>(`EXPLAIN ${text}`, values);
    return rows.map((row) => row['QUERY PLAN']).join('\n');
  };

  it('is not read from end to end for the contents of a feed', async () => {
    expect(await plan(CONTENTS.text, [[], 1, 1])).not.toMatch(/Seq Scan on posts/);
  });

  it.each([
    ['the number of posts', COUNT.text, []],
    ['one of its pages', LINKS.text, [5_000, 5_000]],
  ])('is not needed for a sitemap: an index alone has %s', async (_, text, values) => {
    // Ten thousand short posts that were never vacuumed are read from end to end as fast as through any index.
    const found = await database().transaction(async () => {
      await database().queryText('SET LOCAL enable_seqscan = off');
      await database().queryText('SET LOCAL enable_bitmapscan = off');
      return plan(text, values);
    });
    expect(found).toMatch(/Index Only Scan using posts_/);
  });
});
