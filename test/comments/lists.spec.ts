import { startApp, type TestApp } from '../support/app.js';
import type { Reply } from '../support/client.js';
import { aPost, type ShownPost } from '../support/posts.js';
import { aUser, type TestUser } from '../support/users.js';
import { say, type ShownComment } from './comments.js';

let server: TestApp;
let ann: TestUser;
let bob: TestUser;
let post: ShownPost;
/** In the order in which they were written: 1, 2, 1a, 3, 2a, 1b. */
let comments: ShownComment[];
beforeAll(async () => {
  server = await startApp();
  ann = await aUser().named('ann').in(server);
  bob = await aUser().named('bob').in(server);
  post = await aPost().by(ann.api).published();
  const first = await say(bob, post.id, '1');
  const second = await say(ann, post.id, '2');
  const reply = await say(ann, post.id, '1a', first);
  comments = [first, second, reply, await say(bob, post.id, '3')];
  comments.push(await say(bob, post.id, '2a', second), await say(bob, post.id, '1b', first));
});
afterAll(() => server.stop());

const list = (query: Record<string, string | number | undefined> = {}, of = post.id): Promise<Reply> =>
  server.api.get(`/posts/${of}/comments`, { query });
const texts = ({ data }: Reply): unknown[] => (data as ShownComment[]).map(({ content }) => content);

describe('the comments on a post', () => {
  it('are listed oldest first, so that a comment comes before its replies', async () => {
    const reply = await list();
    expect(reply.data).toEqual(comments);
    expect(reply.body.meta).toMatchObject({ page: 1, total: 6, totalPages: 1, hasNext: false, nextCursor: null });
    expect(texts(await list({ sortOrder: 'desc' }))).toEqual(['1b', '2a', '3', '1a', '2', '1']);
    expect(texts(await list({ sortBy: 'createdAt' }))).toEqual(texts(reply));
  });

  it('can be narrowed to those that are no replies, and to the replies to one', async () => {
    const [first, second, reply, third] = comments;
    expect(texts(await list({ parentId: 'none' }))).toEqual(['1', '2', '3']);
    const answers = await list({ parentId: first?.id });
    expect([texts(answers), answers.body.meta.total]).toEqual([['1a', '1b'], 2]);
    expect(texts(await list({ parentId: second?.id.toUpperCase() }))).toEqual(['2a']);
    for (const parentId of [reply?.id, third?.id, post.id]) expect(texts(await list({ parentId }))).toEqual([]);
    expect(texts(await list({ parentId: 'none', sortOrder: 'desc', limit: 2 }))).toEqual(['3', '2']);
    for (const parentId of ['nobody', '', 'NULL']) {
      const { status, body } = await list({ parentId });
      expect([status, body.errors[0].field]).toEqual([400, 'parentId']);
    }
  });

  it('are read page by page', async () => {
    const first = await list({ limit: 4 });
    expect([texts(first), first.body.meta.totalPages, first.body.links.prev]).toEqual([['1', '2', '1a', '3'], 2, null]);
    const second = await list({ limit: 4, page: 2 });
    expect([texts(second), second.body.meta.hasNext, second.body.links.next]).toEqual([['2a', '1b'], false, null]);
    expect(texts(await list({ limit: 4, page: 3 }))).toEqual([]);
  });

  it.each(['asc', 'desc'])(
    'are read by cursor (%s), neither skipped nor repeated while others are written',
    async (sortOrder) => {
      const other = await aPost().by(ann.api).published();
      const written: string[] = [];
      for (let n = 0; n < 5; n += 1) written.push((await say(bob, other.id, `c${n}`)).id);
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const reply = await list({ sortOrder, limit: 2, cursor }, other.id);
        seen.push(...(reply.data as ShownComment[]).map(({ id }) => id));
        cursor = (reply.body.meta.nextCursor as string | null) ?? undefined;
        if (seen.length === 2) await say(ann, other.id, 'meanwhile');
      } while (cursor !== undefined);
      const expected = sortOrder === 'asc' ? written : written.toReversed();
      expect(seen.slice(0, 5)).toEqual(expected);
      expect(new Set(seen).size).toBe(seen.length);
    },
  );

  it('C111: take no cursor of another list', async () => {
    const other = await aPost().by(ann.api).published();
    const cursor = (await list({ limit: 2 })).body.meta.nextCursor as string;
    expect((await list({ limit: 2, cursor })).status).toBe(200);
    for (const reply of [
      await list({ limit: 2, cursor }, other.id),
      await list({ limit: 2, cursor, sortOrder: 'desc' }),
      await list({ limit: 2, cursor, parentId: 'none' }),
      await ann.api.get(`/posts/${post.id}/comments`, { query: { limit: 2, cursor } }),
    ]) {
      expect([reply.status, reply.body.code]).toEqual([400, 'INVALID_CURSOR']);
    }
  });

  it('are none at first', async () => {
    const { id } = await aPost().by(ann.api).published();
    expect((await list({}, id)).body).toMatchObject({ data: [], meta: { total: 0, totalPages: 0 } });
    expect((await server.api.get(`/posts/${post.slug}/comments`)).body.errors[0].field).toBe('id');
  });
});
