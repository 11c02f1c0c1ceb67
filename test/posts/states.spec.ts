import { startApp, type TestApp } from '../support/app.js';
import type { Reply } from '../support/client.js';
import { aPost, type ShownPost } from '../support/posts.js';
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

const IN_AN_HOUR = new Date(Date.now() + 3_600_000).toISOString();
const IN_TWO_HOURS = new Date(Date.now() + 7_200_000).toISOString();
const PAST = '2020-01-01T00:00:00.000Z';

const act = (post: ShownPost, action: string, body?: unknown): Promise<Reply> =>
  ann.api.post(`/posts/${post.id}/${action}`, body);

async function inState(status: string): Promise<ShownPost> {
  const post = await aPost()
    .by(ann.api)
    .with(status === 'scheduled' ? { publishAt: IN_AN_HOUR } : { status: status === 'draft' ? 'draft' : 'published' })
    .draft();
  if (status === 'archived') return (await act(post, 'archive')).data as ShownPost;
  return post;
}

describe('the states of a post', () => {
  it.each<[string, string, string | undefined, string | string[]]>([
    ['draft', 'publish', undefined, 'published'],
    ['draft', 'publish', IN_AN_HOUR, 'scheduled'],
    ['draft', 'unpublish', undefined, ['publish', 'archive']],
    ['draft', 'archive', undefined, 'archived'],
    ['scheduled', 'publish', undefined, 'published'],
    ['scheduled', 'publish', IN_TWO_HOURS, 'scheduled'],
    ['scheduled', 'unpublish', undefined, 'draft'],
    ['scheduled', 'archive', undefined, 'archived'],
    ['published', 'publish', undefined, ['unpublish', 'archive']],
    ['published', 'publish', IN_AN_HOUR, ['unpublish', 'archive']],
    ['published', 'unpublish', undefined, 'draft'],
    ['published', 'archive', undefined, 'archived'],
    ['archived', 'publish', undefined, ['unpublish']],
    ['archived', 'publish', IN_AN_HOUR, ['unpublish']],
    ['archived', 'unpublish', undefined, 'draft'],
    ['archived', 'archive', undefined, ['unpublish']],
  ])('%s: %s (at %s) gives %j', async (status, action, publishAt, outcome) => {
    const post = await inState(status);
    expect(post.status).toBe(status);
    const reply = await act(post, action, publishAt && { publishAt });
    if (typeof outcome === 'string') {
      expect([reply.status, reply.data.status, reply.data.version]).toEqual([200, outcome, post.version + 1]);
      expect(reply.data.publishAt).toBe(outcome === 'scheduled' ? publishAt : null);
      expect(reply.headers.get('etag')).toMatch(new RegExp(`^"${post.version + 1}\\.`));
      expect(reply.data).toEqual((await ann.api.get(`/posts/${post.id}`)).data);
    } else {
      expect([reply.status, reply.body.code, reply.body.allowed]).toEqual([409, 'INVALID_STATE', outcome]);
      expect((await ann.api.get(`/posts/${post.id}`)).data).toEqual(post);
    }
  });

  it('take a body of no words for none', async () => {
    for (const body of [undefined, {}, { publishAt: null }]) {
      const post = await inState('draft');
      expect((await act(post, 'publish', body)).data).toMatchObject({ status: 'published', publishAt: null });
    }
    const draft = await inState('draft');
    for (const [body, field] of [
      [{ publishAt: PAST }, 'publishAt'],
      [{ publishAt: 'soon' }, 'publishAt'],
      [{ at: IN_AN_HOUR }, 'at'],
    ] as const) {
      const reply = await act(draft, 'publish', body);
      expect([reply.status, reply.body.errors[0].field]).toEqual([400, field]);
    }
    expect((await act(draft, 'archive', { reason: 'none' })).status).toBe(400);
    expect((await ann.api.get(`/posts/${draft.id}`)).data).toEqual(draft);
  });

  it('change only where the caller knew the version', async () => {
    for (const [status, action] of [
      ['draft', 'publish'],
      ['published', 'unpublish'],
      ['scheduled', 'archive'],
    ] as const) {
      const { id } = await inState(status);
      const known = (await ann.api.get(`/posts/${id}`)).headers.get('etag') ?? '';
      await ann.api.patch(`/posts/${id}`, { title: 'Newer' });
      const headers = { 'If-Match': known };
      const stale = await ann.api.post(`/posts/${id}/${action}`, undefined, { headers });
      expect([stale.status, stale.body.changedFields]).toEqual([412, ['title']]);
      const current = { 'If-Match': stale.headers.get('etag') ?? '' };
      const reply = await ann.api.post(`/posts/${id}/${action}`, undefined, { headers: current });
      expect([reply.status, reply.data.version]).toEqual([200, 3]);
    }
  });

  it('are changed by moderators as well, and by nobody else', async () => {
    const post = await inState('published');
    const path = `/posts/${post.id}`;
    expect((await bob.api.post(`${path}/archive`)).status).toBe(403);
    expect((await server.api.post(`${path}/archive`)).status).toBe(401);
    expect((await moderator.api.post(`${path}/archive`)).data.status).toBe('archived');
    expect((await bob.api.post(`${path}/unpublish`)).status).toBe(404);
    expect((await moderator.api.post(`${path}/unpublish`)).data.status).toBe('draft');
    expect((await moderator.api.post(`${path}/publish`, { publishAt: IN_AN_HOUR })).data.status).toBe('scheduled');
    expect((await bob.api.post(`${path}/publish`)).status).toBe(404);
  });

  it('let the text be edited, whichever it is', async () => {
    for (const status of ['draft', 'scheduled', 'published', 'archived']) {
      const post = await inState(status);
      const reply = await ann.api.patch(`/posts/${post.id}`, { title: `Edited ${status}`, content: 'Other words.' });
      expect([reply.status, reply.data.status, reply.data.publishAt]).toEqual([200, status, post.publishAt]);
    }
  });
});

describe('an archived post', () => {
  it('is seen by its author and moderators only, and keeps its slug and date', async () => {
    const post = await aPost().by(ann.api).titled('Put away').tagged('attic').published();
    expect((await server.api.get(`/posts/${post.slug}`)).status).toBe(200);
    expect((await server.api.get('/tags')).text).toContain('attic');
    await act(post, 'archive');
    for (const api of [server.api, bob.api]) {
      expect((await api.get(`/posts/${post.id}`)).status).toBe(404);
      expect((await api.get(`/posts/${post.slug}`)).status).toBe(404);
      expect((await api.get('/tags')).text).not.toContain('attic');
    }
    for (const api of [ann.api, moderator.api]) {
      expect((await api.get(`/posts/${post.slug}`)).data).toMatchObject({ status: 'archived', id: post.id });
    }
    const other = await aPost().by(bob.api).titled('Put away').published();
    expect(other.slug).toBe('put-away-2');
    await act(post, 'unpublish');
    expect((await act(post, 'publish')).data).toMatchObject({ publishedAt: post.publishedAt, slug: post.slug });
    expect((await server.api.get('/tags')).text).toContain('attic');
  });
});

describe('writing a post', () => {
  const send = (members: object): Promise<Reply> =>
    aPost()
      .by(ann.api)
      .with({ ...members })
      .send();

  it('with a time to come schedules it, published or not', async () => {
    for (const members of [{ publishAt: IN_AN_HOUR }, { publishAt: IN_AN_HOUR, status: 'published' }]) {
      const reply = await send(members);
      expect(reply.status).toBe(201);
      expect(reply.data).toMatchObject({ status: 'scheduled', publishAt: IN_AN_HOUR, publishedAt: null, version: 1 });
      expect((await server.api.get(`/posts/${reply.data.id as string}`)).status).toBe(404);
    }
  });

  it('without a time begins as asked', async () => {
    for (const [members, status] of [
      [{}, 'draft'],
      [{ publishAt: null }, 'draft'],
      [{ status: 'draft', publishAt: null }, 'draft'],
      [{ status: 'published', publishAt: null }, 'published'],
    ] as const) {
      expect((await send(members)).data).toMatchObject({ status, publishAt: null, version: 1 });
    }
  });

  it.each([
    [{ publishAt: PAST }, 'publishAt'],
    [{ publishAt: PAST, status: 'published' }, 'publishAt'],
    [{ publishAt: IN_AN_HOUR, status: 'draft' }, 'publishAt'],
    [{ publishAt: 'tomorrow' }, 'publishAt'],
    [{ publishAt: 4_102_444_800_000 }, 'publishAt'],
    [{ publishAt: '2030-02-30T00:00:00Z' }, 'publishAt'],
    [{ status: 'scheduled' }, 'status'],
    [{ status: 'archived' }, 'status'],
    [{ status: 'trashed' }, 'status'],
    [{ status: null }, 'status'],
    [{ publishedAt: PAST }, 'publishedAt'],
  ])('is refused with %j, by the name of the field', async (members, field) => {
    const reply = await send(members);
    const errors = reply.body.errors as { field: string }[];
    expect([reply.status, errors.map((error) => error.field)]).toEqual([400, [field]]);
  });

  it('that was refused has taken no slug', async () => {
    await aPost().by(ann.api).titled('Too late to claim').with({ publishAt: PAST }).send();
    expect((await aPost().by(ann.api).titled('Too late to claim').draft()).slug).toBe('too-late-to-claim');
  });
});

describe('the lists of an author', () => {
  it('show each state where it is asked for, and all of them on the author’s page', async () => {
    const eve = await aUser().named('eve').in(server);
    const posts: Record<string, ShownPost> = {};
    for (const status of ['draft', 'published']) posts[status] = await aPost().by(eve.api).with({ status }).draft();
    posts.scheduled = await aPost().by(eve.api).with({ publishAt: IN_AN_HOUR }).draft();
    const late = await aPost().by(eve.api).with({ publishAt: IN_TWO_HOURS }).draft();
    posts.archived = await aPost().by(eve.api).published();
    await eve.api.post(`/posts/${posts.archived.id}/archive`);
    const trashed = await aPost().by(eve.api).published();
    await eve.api.delete(`/posts/${trashed.id}`);

    const ids = async (path: string): Promise<unknown> =>
      ((await eve.api.get(path)).data as ShownPost[]).map(({ id }) => id);
    const page = '/users/eve/posts';
    for (const path of ['/posts', page]) {
      expect(await ids(`${path}?status=draft`)).toEqual([posts.draft?.id]);
      expect(await ids(`${path}?status=archived`)).toEqual([posts.archived.id]);
      expect(await ids(`${path}?status=trashed`)).toEqual([trashed.id]);
      expect(await ids(`${path}?status=scheduled`)).toEqual([late.id, posts.scheduled.id]);
      expect(await ids(`${path}?status=scheduled&sortOrder=asc`)).toEqual([posts.scheduled.id, late.id]);
    }
    expect(await ids(`${page}?status=published`)).toEqual([posts.published?.id]);
    const all = (await ids(page)) as string[];
    expect(all.sort()).toEqual([...Object.values(posts), late].map(({ id }) => id).sort());
  });

  it('can be walked by cursor in the order of their times', async () => {
    const zoe = await aUser().named('zoe').in(server);
    const made: string[] = [];
    for (let n = 0; n < 5; n += 1) {
      const publishAt = new Date(Date.now() + 3_600_000 * (1 + Math.floor(n / 2))).toISOString();
      made.push((await aPost().by(zoe.api).with({ publishAt }).draft()).id);
    }
    const walked: string[] = [];
    let cursor: string | undefined;
    do {
      const query = { status: 'scheduled', sortOrder: 'asc', limit: 2, cursor };
      const { data, meta } = (await zoe.api.get('/posts', { query })).body as {
        data: ShownPost[];
        meta: { nextCursor?: string };
      };
      walked.push(...data.map(({ id }) => id));
      cursor = meta.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(walked).toEqual(made);
  });

  it('take no other word for a state', async () => {
    for (const status of ['deleted', 'Draft', '', 'draft,archived']) {
      const reply = await ann.api.get('/posts', { query: { status } });
      expect([status, reply.status, reply.body.errors[0].field]).toEqual([status, 400, 'status']);
    }
  });
});
