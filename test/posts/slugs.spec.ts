import { startApp, type TestApp } from '../support/app.js';
import { aPost } from '../support/posts.js';
import { aUser, type TestUser } from '../support/users.js';

let server: TestApp;
let ann: TestUser;
let bob: TestUser;
beforeAll(async () => {
  server = await startApp();
  ann = await aUser().named('ann').in(server);
  bob = await aUser().named('bob').in(server);
});
afterAll(() => server.stop());

describe('the slug of a new post', () => {
  it('comes from the title, in whatever script it is written', async () => {
    expect(await aPost().by(ann.api).titled('Grüße aus Москва').draft()).toMatchObject({ slug: 'grusse-aus-moskva' });
    expect(await aPost().by(ann.api).titled('!!!').draft()).toMatchObject({ slug: 'post' });
    expect(await aPost().by(ann.api).titled('Feed').draft()).toMatchObject({ slug: 'post-feed' });
  });

  it('C181: is distinct for each of fifty posts that appear at once under one title', async () => {
    const replies = await Promise.all(
      Array.from({ length: 50 }, () => aPost().by(ann.api).titled('Everybody writes this').send()),
    );
    expect(replies.map(({ status }) => status)).toEqual(Array.from({ length: 50 }, () => 201));
    const slugs = replies.map(({ data }) => data.slug);
    expect(new Set(slugs).size).toBe(50);
    expect(slugs).toContain('everybody-writes-this');
    expect(slugs).toContain('everybody-writes-this-2');
  });

  it('can be chosen, unless a post that the author can see has it: then one that is free is suggested', async () => {
    await aPost().by(bob.api).with({ slug: 'chosen' }).published();
    const refused = await aPost().by(ann.api).with({ slug: 'chosen' }).send();
    expect([refused.status, (refused.body as unknown as { code: string }).code]).toEqual([409, 'SLUG_TAKEN']);
    const { suggestion } = refused.body as unknown as { suggestion: string };
    expect(await aPost().by(ann.api).with({ slug: suggestion }).draft()).toMatchObject({ slug: 'chosen-2' });
  });

  it('gets a suffix when a post has it that the author may not know of', async () => {
    await aPost().by(bob.api).with({ slug: 'secret-plan' }).draft();
    const trashed = await aPost().by(bob.api).with({ slug: 'thrown-away' }).published();
    await bob.api.delete(`/posts/${trashed.id}`);
    expect(await aPost().by(ann.api).with({ slug: 'secret-plan' }).draft()).toMatchObject({ slug: 'secret-plan-2' });
    expect(await aPost().by(ann.api).with({ slug: 'thrown-away' }).draft()).toMatchObject({ slug: 'thrown-away-2' });
  });

  it('does not change with the title', async () => {
    const post = await aPost().by(ann.api).titled('First title').draft();
    expect((await ann.api.patch(`/posts/${post.id}`, { title: 'Second' })).data).toMatchObject({ slug: 'first-title' });
  });
});

describe('a slug that changes', () => {
  it('leaves the old one leading to the post, for those who may see it', async () => {
    const post = await aPost().by(ann.api).with({ slug: 'old-place' }).published();
    expect((await server.api.get('/posts/old-place')).status).toBe(200);
    const edited = await ann.api.patch(`/posts/${post.id}`, { slug: 'new-place' });
    expect(edited.data).toMatchObject({ slug: 'new-place', version: 2 });
    for (const caller of [server.api, bob.api, ann.api]) {
      const reply = await caller.get('/posts/old-place');
      expect([reply.status, reply.headers.get('location'), reply.text]).toEqual([308, '/api/v1/posts/new-place', '']);
    }
    expect((await server.api.call('HEAD', '/posts/old-place')).status).toBe(308);
    await ann.api.post(`/posts/${post.id}/unpublish`);
    expect((await server.api.get('/posts/old-place')).status).toBe(404);
    expect((await ann.api.get('/posts/old-place')).status).toBe(308);
  });

  it('keeps every old one reserved for its post, which may go back to it', async () => {
    const post = await aPost().by(ann.api).with({ slug: 'round-1' }).published();
    await ann.api.patch(`/posts/${post.id}`, { slug: 'round-2' });
    expect((await aPost().by(bob.api).with({ slug: 'round-1' }).send()).status).toBe(409);
    expect(await aPost().by(bob.api).titled('Round 1').draft()).toMatchObject({ slug: 'round-1-2' });
    expect((await ann.api.patch(`/posts/${post.id}`, { slug: 'round-1' })).data).toMatchObject({ slug: 'round-1' });
    expect((await server.api.get('/posts/round-1')).data).toMatchObject({ id: post.id });
    expect((await server.api.get('/posts/round-2')).headers.get('location')).toBe('/api/v1/posts/round-1');
  });

  it('cannot become another post’s', async () => {
    await aPost().by(bob.api).with({ slug: 'bobs' }).published();
    const post = await aPost().by(ann.api).draft();
    const reply = await ann.api.patch(`/posts/${post.id}`, { slug: 'bobs' });
    expect([reply.status, reply.body.code, reply.body.suggestion]).toEqual([409, 'SLUG_TAKEN', 'bobs-2']);
    expect((await ann.api.patch(`/posts/${post.id}`, { slug: 'import' })).status).toBe(400);
    expect((await ann.api.get(`/posts/${post.id}`)).data).toEqual(post);
  });
});

describe('finding a post', () => {
  it('by id or slug, in any case', async () => {
    const post = await aPost().by(ann.api).with({ slug: 'any-case' }).published();
    for (const name of [post.id, post.id.toUpperCase(), 'any-case', 'ANY-case']) {
      expect((await server.api.get(`/posts/${name}`)).data).toEqual({ ...post, favorited: undefined });
    }
  });

  it.each(['x', '%20', '..%2f..', 'a'.repeat(300), '00000000-0000-0000-0000-000000000000'])(
    'C090: there is none called %s',
    async (name) => {
      expect((await server.api.get(`/posts/${name}`)).status).toBe(404);
    },
  );
});
