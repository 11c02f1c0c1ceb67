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
