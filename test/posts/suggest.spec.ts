import { Database } from '../../src/platform/database/index.js';
import { startApp, type TestApp } from '../support/app.js';
import { aPost } from '../support/posts.js';
import { aUser, type TestUser } from '../support/users.js';
import { manyPosts } from './many-posts.js';

let server: TestApp;
let ann: TestUser;
let mia: TestUser;
beforeAll(async () => {
  server = await startApp();
  ann = await aUser().named('ann').in(server);
  mia = await aUser().named('mia').moderator().in(server);
});
afterAll(() => server.stop());

async function suggest(q: string, api = server.api): Promise<string[]> {
  const reply = await api.get('/posts/suggest', { query: { q } });
  expect(reply.status).toBe(200);
  return (reply.data as { title: string }[]).map(({ title }) => title);
}

describe('suggesting titles', () => {
  it('completes what they begin with, in alphabetical order, with the way to the post', async () => {
    const post = await aPost().by(ann.api).titled('Node.js 24 is here').published();
    await aPost().by(ann.api).titled('Node.js 22 is here').published();
    await aPost().by(ann.api).titled('All about Node.js').published();
    expect(await suggest('node.js')).toEqual(['Node.js 22 is here', 'Node.js 24 is here']);
    const { body, headers } = await server.api.get('/posts/suggest?q=Node.js+24');
    expect(body).toEqual({ data: [{ id: post.id, slug: post.slug, title: post.title }] });
    expect(headers.get('etag')).toMatch(/^"/);
  });

  it('takes case, accents, and spaces before and between the words for no difference', async () => {
    await aPost().by(ann.api).titled('École Élémentaire').published();
    await aPost().by(ann.api).titled('Straße nach Norden').published();
    for (const q of ['École É', 'ecole elem', '  ECOLE   e', 'e\u0301cole'])
      expect(await suggest(q)).toEqual(['École Élémentaire']);
    expect(await suggest('strasse ')).toEqual(['Straße nach Norden']);
  });

  it('takes wildcards for what they are (C096)', async () => {
    await aPost().by(ann.api).titled('50%_off \\ everything').published();
    await aPost().by(ann.api).titled('50 ways').published();
    expect(await suggest('50%')).toEqual(['50%_off \\ everything']);
    expect(await suggest('50%_off \\')).toEqual(['50%_off \\ everything']);
    for (const q of ['%', '_', '\\', '5_', '*', "'", "'; DROP TABLE posts; --"]) expect(await suggest(q)).toEqual([]);
  });

  it('shows published posts only, to everybody', async () => {
    const draft = await aPost().by(ann.api).titled('Zebra').draft();
    for (const api of [server.api, ann.api, mia.api]) expect(await suggest('zeb', api)).toEqual([]);
    await ann.api.post(`/posts/${draft.id}/publish`);
    for (const api of [server.api, ann.api]) expect(await suggest('zeb', api)).toEqual(['Zebra']);
    await ann.api.patch(`/posts/${draft.id}`, { title: 'Quagga' });
    expect([await suggest('zeb'), await suggest('quag')]).toEqual([[], ['Quagga']]);
    await ann.api.delete(`/posts/${draft.id}`);
    expect(await suggest('quag')).toEqual([]);
  });

  it('is cached until a post changes', async () => {
    const outcome = async (): Promise<string | null> =>
      (await server.api.get('/posts/suggest?q=cached')).headers.get('cache-status');
    expect([await outcome(), await outcome()]).toEqual(['quire; fwd=miss', 'quire; hit']);
    await aPost().by(ann.api).titled('Cached').published();
    expect(await suggest('cached')).toEqual(['Cached']);
  });

  it.each([
    ['', 'q'],
    ['   ', 'q'],
    ['x'.repeat(201), 'q'],
    ['a\u0000', 'q'],
  ])('refuses %j', async (q, field) => {
    const reply = await server.api.get('/posts/suggest', { query: { q } });
    expect([reply.status, reply.body.errors[0].field]).toEqual([400, field]);
  });

  it('refuses to go without q, and what it does not know', async () => {
    expect((await server.api.get('/posts/suggest')).body.errors[0].field).toBe('q');
    expect((await server.api.get('/posts/suggest?q=a&limit=5')).body.errors[0].field).toBe('limit');
  });

  it('holds titles whose letters each become many', async () => {
    const title = 'ﷺ'.repeat(200);
    await aPost().by(ann.api).titled(title).published();
    await aPost().by(ann.api).titled('ﬃ'.repeat(200)).published();
    expect(await suggest('ﷺ')).toEqual([title]);
    expect(await suggest('ffiffi')).toEqual(['ﬃ'.repeat(200)]);
  });

  it('shows ten of very many, by their index', async () => {
    await manyPosts(server, ann.id, 5000);
    const titles = await suggest('post');
    expect(titles).toHaveLength(10);
    expect(titles.slice(0, 3)).toEqual(['Post 1', 'Post 10', 'Post 100']);
    const plan = await server.app.get(Database).queryText<Record<string, string>>(
      `EXPLAIN SELECT 1 FROM posts p WHERE p.status = 'published' AND p.deleted_at IS NULL
        AND p.title_key >= (SELECT post_title_key($1)) AND p.title_key < (SELECT post_title_key($1) || chr(1114111))
        ORDER BY p.title_key, p.id LIMIT 10`,
      ['post'],
    );
    expect(JSON.stringify(plan)).toContain('posts_title_key_idx');
  });
});
