import pg from 'pg';
import { manyPosts } from '../posts/many-posts.js';
import { startApp, type TestApp } from '../support/app.js';
import type { Client, Reply } from '../support/client.js';
import { statementsOfRequests } from '../support/request-statements.js';
import { aUser, type TestUser } from '../support/users.js';
import { say } from './comments.js';

let server: TestApp;
let ann: TestUser;
let mia: TestUser;
let popular: string;
let statements: string[];
beforeAll(async () => {
  server = await startApp();
  ann = await aUser().named('ann').in(server);
  mia = await aUser().named('mia').moderator().in(server);
  await manyPosts(server, ann.id, 1000);
  popular = ((await server.api.get('/posts/post-1')).data as { id: string }).id;
  await manyComments(server.databaseUrl, ann.id, popular);
  statements = statementsOfRequests(server);
});
afterAll(() => server.stop());

/** Fifty comments on each post, and ten thousand and more on the popular one, every other one a reply. */
async function manyComments(databaseUrl: string, authorId: string, postId: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(COMMENTS, [authorId, postId]);
    await client.query(REPLIES);
    await client.query('UPDATE posts SET comment_count = (SELECT count(*) FROM comments c WHERE c.post_id = posts.id)');
    await client.query('VACUUM ANALYZE comments, posts');
  } finally {
    await client.end();
  }
}

const COMMENTS = `
  INSERT INTO comments (id, post_id, author_id, content, created_at, updated_at)
  SELECT gen_random_uuid(), p.id, $1, 'Comment ' || n, now() - n * interval '1 second', now()
  FROM posts p, generate_series(1, CASE WHEN p.id = $2 THEN 5100 ELSE 25 END) AS n`;
const REPLIES = `
  INSERT INTO comments (id, post_id, parent_id, author_id, content, created_at, updated_at)
  SELECT gen_random_uuid(), post_id, id, author_id, 'Reply', created_at + interval '1 ms', now() FROM comments`;

async function statementsOf(call: () => Promise<Reply>): Promise<string[]> {
  statements.length = 0;
  const reply = await call();
  if (reply.status >= 400) throw new Error(reply.text);
  return [...statements];
}

const list = (api: Client, query: Record<string, string | number> = {}): Promise<Reply> =>
  api.get(`/posts/${popular}/comments`, { query });

describe('the statements that an operation takes', () => {
  it('a list: its rows with their authors, and the count; by cursor the rows alone; a second reading none', async () => {
    for (const limit of [1, 100]) {
      const first = await statementsOf(() => list(server.api, { limit }));
      expect(first).toEqual(['text', 'text']);
      expect(await statementsOf(() => list(server.api, { limit }))).toEqual([]);
      const cursor = (await list(server.api, { limit })).body.meta.nextCursor as string;
      expect(await statementsOf(() => list(server.api, { limit, cursor }))).toEqual(['text']);
    }
    expect(await statementsOf(() => list(ann.api))).toEqual(['sessions.principal', 'text', 'text']);
  });

  it('a comment: one', async () => {
    const { id } = await say(ann, popular, 'Counted');
    expect(await statementsOf(() => server.api.get(`/comments/${id}`))).toEqual(['comments.by-id-anyone']);
    expect(await statementsOf(() => server.api.get(`/comments/${id}`))).toEqual([]);
    expect(await statementsOf(() => mia.api.get(`/comments/${id}`))).toEqual([
      'sessions.principal',
      'comments.by-id-moderator',
    ]);
  });
});

describe('a large table', () => {
  it('is counted up to ten thousand, beyond which a cursor leads', async () => {
    const { meta } = (await list(server.api)).body;
    expect(meta).toMatchObject({ total: 10_000, totalPages: 500, totalIsExact: false });
    expect((await list(server.api, { page: 502 })).body.errors[0].message).toContain('cursor');
  });
});
