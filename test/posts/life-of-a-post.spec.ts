import { startApp, type TestApp } from '../support/app.js';
import { aPost } from '../support/posts.js';
import { aUser, type TestUser } from '../support/users.js';

let server: TestApp;
let ann: TestUser;
let bob: TestUser;
let moderator: TestUser;
beforeAll(async () => {
  server = await startApp();
  ann = await aUser().named('ann').in(server);
  bob = await aUser().named('bob').in(server);
  moderator = await aUser().named('mia').moderator().in(server);
});
afterAll(() => server.stop());

describe('writing a post', () => {
  it('makes a draft, with its place and everything about it', async () => {
    const reply = await ann.api.post('/posts', {
      title: '  The   life of a post ',
      content: '# Hello\n',
      excerpt: ' In short ',
      tags: ['Node.js', ' API ', 'node.JS'],
      coverImageUrl: 'https://example.org/cover.png',
    });
    expect(reply.status).toBe(201);
    expect(reply.headers.get('location')).toBe(`/api/v1/posts/${reply.data.id as string}`);
    expect(reply.headers.get('etag')).toMatch(/^"1\./);
    expect(reply.data).toEqual({
      id: expect.any(String) as string,
      slug: 'the-life-of-a-post',
      title: 'The life of a post',
      excerpt: 'In short',
      contentFormat: 'markdown',
      status: 'draft',
      tags: ['Node.js', 'API'],
      author: { id: ann.id, username: ann.username, name: 'ann', avatarUrl: null },
      coverImageUrl: 'https://example.org/cover.png',
      readingTimeMinutes: 1,
      commentCount: 0,
      favoriteCount: 0,
      favorited: false,
      publishedAt: null,
      publishAt: null,
      createdAt: expect.any(String) as string,
      updatedAt: expect.any(String) as string,
      version: 1,
      content: '# Hello\n',
    });
    const read = await ann.api.get(`/posts/${reply.data.id as string}`);
    expect(read.text).toBe(reply.text);
    expect(read.headers.get('etag')).toBe(reply.headers.get('etag'));
  });

  it('publishes at once when asked to', async () => {
    const post = await aPost().by(ann.api).published();
    expect(post).toMatchObject({ status: 'published', version: 1, publishedAt: expect.any(String) as string });
    expect((await server.api.get(`/posts/${post.slug}`)).data).toEqual({ ...post, favorited: undefined });
  });

  it('needs an account', async () => {
    expect((await server.api.post('/posts', { title: 'a', content: 'b' })).status).toBe(401);
  });

  it('takes a million characters, and not one more', async () => {
    const long = await aPost()
      .by(ann.api)
      .with({ content: 'word '.repeat(200_000) })
      .published();
    expect(long).toMatchObject({ readingTimeMinutes: 909 });
    expect(
      (
        await aPost()
          .by(ann.api)
          .with({ content: 'x'.repeat(1_000_001) })
          .send()
      ).status,
    ).toBe(400);
    expect(
      (
        await aPost()
          .by(ann.api)
          .with({ content: 'x'.repeat(2_100_000) })
          .send()
      ).status,
    ).toBe(413);
  });

  it('takes a text that the search index cannot hold whole', async () => {
    const words = Array.from({ length: 20_000 }, (_, n) => {
      const word = Array.from(n.toString(16).padStart(4, '0'), (digit) =>
        String.fromCodePoint(0x10d0 + parseInt(digit, 16)),
      );
      return `${word.join('')}-${word.toReversed().join('')}`;
    });
    const post = await aPost()
      .by(ann.api)
      .with({ content: words.join(' ') })
      .published();
    const found = await server.api.get('/posts', { query: { q: words[7] } });
    expect((found.data as { id: string }[]).map(({ id }) => id)).toEqual([post.id]);
  });

  it('can be repeated safely under an Idempotency-Key (C169)', async () => {
    const body = { title: 'Only once', content: 'x' };
    const headers = { 'Idempotency-Key': 'posts-once' };
    const first = await ann.api.post('/posts', body, { headers });
    const second = await ann.api.post('/posts', body, { headers });
    expect(second.headers.get('idempotent-replayed')).toBe('true');
    expect([second.status, second.text, second.headers.get('location')]).toEqual([
      201,
      first.text,
      first.headers.get('location'),
    ]);
  });
});

describe('what a post must not be', () => {
  it.each([1, true, ['a'], null, { a: 1 }, '', '   ', 'x'.repeat(201)])('C085: a title of %j', async (title) => {
    const reply = await ann.api.post('/posts', { title, content: 'x' });
    expect(reply.status).toBe(400);
    expect(reply.body.errors[0]).toMatchObject({ field: 'title' });
  });

  it.each([
    ['authorId', '0192f0c1-2345-7abc-8def-0123456789ab'],
    ['publishedAt', '2026-01-01T00:00:00.000Z'],
    ['publishAt', '2026-01-01T00:00:00.000Z'],
    ['version', 7],
    ['deletedAt', null],
    ['viewCount', 1],
    ['slugHistory', []],
    ['id', 'x'],
    ['externalId', 'x'],
    ['commentCount', 9],
  ])('C081: given %s, which is not for the caller to set', async (name, value) => {
    const created = await ann.api.post('/posts', { title: 'a', content: 'b', [name]: value });
    expect([created.status, created.body.errors]).toEqual([400, [expect.objectContaining({ field: name })]]);
    const post = await aPost().by(ann.api).draft();
    const edited = await ann.api.patch(`/posts/${post.id}`, { [name]: value });
    expect(edited.status).toBe(400);
    expect((await ann.api.get(`/posts/${post.id}`)).data).toEqual(post);
  });

  it('C081: a status is not for PATCH', async () => {
    const post = await aPost().by(ann.api).draft();
    expect((await ann.api.patch(`/posts/${post.id}`, { status: 'published' })).status).toBe(400);
  });

  it('C086: of doubled members the one that is checked is the one that is kept', async () => {
    const long = 'x'.repeat(5000);
    expect((await ann.api.post('/posts', `{"title":"ok","content":"x","title":"${long}"}`)).status).toBe(400);
    const reply = await ann.api.post('/posts', `{"title":"${long}","content":"x","title":"ok then"}`);
    expect(reply.data.title).toBe('ok then');
    expect((await ann.api.post('/posts', '{"title":"a","Title":"b","content":"x"}')).status).toBe(400);
  });

  it.each([
    ['21 tags', { tags: Array.from({ length: 21 }, (_, n) => `t${n}`) }, 'tags'],
    ['an empty tag', { tags: ['ok', ' '] }, 'tags[1]'],
    ['a tag of 51 characters', { tags: ['x'.repeat(51)] }, 'tags[0]'],
    ['a number for a tag', { tags: ['a', 5] }, 'tags[1]'],
    ['no list of tags', { tags: 'a' }, 'tags'],
    ['an excerpt of 501 characters', { excerpt: 'x'.repeat(501) }, 'excerpt'],
    ['a script for a cover', { coverImageUrl: 'javascript:alert(1)' }, 'coverImageUrl'],
    ['a slug with capitals', { slug: 'Not-This' }, 'slug'],
    ['a slug with a line break', { slug: 'a\r\nb' }, 'slug'],
    ['a slug that is a route', { slug: 'feed' }, 'slug'],
    ['a slug like an id', { slug: '0192f0c1-2345-7abc-8def-0123456789ab' }, 'slug'],
    ['a status that is none', { status: 'archived' }, 'status'],
    ['blank content', { content: ' \n ' }, 'content'],
  ])('%s', async (_, members, field) => {
    const reply = await aPost().by(ann.api).with(members).send();
    expect(reply.status).toBe(400);
    expect(reply.body).toMatchObject({ code: 'VALIDATION_ERROR', errors: [{ field }] });
  });
});

describe('editing a post', () => {
  it('changes what is given and nothing else', async () => {
    const post = await aPost().by(ann.api).tagged('a', 'b').with({ excerpt: 'Short' }).draft();
    const reply = await ann.api.patch(`/posts/${post.id}`, { title: 'Another title', tags: ['b', 'c'], excerpt: null });
    expect(reply.status).toBe(200);
    expect(reply.data).toEqual({
      ...post,
      title: 'Another title',
      tags: ['b', 'c'],
      excerpt: 'Some words.',
      version: 2,
      updatedAt: expect.any(String) as string,
    });
    expect(reply.headers.get('etag')).toMatch(/^"2\./);
  });

  it('C087: without a change makes no version, and takes no null for a title', async () => {
    const post = await aPost().by(ann.api).tagged('a').draft();
    const path = `/posts/${post.id}`;
    for (const body of [{}, undefined, { title: post.title, tags: ['a'], slug: post.slug, excerpt: '' }]) {
      const reply = await ann.api.patch(path, body);
      expect([reply.status, reply.data]).toEqual([200, post]);
    }
    expect((await ann.api.patch(path, { title: null })).status).toBe(400);
  });

  it('C076: cannot reach another post through the body', async () => {
    const mine = await aPost().by(ann.api).draft();
    const theirs = await aPost().by(bob.api).published();
    expect((await ann.api.patch(`/posts/${mine.id}`, { id: theirs.id, title: 'Hijack' })).status).toBe(400);
    const headers = { 'If-Match': '"7.zzzz"' };
    expect((await ann.api.patch(`/posts/${mine.id}`, { title: 'x' }, { headers })).status).toBe(412);
    expect((await server.api.get(`/posts/${theirs.id}`)).data).toEqual({ ...theirs, favorited: undefined });
  });

  it('C068: is not for a stranger, who is told so of a post that they can read', async () => {
    const post = await aPost().by(ann.api).published();
    for (const refused of [
      await bob.api.patch(`/posts/${post.id}`, { title: 'Mine' }),
      await bob.api.delete(`/posts/${post.id}`),
      await bob.api.post(`/posts/${post.id}/publish`),
      await bob.api.post(`/posts/${post.id}/unpublish`),
      await bob.api.post(`/posts/${post.id}/restore`),
    ]) {
      expect([refused.status, refused.body.code]).toEqual([403, 'FORBIDDEN']);
    }
    expect((await moderator.api.post(`/posts/${post.id}/unpublish`)).status).toBe(200);
    expect((await moderator.api.patch(`/posts/${post.id}`, { authorId: bob.id })).status).toBe(400);
    expect((await moderator.api.patch(`/posts/${post.id}`, { title: 'Better' })).data).toMatchObject({
      title: 'Better',
      author: { id: ann.id },
    });
  });

  it('C131: is conditional where the caller wants it to be', async () => {
    const post = await aPost().by(ann.api).published();
    const path = `/posts/${post.id}`;
    let etag = '';
    for (const caller of [server.api, ann.api]) {
      etag = (await caller.get(path)).headers.get('etag') ?? '';
      const unchanged = await caller.get(path, { headers: { 'If-None-Match': etag } });
      expect([unchanged.status, unchanged.text]).toEqual([304, '']);
    }
    expect((await ann.api.patch(path, { title: 'Without' })).status).toBe(200);
    for (const condition of [etag, `W/${etag}`, '"gone"']) {
      const headers = { 'If-Match': condition };
      expect((await ann.api.patch(path, { title: 'Stale' }, { headers })).status).toBe(412);
      expect((await ann.api.delete(path, undefined, { headers })).status).toBe(412);
    }
    const { data, headers } = await ann.api.get(path);
    expect(data).toMatchObject({ title: 'Without', version: 2 });
    const fresh = { 'If-Match': headers.get('etag') ?? '' };
    expect((await ann.api.delete(path, undefined, { headers: fresh })).status).toBe(204);
  });

  it('C179: of twenty edits of one version one is saved', async () => {
    const post = await aPost().by(ann.api).draft();
    const { headers } = await ann.api.get(`/posts/${post.id}`);
    const condition = { headers: { 'If-Match': headers.get('etag') ?? '' } };
    const replies = await Promise.all(
      Array.from({ length: 20 }, (_, n) => ann.api.patch(`/posts/${post.id}`, { title: `Try ${n}` }, condition)),
    );
    const statuses = replies.map(({ status }) => status).sort();
    expect(statuses).toEqual([200, ...Array.from({ length: 19 }, () => 412)]);
    expect((await ann.api.get(`/posts/${post.id}`)).data.version).toBe(2);
    const refused = replies.find(({ status }) => status === 412);
    expect(refused?.body.changedFields).toEqual(['title']);
    expect(refused?.headers.get('etag')).toBe((await ann.api.get(`/posts/${post.id}`)).headers.get('etag'));
  });
});

describe('publishing', () => {
  it('goes from draft to published and back, and keeps the first date', async () => {
    const post = await aPost().by(ann.api).draft();
    const published = await ann.api.post(`/posts/${post.id}/publish`);
    expect([published.status, published.data.status, published.data.version]).toEqual([200, 'published', 2]);
    const draft = await ann.api.post(`/posts/${post.id}/unpublish`);
    expect(draft.data).toMatchObject({ status: 'draft', publishedAt: published.data.publishedAt as string });
    const again = await ann.api.post(`/posts/${post.id}/publish`, {});
    expect(again.data).toMatchObject({ status: 'published', publishedAt: published.data.publishedAt as string });
  });

  it('twice is a state that does not admit it, and the answer says what does', async () => {
    const post = await aPost().by(ann.api).published();
    const reply = await ann.api.post(`/posts/${post.id}/publish`);
    expect([reply.status, reply.body.code, reply.body.allowed]).toEqual([
      409,
      'INVALID_STATE',
      ['unpublish', 'archive'],
    ]);
    const draft = await aPost().by(ann.api).draft();
    const other = await ann.api.post(`/posts/${draft.id}/unpublish`);
    expect([other.status, other.body.allowed]).toEqual([409, ['publish', 'archive']]);
  });

  it('C183: stays legal when everything happens at once', async () => {
    const post = await aPost().by(ann.api).draft();
    const path = `/posts/${post.id}`;
    const replies = await Promise.all(
      Array.from({ length: 48 }, (_, n) => {
        if (n % 3 === 0) return ann.api.post(`${path}/publish`);
        return n % 3 === 1 ? ann.api.post(`${path}/unpublish`) : ann.api.patch(path, { title: `Try ${n}` });
      }),
    );
    expect(replies.filter(({ status }) => ![200, 409].includes(status)).map(({ text }) => text)).toEqual([]);
    const saved = replies.filter(({ status }) => status === 200).length;
    expect((await ann.api.get(path)).data.version).toBe(1 + saved);
    const ended = await Promise.all([ann.api.delete(path), ann.api.post(`${path}/publish`), ann.api.delete(path)]);
    expect(ended.every(({ status }) => [200, 204, 404, 409].includes(status))).toBe(true);
    expect((await ann.api.get(path)).status).toBe(404);
  });
});

describe('the trash', () => {
  it('C078: takes a post out of everybody’s sight until it is restored, as a draft', async () => {
    const post = await aPost().by(ann.api).tagged('trashed').published();
    const removed = await ann.api.delete(`/posts/${post.id}`);
    expect([removed.status, removed.text]).toEqual([204, '']);
    for (const caller of [server.api, bob.api, ann.api, moderator.api]) {
      expect((await caller.get(`/posts/${post.id}`)).status).toBe(404);
      expect((await caller.get(`/posts/${post.slug}`)).status).toBe(404);
    }
    expect((await ann.api.patch(`/posts/${post.id}`, { title: 'x' })).status).toBe(404);
    expect((await ann.api.post(`/posts/${post.id}/publish`)).status).toBe(404);
    expect((await ann.api.delete(`/posts/${post.id}`)).status).toBe(404);
    expect((await bob.api.post(`/posts/${post.id}/restore`)).status).toBe(404);

    const restored = await ann.api.post(`/posts/${post.id}/restore`);
    expect(restored.data).toMatchObject({ status: 'draft', slug: post.slug, tags: ['trashed'], version: 3 });
    expect((await server.api.get(`/posts/${post.id}`)).status).toBe(404);
    expect((await ann.api.post(`/posts/${post.id}/publish`)).data).toMatchObject({ publishedAt: post.publishedAt });
  });

  it('gives back to moderators too, and only what lies in it', async () => {
    const post = await aPost().by(ann.api).draft();
    expect((await moderator.api.delete(`/posts/${post.id}`)).status).toBe(204);
    expect((await moderator.api.post(`/posts/${post.id}/restore`)).status).toBe(200);
    const again = await ann.api.post(`/posts/${post.id}/restore`);
    expect([again.status, again.body.code]).toEqual([409, 'INVALID_STATE']);
  });
});
