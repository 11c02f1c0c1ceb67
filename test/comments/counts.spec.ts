import { Database } from '../../src/platform/database/index.js';
import { startApp, type TestApp } from '../support/app.js';
import type { Client, Reply } from '../support/client.js';
import { aPost, type ShownPost } from '../support/posts.js';
import { aUser, type TestUser } from '../support/users.js';
import { say, type ShownComment } from './comments.js';

let server: TestApp;
let second: TestApp;
let ann: TestUser;
let bob: TestUser;
let mia: TestUser;
let root: TestUser;
beforeAll(async () => {
  server = await startApp();
  second = await startApp({}, server);
  ann = await aUser().named('ann').in(server);
  bob = await aUser().named('bob').in(server);
  mia = await aUser().named('mia').moderator().in(server);
  root = await aUser().named('root').admin().in(server);
});
afterAll(async () => {
  await second.stop();
  await server.stop();
});

/** A user as a client of the other instance. */
const elsewhere = ({ accessToken }: TestUser): Client => second.api.with(accessToken);
/** Makes the calls eight at a time: as many as two instances take at once without letting anybody wait for a connection. */
async function storm(calls: (() => Promise<Reply>)[]): Promise<Reply[]> {
  const replies: Reply[] = [];
  const left = calls.entries();
  const work = async (): Promise<void> => {
    for (const [index, call] of left) replies[index] = await call();
  };
  await Promise.all(Array.from({ length: 8 }, work));
  return replies;
}

const statuses = (replies: Reply[]): number[] => replies.map(({ status }) => status).sort();

async function expectRightCount({ id }: ShownPost): Promise<number> {
  const [row] = await server.app.get(Database).queryText<{ kept: number; counted: number }>(
    `SELECT comment_count AS kept,
       (SELECT count(*)::integer FROM comments WHERE post_id = posts.id AND NOT hidden AND NOT deleted) AS counted
     FROM posts WHERE id = $1`,
    [id],
  );
  expect(row?.kept).toBe(row?.counted);
  expect((await ann.api.get(`/posts/${id}`)).data.commentCount).toBe(row?.counted);
  return row?.counted ?? Number.NaN;
}

describe('the count of comments', () => {
  it('is right after a storm of them over two instances, and no edit of the post is lost or refused', async () => {
    const post = await aPost().by(ann.api).published();
    const comments: ShownComment[] = [];
    for (let n = 0; n < 12; n += 1) comments.push(await say(bob, post.id, `Before ${n}`));
    const calls = comments.flatMap(({ id }, n) => [
      () => elsewhere(ann).post(`/posts/${post.id}/comments`, { content: 'New' }),
      () => ann.api.post(`/posts/${post.id}/comments`, { content: 'A reply', parentId: id }),
      () => (n % 2 ? bob.api : elsewhere(bob)).delete(`/comments/${id}`),
      () => elsewhere(mia).post(`/comments/${id}/hide`),
      () => mia.api.post(`/comments/${id}/unhide`),
      () => ann.api.patch(`/posts/${post.id}`, { title: `Edit ${n}` }),
    ]);
    const replies = await storm(calls);
    expect(replies.filter(({ status }) => ![200, 201, 204, 409].includes(status))).toEqual([]);
    const edits = replies.filter((_, index) => index % 6 === 5);
    expect(statuses(edits)).toEqual(Array(12).fill(200));
    expect((await ann.api.get(`/posts/${post.id}`)).data.version).toBe(post.version + 12);
    expect(await expectRightCount(post)).toBeGreaterThanOrEqual(12);
  });

  it('falls by one when many delete one comment at once', async () => {
    const post = await aPost().by(ann.api).published();
    const { id } = await say(bob, post.id, 'Once');
    await say(bob, post.id, 'Stays');
    const callers = [bob.api, mia.api, root.api, elsewhere(bob), elsewhere(mia), elsewhere(root)];
    const replies = await Promise.all(callers.map((api) => api.delete(`/comments/${id}`)));
    expect(statuses(replies)).toEqual([204, 409, 409, 409, 409, 409]);
    expect(await expectRightCount(post)).toBe(1);
  });

  it('falls by one when a comment is hidden by many and deleted at once', async () => {
    const post = await aPost().by(ann.api).published();
    for (let n = 0; n < 5; n += 1) {
      const { id } = await say(bob, post.id, 'Contested');
      const replies = await Promise.all([
        mia.api.post(`/comments/${id}/hide`),
        elsewhere(root).post(`/comments/${id}/hide`),
        elsewhere(bob).delete(`/comments/${id}`),
      ]);
      expect(replies[2].status).toBe(204);
      expect(await expectRightCount(post)).toBe(0);
    }
  });

  it('has no reply begun before its comment went, and none after', async () => {
    const post = await aPost().by(ann.api).published();
    for (let n = 0; n < 5; n += 1) {
      const { id } = await say(bob, post.id, 'Going');
      const [removal, ...replies] = await Promise.all([
        bob.api.delete(`/comments/${id}`),
        elsewhere(ann).post(`/posts/${post.id}/comments`, { content: 'Stay!', parentId: id }),
        mia.api.post(`/posts/${post.id}/comments`, { content: 'Stay!', parentId: id }),
      ]);
      expect(removal.status).toBe(204);
      for (const { status } of replies) expect([201, 409]).toContain(status);
      const late = await ann.api.post(`/posts/${post.id}/comments`, { content: 'Late', parentId: id });
      expect(late.status).toBe(409);
      await expectRightCount(post);
    }
  });

  it('is of comments on a post that was published: of an unpublication and comments at once, one side is first', async () => {
    for (let n = 0; n < 5; n += 1) {
      const post = await aPost().by(ann.api).published();
      const [unpublication, ...replies] = await Promise.all([
        elsewhere(ann).post(`/posts/${post.id}/unpublish`),
        bob.api.post(`/posts/${post.id}/comments`, { content: 'In time?' }),
        elsewhere(bob).post(`/posts/${post.id}/comments`, { content: 'In time?' }),
      ]);
      expect(unpublication.status).toBe(200);
      for (const { status } of replies) expect([201, 404]).toContain(status);
      expect(await expectRightCount(post)).toBe(replies.filter(({ status }) => status === 201).length);
    }
  });
});

describe('a post that is removed for good', () => {
  it('takes its comments along, also those that are written and changed meanwhile', async () => {
    const post = await aPost().by(ann.api).published();
    const comment = await say(bob, post.id, 'One');
    await say(ann, post.id, 'Two', comment);
    const [purge, ...others] = await Promise.all([
      root.api.delete(`/posts/${post.id}?purge=true`),
      elsewhere(bob).post(`/posts/${post.id}/comments`, { content: 'Three', parentId: comment.id }),
      bob.api.post(`/posts/${post.id}/comments`, { content: 'Four' }),
      bob.api.patch(`/comments/${comment.id}`, { content: 'Changed' }),
      elsewhere(bob).delete(`/comments/${comment.id}`),
    ]);
    expect(purge.status).toBe(204);
    for (const { status } of others) expect([200, 201, 204, 404, 409]).toContain(status);
    const rows = await server.app.get(Database).queryText('SELECT id FROM comments WHERE post_id = $1', [post.id]);
    expect(rows).toEqual([]);
    expect((await mia.api.get(`/comments/${comment.id}`)).status).toBe(404);
  });
});
