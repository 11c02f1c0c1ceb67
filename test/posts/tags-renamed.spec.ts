import { Database } from '../../src/platform/database/index.js';
import { startApp, type TestApp } from '../support/app.js';
import type { Reply } from '../support/client.js';
import { aPost, type ShownPost } from '../support/posts.js';
import { aUser, type TestUser } from '../support/users.js';
import { confusedTags } from './tags-consistency.js';

let server: TestApp;
let ann: TestUser;
let mia: TestUser;
let root: TestUser;
beforeEach(async () => {
  server = await startApp();
  ann = await aUser().named('ann').in(server);
  mia = await aUser().named('mia').moderator().in(server);
  root = await aUser().named('root').admin().in(server);
});
afterEach(async () => {
  expect(await confusedTags(server)).toEqual([]);
  await server.stop();
});

async function shown(post: ShownPost): Promise<Reply> {
  return server.api.get(`/posts/${post.id}`);
}

async function idsWith(tag: string): Promise<string[]> {
  const { data } = await server.api.get('/posts', { query: { tag } });
  return (data as ShownPost[]).map(({ id }) => id);
}

function expectMoved(reply: Reply, location: string): void {
  expect([reply.status, reply.headers.get('location'), reply.headers.get('cache-control')]).toEqual([
    308,
    location,
    'no-store',
  ]);
}

describe('reading a tag', () => {
  it('shows its name and how many published posts have it, at every moment', async () => {
    const post = await aPost().by(ann.api).tagged('Node.js').published();
    const draft = await aPost().by(ann.api).tagged('node.JS').draft();
    const first = await server.api.get('/tags/node-js');
    expect([first.status, first.data]).toEqual([200, { name: 'Node.js', slug: 'node-js', count: 1 }]);
    expect(first.headers.get('etag')).toMatch(/^"1\./);
    expect((await server.api.get('/tags/node-js')).headers.get('cache-status')).toBe('quire; hit');
    expect((await server.api.get('/tags/Node-JS')).data).toEqual(first.data);
    await ann.api.post(`/posts/${draft.id}/publish`);
    expect((await server.api.get('/tags/node-js')).data.count).toBe(2);
    await ann.api.delete(`/posts/${post.id}`);
    expect((await server.api.get('/tags/node-js')).data.count).toBe(1);
  });

  it('tells nothing of the tags of drafts, but to those who see all drafts (C069)', async () => {
    await aPost().by(ann.api).tagged('secret').draft();
    for (const api of [server.api, ann.api]) {
      expect((await api.get('/tags/secret')).status).toBe(404);
      expect((await api.get('/tags/unknown')).status).toBe(404);
    }
    for (const api of [mia.api, root.api]) {
      expect((await api.get('/tags/secret')).data).toEqual({ name: 'secret', slug: 'secret', count: 0 });
      expect((await api.get('/tags/unknown')).status).toBe(404);
    }
    await root.api.patch('/tags/secret', { name: 'hidden' });
    expect((await server.api.get('/tags/secret')).status).toBe(404);
  });
});

describe('renaming a tag', () => {
  it('reaches every post, and the old name goes on leading there', async () => {
    const post = await aPost().by(ann.api).titled('Whales').tagged('first', 'js', 'last').published();
    const draft = await aPost().by(ann.api).tagged('JS').draft();
    await shown(post);
    await server.api.get('/posts');
    const renamed = await root.api.patch('/tags/js', { name: ' JavaScript ' });
    expect(renamed.status).toBe(200);
    expect(renamed.data).toEqual({ name: 'JavaScript', slug: 'javascript', count: 1 });
    expect(renamed.headers.get('etag')).toMatch(/^"2\./);

    expect((await shown(post)).data.tags).toEqual(['first', 'JavaScript', 'last']);
    expect((await server.api.get('/posts')).data[0].tags).toEqual(['first', 'JavaScript', 'last']);
    expect((await ann.api.get(`/posts/${draft.id}`)).data.tags).toEqual(['JavaScript']);
    expect((await server.api.get('/tags/javascript')).data.count).toBe(1);
    for (const tag of ['js', 'JS', 'javascript', 'JavaScript']) expect(await idsWith(tag)).toEqual([post.id]);
    expect((await server.api.get('/posts?q=javascript')).data).toHaveLength(1);
    expect((await server.api.get('/posts?q=js')).data).toEqual([]);
    expectMoved(await server.api.get('/tags/js'), '/api/v1/tags/javascript');
    expectMoved(await server.api.get('/tags/JS'), '/api/v1/tags/javascript');
    expectMoved(await root.api.patch('/tags/js', { name: 'x' }), '/api/v1/tags/javascript');
    expectMoved(await root.api.post('/tags/js/merge', { into: 'last' }), '/api/v1/tags/javascript/merge');
    const names = (await server.api.get('/tags?sortBy=name&sortOrder=asc')).data as { name: string }[];
    expect(names.map(({ name }) => name)).toEqual(['first', 'JavaScript', 'last']);
  });

  it('makes no version of a post, so that no editor’s save fails, but another tag of its answer', async () => {
    const post = await aPost().by(ann.api).tagged('js').published();
    const before = await shown(post);
    await root.api.patch('/tags/js', { name: 'JavaScript' });
    const after = await shown(post);
    expect(after.data).toEqual({ ...before.data, tags: ['JavaScript'] });
    const etag = before.headers.get('etag') ?? '';
    expect(after.headers.get('etag')).not.toBe(etag);
    expect((await server.api.get(`/posts/${post.id}`, { headers: { 'If-None-Match': etag } })).status).toBe(200);
    const saved = await ann.api.patch(
      `/posts/${post.id}`,
      { title: 'Saved', tags: ['js', 'new'] },
      { headers: { 'If-Match': etag } },
    );
    expect([saved.status, saved.data.tags]).toEqual([200, ['JavaScript', 'new']]);
  });

  it('holds for posts that are given the old name later', async () => {
    const post = await aPost().by(ann.api).tagged('js').published();
    await root.api.patch('/tags/js', { name: 'JavaScript' });
    const late = await aPost().by(ann.api).tagged('a', 'Js', 'javaScript', 'b').published();
    expect(late.tags).toEqual(['a', 'JavaScript', 'b']);
    expect((await server.api.get('/tags/javascript')).data.count).toBe(2);
    const again = await ann.api.patch(`/posts/${post.id}`, { tags: ['JS'] });
    expect(again.data).toMatchObject({ tags: ['JavaScript'], version: 1 });
    await ann.api.patch(`/posts/${post.id}`, { tags: ['x'] });
    const restored = await ann.api.post(`/posts/${post.id}/revisions/1/restore`);
    expect(restored.data.tags).toEqual(['JavaScript']);
    expect((await ann.api.get(`/posts/${post.id}/revisions/1`)).data.tags).toEqual(['js']);
  });

  it('again and again leads from all of them to the last, and back to one that it had', async () => {
    const post = await aPost().by(ann.api).tagged('one').published();
    for (const [slug, name] of [
      ['one', 'Two'],
      ['two', 'Three'],
      ['three', 'One'],
      ['one', 'Two'],
    ]) {
      expect((await root.api.patch(`/tags/${slug}`, { name })).data).toMatchObject({ name, slug: name?.toLowerCase() });
    }
    for (const slug of ['one', 'three']) expectMoved(await server.api.get(`/tags/${slug}`), '/api/v1/tags/two');
    for (const tag of ['one', 'two', 'three']) expect(await idsWith(tag)).toEqual([post.id]);
    expect((await shown(post)).data.tags).toEqual(['Two']);
  });

  it('to another spelling keeps the slug, and to the same name does nothing', async () => {
    const post = await aPost().by(ann.api).tagged('graphql').published();
    expect((await root.api.patch('/tags/graphql', { name: 'GraphQL' })).data.slug).toBe('graphql');
    expect((await shown(post)).data.tags).toEqual(['GraphQL']);
    const nothing = await root.api.patch('/tags/graphql', { name: 'GraphQL' });
    expect([nothing.status, nothing.headers.get('etag')?.slice(0, 3)]).toEqual([200, '"2.']);
    const own = await aPost().by(ann.api).tagged('graphQl').published();
    expect(own.tags).toEqual(['graphQl']);
  });

  it('finds a slug of its own where another tag is spelled alike', async () => {
    await aPost().by(ann.api).tagged('世界', 'other', 'c plus plus').published();
    expect((await root.api.patch('/tags/other', { name: '视界' })).data.slug).toMatch(/^shi-?jie-[0-9a-f]{12}$/);
    const plus = await root.api.patch('/tags/c-plus-plus', { name: 'C++' });
    expect(plus.data).toEqual({ name: 'C++', slug: 'c-plus-plus', count: 1 });
    expect(await idsWith('c plus plus')).toHaveLength(1);
    expect((await root.api.patch('/tags/c-plus-plus', { name: 'C plus plus' })).data.slug).toBe('c-plus-plus');
    expect(await idsWith('C++')).toHaveLength(1);
  });

  it('is refused when another tag has the name, or had it', async () => {
    await aPost().by(ann.api).tagged('js', 'node', 'deno').published();
    await root.api.patch('/tags/deno', { name: 'Bun' });
    for (const name of ['NODE', 'Deno', 'bun']) {
      const reply = await root.api.patch('/tags/js', { name });
      expect([reply.status, reply.body.code]).toEqual([409, 'TAG_TAKEN']);
      expect(reply.body.detail).toMatch(/^The tag (node|bun) has this name/);
    }
    expect((await server.api.get('/tags/js')).data.name).toBe('js');
  });

  it('is conditional where the caller wants it to be', async () => {
    await aPost().by(ann.api).tagged('one').published();
    const etag = (await server.api.get('/tags/one')).headers.get('etag') ?? '';
    const headers = { 'If-Match': etag };
    expect((await root.api.patch('/tags/one', { name: 'ONE' }, { headers })).status).toBe(200);
    const stale = await root.api.patch('/tags/one', { name: 'two' }, { headers });
    expect([stale.status, stale.body.changedFields]).toEqual([412, ['name', 'slug']]);
    expect(stale.headers.get('etag')).toBe((await server.api.get('/tags/one')).headers.get('etag'));
  });

  it.each([[''], [' \t '], ['x'.repeat(51)], [5], [null], [undefined]])('to %j is refused by name', async (name) => {
    await aPost().by(ann.api).tagged('one').published();
    const reply = await root.api.patch('/tags/one', { name });
    expect([reply.status, reply.body.errors[0].field]).toEqual([400, 'name']);
    expect((await root.api.patch('/tags/unknown', { name: 'x' })).status).toBe(404);
  });

  it('takes statements by the batch of posts, not by the post', async () => {
    for (let n = 0; n < 45; n += 1) await aPost().by(ann.api).tagged('many').draft();
    let statements = 0;
    server.app.get(Database).observe((name) => (statements += Number(name === 'tags.respell')));
    await root.api.patch('/tags/many', { name: 'plenty' });
    expect(statements).toBe(3);
  });
});
