import { Database } from '../../src/platform/database/index.js';
import { TagCountsRepository } from '../../src/posts/tag-counts.repository.js';
import { onDatabase } from '../database/catalogue.js';
import { startApp, type TestApp } from '../support/app.js';
import { aPost, type ShownPost } from '../support/posts.js';
import { aUser, type TestUser } from '../support/users.js';
import { confusedTags } from './tags-consistency.js';
import { threeAtATime } from './three-at-a-time.js';

let server: TestApp;
let ann: TestUser;
let root: TestUser;
beforeEach(async () => {
  server = await startApp();
  ann = await aUser().named('ann').in(server);
  root = await aUser().named('root').admin().in(server);
});
afterEach(async () => {
  expect(await confusedTags(server)).toEqual([]);
  await server.stop();
});

async function tagsOf(post: ShownPost): Promise<string[]> {
  return (await ann.api.get(`/posts/${post.id}`)).data.tags as string[];
}

async function countsOf(): Promise<Record<string, number>> {
  const { data } = await server.api.get('/tags');
  return Object.fromEntries((data as { slug: string; count: number }[]).map(({ slug, count }) => [slug, count]));
}

describe('merging a tag into another', () => {
  it('gives its posts the other one, in its place and not twice', async () => {
    const posts = [
      await aPost().by(ann.api).tagged('a', 'js', 'b').published(),
      await aPost().by(ann.api).tagged('a', 'js', 'b', 'JavaScript', 'c').published(),
      await aPost().by(ann.api).tagged('JAVASCRIPT', 'b', 'js').published(),
      await aPost().by(ann.api).tagged('JS').draft(),
      await aPost().by(ann.api).tagged('javascript').published(),
    ];
    await server.api.get(`/posts/${posts[0]?.id}`);
    const merged = await root.api.post('/tags/js/merge', { into: 'JavaScript' });
    expect([merged.status, merged.data]).toEqual([200, { name: 'JavaScript', slug: 'javascript', count: 4 }]);
    expect(await Promise.all(posts.map(tagsOf))).toEqual([
      ['a', 'JavaScript', 'b'],
      ['a', 'JavaScript', 'b', 'c'],
      ['JAVASCRIPT', 'b'],
      ['JavaScript'],
      ['javascript'],
    ]);
    expect((await server.api.get(`/posts/${posts[0]?.id}`)).data).toMatchObject({
      tags: ['a', 'JavaScript', 'b'],
      version: 1,
    });
    expect(await countsOf()).toEqual({ javascript: 4, a: 2, b: 3, c: 1 });
    const old = await server.api.get('/tags/js');
    expect([old.status, old.headers.get('location')]).toEqual([308, '/api/v1/tags/javascript']);
    for (const tag of ['js', 'javascript']) expect((await server.api.get(`/posts?tag=${tag}`)).data).toHaveLength(4);
  });

  it('holds for posts that are given the old name later, and for merges of merged ones', async () => {
    await aPost().by(ann.api).tagged('one', 'two', 'three').published();
    await root.api.patch('/tags/one', { name: 'uno' });
    await root.api.post('/tags/uno/merge', { into: 'two' });
    await root.api.post('/tags/two/merge', { into: 'three' });
    const late = await aPost().by(ann.api).tagged('one', 'x', 'uno', 'TWO').published();
    expect(late.tags).toEqual(['three', 'x']);
    expect(await countsOf()).toEqual({ three: 2, x: 1 });
    for (const slug of ['one', 'uno', 'two']) {
      expect((await server.api.get(`/tags/${slug}`)).headers.get('location')).toBe('/api/v1/tags/three');
    }
    await root.api.patch('/tags/three', { name: 'Two again' });
    expect((await root.api.patch('/tags/two-again', { name: 'two' })).data).toMatchObject({ name: 'two', slug: 'two' });
  });

  it('into an old name means the tag that it leads to', async () => {
    await aPost().by(ann.api).tagged('one').published();
    await aPost().by(ann.api).tagged('two').published();
    await root.api.patch('/tags/two', { name: 'three' });
    expect((await root.api.post('/tags/one/merge', { into: 'two' })).data).toMatchObject({ slug: 'three', count: 2 });
  });

  it('is refused where there is nothing to merge', async () => {
    await aPost().by(ann.api).tagged('one').published();
    for (const into of ['one', 'unknown', '', 'x'.repeat(101), 5]) {
      const reply = await root.api.post('/tags/one/merge', { into });
      expect([into, reply.status, reply.body.errors[0].field]).toEqual([into, 400, 'into']);
    }
    await root.api.patch('/tags/one', { name: 'uno' });
    expect((await root.api.post('/tags/uno/merge', { into: 'one' })).status).toBe(400);
    expect((await root.api.post('/tags/unknown/merge', { into: 'uno' })).status).toBe(404);
  });

  it('can be repeated safely under an Idempotency-Key', async () => {
    await aPost().by(ann.api).tagged('one', 'two').published();
    const headers = { 'Idempotency-Key': 'merge-once' };
    const first = await root.api.post('/tags/one/merge', { into: 'two' }, { headers });
    const second = await root.api.post('/tags/one/merge', { into: 'two' }, { headers });
    expect([second.status, second.text, second.headers.get('idempotent-replayed')]).toEqual([200, first.text, 'true']);
  });
});

describe('everything at the same time', () => {
  it('writers who give a tag while it is renamed and merged: every post ends with the last name', async () => {
    const first = await aPost().by(ann.api).tagged('old', 'other').published();
    const writers = Array.from({ length: 40 }, (_, n) => () => {
      if (n % 4 === 0) return ann.api.patch(`/posts/${first.id}`, { tags: [`w${n}`, 'old'] });
      return aPost().by(ann.api).tagged('old', `w${n}`).with({ status: 'published' }).send();
    });
    const changes = (async () => [
      await root.api.patch('/tags/old', { name: 'newer' }),
      await root.api.post('/tags/newer/merge', { into: 'other' }),
      await root.api.patch('/tags/other', { name: 'newest' }),
    ])();
    const [written, changed] = await Promise.all([threeAtATime(writers), changes]);
    expect(changed.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(written.filter(({ status }) => status >= 300).map(({ text }) => text)).toEqual([]);
    const { data, body } = await server.api.get('/posts?limit=100');
    expect(body.meta.total).toBe(31);
    for (const { tags } of data as { tags: string[] }[]) {
      expect(tags).toContain('newest');
      expect(tags).not.toContain('old');
    }
    expect((await server.api.get('/tags/newest')).data.count).toBe(31);
  });

  it('two admins who merge in a circle: the second finds them to be one', async () => {
    await aPost().by(ann.api).tagged('one', 'two').published();
    const replies = await Promise.all([
      root.api.post('/tags/one/merge', { into: 'two' }),
      root.api.post('/tags/two/merge', { into: 'one' }),
    ]);
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 400]);
    expect(Object.values(await countsOf())).toEqual([1]);
  });

  it('counts stay right however posts come and go, also while they are summed up', async () => {
    const posts = await Promise.all(
      Array.from({ length: 8 }, (_, n) => aPost().by(ann.api).tagged('shared', `t${n}`).published()),
    );
    const database = server.app.get(Database);
    const counts = server.app.get(TagCountsRepository);
    const steps = posts.flatMap(({ id }, n) => [
      () => ann.api.post(`/posts/${id}/unpublish`),
      () => ann.api.patch(`/posts/${id}`, { tags: ['shared', `u${n}`] }),
      () => ann.api.post(`/posts/${id}/publish`),
      () => ann.api.post(`/posts/${id}/archive`),
      () => ann.api.delete(`/posts/${id}`),
      () => ann.api.post(`/posts/${id}/restore`),
      () => ann.api.patch(`/posts/${id}`, { tags: [`t${n}`] }),
      () => counts.settle(),
    ]);
    for (let round = 0; round < 2; round += 1) {
      await threeAtATime<unknown>(steps);
      expect(await confusedTags(server)).toEqual([]);
    }
    await ann.api.post(`/posts/${posts[0]?.id}/publish`);
    await root.api.delete(`/posts/${posts[0]?.id}?purge=true`);
    await root.api.delete(`/posts/${posts[1]?.id}?purge=true`);
    await counts.settle();
    expect(await database.queryText('SELECT FROM tag_counts')).toEqual([]);
    expect(await confusedTags(server)).toEqual([]);
  });
});

describe('the list of tags', () => {
  it('does not read a single post', async () => {
    await aPost().by(ann.api).tagged('one').published();
    await onDatabase(server.databaseUrl, async (client) => {
      await client.query('BEGIN; LOCK TABLE posts, post_tags IN ACCESS EXCLUSIVE MODE');
      expect((await server.api.get('/tags')).data).toEqual([{ name: 'one', slug: 'one', count: 1 }]);
      await client.query('COMMIT');
    });
  });
});
