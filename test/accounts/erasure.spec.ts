import { v7 as uuid } from 'uuid';
import { ErasureJobs } from '../../src/accounts/erasure-jobs.service.js';
import { Database } from '../../src/platform/database/index.js';
import { Jobs } from '../../src/platform/jobs/index.js';
import { TitleWords } from '../../src/posts/index.js';
import { PLACEHOLDER_ID } from '../../src/users/index.js';
import { anApiKey } from '../support/api-keys.js';
import { startApp, type TestApp } from '../support/app.js';
import type { Reply } from '../support/client.js';
import { mailTo } from '../support/outbox.js';
import { aPost } from '../support/posts.js';
import { turnOn } from '../support/second-factor.js';
import { until } from '../support/until.js';
import { aUser, PASSWORD, type TestUser } from '../support/users.js';
import { tracesOf } from './traces.js';

/** The address that a proxy tells for the person, and what else leads to them. */
const ADDRESS = '203.0.113.77';
const AGENT = 'Quixbrowser/7.1';
const TEXTS = [ADDRESS, AGENT, 'quixwort', 'zebulon', 'beekeeping', 'apiary'];
const headers = { 'X-Forwarded-For': ADDRESS, 'User-Agent': AGENT };

let test: TestApp;
let root: TestUser;
let reader: TestUser;
beforeAll(async () => {
  test = await startApp({ server: { trustProxy: ['127.0.0.1'] }, database: { poolSize: 40 } });
  root = await aUser().named('root').admin().in(test);
  reader = await aUser().named('reader').in(test);
});
afterAll(() => test.stop());

/** Signs up as Zebulon Quixwort would. */
async function register(): Promise<TestUser> {
  const body = { email: 'zebulon@quixwort.example', username: 'quixwort', name: 'Zebulon Q', password: PASSWORD };
  const { data } = await test.api.post('/auth/register', body, { headers });
  const { user, accessToken } = data as { user: { id: string }; accessToken: string };
  return { ...body, id: user.id, sessionId: '', accessToken, api: test.api.with(accessToken) };
}

interface Thread {
  comment: string;
  reply: string;
}

/** The person comments, and somebody answers. */
async function comment(person: TestUser, post: string): Promise<Thread> {
  const { data } = await person.api.post(`/posts/${post}/comments`, { content: 'Well said.' }, { headers });
  const reply = await reader.api.post(`/posts/${post}/comments`, { content: 'Indeed.', parentId: data.id as string });
  return { comment: data.id as string, reply: reply.data.id as string };
}

function rows<Row>(text: string, ...values: unknown[]): Promise<Row[]> {
  return test.app.get(Database).queryText<Row>(text, values);
}

describe('C077: somebody who has used everything erases their account', () => {
  let person: TestUser;
  let foreign: string;
  let kept: string;
  let archived: string;
  let draft: string;
  let thread: Thread;
  let key: string;
  let code: string;

  beforeAll(async () => {
    person = await register();
    foreign = (await aPost().by(root.api).titled('A post of another').published()).id;
    kept = (await aPost().by(person.api).titled('On bread').tagged('food').published()).id;
    archived = (await aPost().by(person.api).titled('On salt').published()).id;
    await person.api.post(`/posts/${archived}/archive`, undefined, { headers });
    draft = (await aPost().by(person.api).titled('My beekeeping').with({ content: 'An apiary.' }).draft()).id;
    await aPost().by(person.api).titled('Apiary news').with({ publishAt: '2100-01-01T00:00:00Z' }).draft();
    const trashed = await aPost().by(person.api).titled('Old beekeeping').published();
    await person.api.delete(`/posts/${trashed.id}`, undefined, { headers });
    await person.api.patch(`/posts/${kept}`, { title: 'On good bread' }, { headers });

    thread = await comment(person, foreign);
    await person.api.put(`/posts/${foreign}/favorite`, undefined, { headers });
    await person.api.put(`/users/${root.id}/follow`, undefined, { headers });
    await reader.api.put(`/users/${person.id}/follow`);
    await person.api.patch('/users/me', { bio: 'Beekeeping.', website: 'https://quixwort.example/' }, { headers });
    const idempotent = { headers: { ...headers, 'Idempotency-Key': 'quixwort-1' } };
    await person.api.post('/posts', { title: 'Apiary', content: 'Bees.' }, idempotent);
    await person.api.patch('/users/me', { email: 'new@quixwort.example', currentPassword: PASSWORD }, { headers });
    await mailTo(test, 'new@quixwort.example', '');
    ({ key } = await anApiKey(test, person, 'posts:write'));
    code = (await turnOn(person, test)).code();
    await test.api.post('/auth/login', { email: person.email, password: 'Wrong-Horse-7' }, { headers });
    await root.api.post(
      `/users/${person.id}/suspend`,
      { reason: 'Quixwort was rude' },
      { headers: { 'Idempotency-Key': '1' } },
    );
    await root.api.post(`/users/${person.id}/reinstate`);
    await root.api.get(`/users?search=quixwort`);
    const login = await test.api.post('/auth/login', { email: person.email, password: PASSWORD, code }, { headers });
    person = { ...person, api: test.api.with(login.data.accessToken as string) };
    await rows('UPDATE second_factors SET last_period = 0');

    await test.app.get(Jobs).add('recover-account', { email: person.email }, { runAt: new Date('2100-01-01') });

    // What was shown to everybody before is shown anew afterwards.
    for (const path of shown()) await test.api.get(path);
  });

  const shown = (): string[] => [`/posts/${kept}`, '/posts', `/posts/${foreign}/comments`, `/posts/${foreign}`];

  it('needs the password, and the code of a second factor', async () => {
    const wrong = await person.api.delete('/users/me', { password: 'Wrong-Horse-7', code });
    expect([wrong.status, wrong.body.errors?.[0]?.field]).toEqual([400, 'password']);
    const without = await person.api.delete('/users/me', { password: PASSWORD });
    expect([without.status, without.body.errors?.[0]?.field]).toEqual([400, 'code']);
    expect((await person.api.delete('/users/me')).body.errors?.[0]?.field).toBe('password');
    const unknown = await person.api.delete('/users/me', { password: PASSWORD, posts: 'burn' });
    expect(unknown.body.errors?.[0]?.field).toBe('posts');
  });

  it('is gone from that moment on', async () => {
    const traces = await tracesOf(TEXTS, test);
    const all = traces.map(({ row }) => row.toLowerCase()).join();
    expect(TEXTS.filter((text) => !all.includes(text.toLowerCase()))).toEqual([]);
    const tables = [
      'audit_log',
      'idempotency_keys',
      'one_time_tokens',
      'post_revisions',
      'posts',
      'sessions',
      'title_words',
      'users',
    ];
    expect(traces.map(({ table }) => table)).toContain('graphile_worker._private_jobs');
    expect(traces.map(({ table }) => table)).toEqual(expect.arrayContaining(tables.map((name) => `public.${name}`)));
    const reply = await person.api.delete('/users/me', { password: PASSWORD, code }, { headers });
    expect([reply.status, reply.text]).toEqual([204, '']);

    expect((await person.api.get('/users/me')).status).toBe(401);
    expect((await test.api.withKey(key).get('/posts')).status).toBe(401);
    expect((await test.api.post('/auth/login', { email: person.email, password: PASSWORD })).status).toBe(401);
    expect((await test.api.get(`/users/${person.id}`)).status).toBe(404);
    expect((await test.api.get('/users/quixwort')).status).toBe(404);
    expect((await root.api.post(`/users/${person.id}/restore`)).status).toBe(404);
  });

  it('leaves published and archived posts, and comments, under a placeholder; drafts, plans and trash go', async () => {
    const placeholder = { id: PLACEHOLDER_ID, username: 'deleted-user', name: 'Deleted user', avatarUrl: null };
    const post = await test.api.get(`/posts/${kept}`);
    expect([post.status, post.data.author, post.data.version]).toEqual([200, placeholder, 2]);
    expect((await root.api.get(`/posts/${archived}`)).data).toMatchObject({ status: 'archived', author: placeholder });
    expect((await root.api.get(`/posts/${kept}/revisions`)).data[0].editedBy).toEqual(placeholder);
    const listed = (await test.api.get('/posts')).data as { id: string; author: object }[];
    expect(listed.find(({ id }) => id === kept)?.author).toEqual(placeholder);
    const comments = (await test.api.get(`/posts/${foreign}/comments`)).data as object[];
    expect(comments).toMatchObject([
      { id: thread.comment, content: 'Well said.', author: placeholder },
      { id: thread.reply, content: 'Indeed.' },
    ]);
    expect((await root.api.get(`/posts/${draft}`)).status).toBe(404);
    const left = await rows<{ status: string }>('SELECT status FROM posts WHERE author_id = $1', PLACEHOLDER_ID);
    expect(left.map(({ status }) => status).sort()).toEqual(['archived', 'published']);
    expect((await test.api.get('/posts?author=deleted-user')).data).toHaveLength(1);
    const exported = (await root.api.get('/posts/export')).text
      .split('\n')
      .filter((line) => line.includes('good bread'));
    expect(exported.map((line) => (JSON.parse(line) as { author?: object }).author)).toEqual([undefined]);
  });

  it('no longer counts as a reader, and nobody follows or is followed by them', async () => {
    expect((await test.api.get(`/posts/${foreign}`)).data).toMatchObject({ favoriteCount: 0, commentCount: 2 });
    expect((await test.api.get('/users/root')).data.followerCount).toBe(0);
    expect((await reader.api.get('/users/me/following')).data).toEqual([]);
  });

  it('is nowhere in the database but as an id in the audit log', async () => {
    await test.app.get(TitleWords).prune();
    expect(await tracesOf(TEXTS, test)).toEqual([]);
    expect(await rows(`SELECT word FROM title_words WHERE word = 'bread'`)).toHaveLength(1);
    const traces = await tracesOf([person.id], test);
    expect(new Set(traces.map(({ table }) => table))).toEqual(new Set(['public.audit_log']));
    const entries = await root.api.get(`/audit-log?targetId=${person.id}&action=users.erase`);
    expect(entries.data).toMatchObject([{ outcome: 'success', ipAddress: null, userAgent: null, changes: null }]);
  });

  it('leaves email and username to whoever comes next', async () => {
    const next = await register();
    expect(next.id).not.toBe(person.id);
    expect((await next.api.get('/users/me')).data).toMatchObject({ username: 'quixwort', bio: null });
    expect((await next.api.delete('/users/me', { password: PASSWORD })).status).toBe(204);
  });
});

it('erased with their posts, nothing of them is left to read; others’ words keep their place', async () => {
  const person = await aUser().in(test);
  const foreign = await aPost().by(root.api).published();
  const own = await aPost().by(person.api).tagged('vanishing').published();
  const { comment: empty, reply } = await comment(person, foreign.id);
  const under = await comment(person, own.id);
  await test.api.get('/tags');
  expect((await test.api.get('/posts?tag=vanishing')).data).toHaveLength(1);

  expect((await person.api.delete('/users/me', { password: PASSWORD, posts: 'delete' })).status).toBe(204);

  expect((await test.api.get(`/posts/${own.id}`)).status).toBe(404);
  expect((await test.api.get('/posts?tag=vanishing')).data).toEqual([]);
  expect((await root.api.get(`/comments/${under.reply}`)).status).toBe(404);
  const comments = (await test.api.get(`/posts/${foreign.id}/comments`)).data as object[];
  expect(comments).toMatchObject([
    { id: empty, content: null, deleted: true, author: { id: PLACEHOLDER_ID } },
    { id: reply, content: 'Indeed.', deleted: false },
  ]);
  expect((await test.api.get(`/posts/${foreign.id}`)).data.commentCount).toBe(1);
});

it('C185: what somebody writes while they are erased is either refused or goes the same way', async () => {
  const person = await aUser().in(test);
  const foreign = await aPost().by(root.api).published();
  let isGone = false;
  const statuses = new Set<number>();
  const writeOn = async (write: () => Promise<Reply>): Promise<void> => {
    for (let last = false; !last;) {
      last = isGone;
      statuses.add((await write()).status);
    }
  };
  const writers = [
    () => person.api.post('/posts', { title: 'Post', content: 'Words.', status: 'published' }),
    () => person.api.post('/posts', { title: 'Draft', content: 'Words.' }),
    () => person.api.post(`/posts/${foreign.id}/comments`, { content: 'Words.' }),
    () => person.api.post('/auth/api-keys', { name: 'Key', scopes: ['posts:read'] }),
    () => person.api.put(`/posts/${foreign.id}/favorite`),
    () => person.api.put(`/users/${reader.id}/follow`),
  ].map(writeOn);
  const erasures = [1, 2, 3].map(() => person.api.delete('/users/me', { password: PASSWORD }));
  const replies = await Promise.all(erasures);
  isGone = true;
  await Promise.all(writers);
  expect(replies.map(({ status }) => status).filter((status) => ![204, 400, 401, 404].includes(status))).toEqual([]);
  expect(replies.filter(({ status }) => status === 204)).toHaveLength(1);
  expect([...statuses].filter((status) => ![201, 204, 401, 404, 409].includes(status))).toEqual([]);
  expect(statuses).toContain(401);

  await test.app.get(ErasureJobs).finish();
  const traces = await tracesOf([person.id], test);
  expect(new Set(traces.map(({ table }) => table))).toEqual(new Set(['public.audit_log']));
  const [{ orphans } = { orphans: -1 }] = await rows<{ orphans: number }>(
    `SELECT count(*)::integer AS orphans FROM posts p WHERE NOT EXISTS (SELECT FROM users u WHERE u.id = p.author_id)`,
  );
  expect(orphans).toBe(0);
});

it('C185: a caller whose account is there as they ask and gone as they write is told that it is', async () => {
  const person = await aUser().in(test);
  const published = await aPost().by(root.api).published();
  let late: Promise<Reply>[] = [];
  await test.app.get(Database).transaction(async () => {
    await rows('DELETE FROM users WHERE id = $1', person.id);
    late = [
      person.api.post('/posts', { title: 'Late', content: 'Words.' }),
      person.api.post(`/posts/${published.id}/comments`, { content: 'Late.' }),
      person.api.put(`/posts/${published.id}/favorite`),
      person.api.put(`/users/${reader.id}/follow`),
    ];
    await until(async () => (await rows('SELECT FROM pg_locks WHERE NOT granted')).length >= 3);
  });
  for (const reply of await Promise.all(late)) {
    expect([reply.status, reply.body.code]).toEqual([401, 'TOKEN_INVALID']);
    expect(reply.headers.get('www-authenticate')).toBe('Bearer error="invalid_token"');
  }
});

describe('admins', () => {
  it('erase an account, deleted or not, under the version that they know; not their own, nor the placeholder', async () => {
    const person = await aUser().in(test);
    const deleted = await aUser().deleted().in(test);
    const stale = { headers: { 'If-Match': '"7.x"' } };
    expect((await root.api.delete(`/users/${person.id}?purge=true`, undefined, stale)).status).toBe(412);
    for (const { id } of [person, deleted]) {
      expect((await root.api.delete(`/users/${id}?purge=true`)).status).toBe(204);
      expect((await root.api.delete(`/users/${id}?purge=true`)).status).toBe(404);
      expect(await rows('SELECT id FROM users WHERE id = $1', id)).toEqual([]);
    }
    const own = await root.api.delete(`/users/${root.id}?purge=true`);
    expect([own.status, own.body.errors?.[0]?.field]).toEqual([400, 'id']);
    expect((await root.api.delete(`/users/${PLACEHOLDER_ID}?purge=true`)).status).toBe(404);
    expect((await root.api.post(`/users/${PLACEHOLDER_ID}/restore`)).status).toBe(404);
    const deletedOnes = (await root.api.get('/users?status=deleted')).data as { id: string }[];
    expect(deletedOnes.map(({ id }) => id)).not.toContain(PLACEHOLDER_ID);
    const entries = await root.api.get(`/audit-log?targetId=${person.id}&action=users.erase`);
    expect(entries.data).toMatchObject([{ actor: { id: root.id } }]);
  });

  it('C074: the last one cannot go', async () => {
    const reply = await root.api.delete('/users/me', { password: PASSWORD });
    expect([reply.status, reply.body.code]).toEqual([409, 'LAST_ADMIN']);
    expect((await root.api.get('/users/me')).data.username).toBe('root');
  });
});

describe('behind the requests', () => {
  it('accounts that were deleted for thirty days are erased, others are not', async () => {
    const old = await aUser().deleted().in(test);
    const young = await aUser().deleted().in(test);
    const post = uuid();
    await rows(`UPDATE users SET deleted_at = now() - interval '30 days 1 minute' WHERE id = $1`, old.id);
    await rows(
      `INSERT INTO posts (id, author_id, slug, title, content, status, reading_time_minutes, derived_excerpt,
         published_at, created_at, updated_at)
       VALUES ($1, $2, 'of-old', 'Of old', 'Words.', 'published', 1, '', now(), now(), now())`,
      post,
      old.id,
    );
    await test.app.get(ErasureJobs).eraseLongDeleted();
    const left = await rows<{ id: string }>('SELECT id FROM users WHERE id = ANY($1)', [old.id, young.id]);
    expect(left).toEqual([{ id: young.id }]);
    expect((await test.api.get(`/posts/${post}`)).data.author.id).toBe(PLACEHOLDER_ID);
  });

  it('an erasure that was cut off is finished, however much there is', async () => {
    const person = await aUser().in(test);
    const foreign = await aPost().by(root.api).published();
    await rows(
      `INSERT INTO comments (id, post_id, author_id, content, created_at, updated_at)
       SELECT gen_random_uuid(), $1, $2, 'Words.', now(), now() FROM generate_series(1, 1200)`,
      foreign.id,
      person.id,
    );
    await rows(`UPDATE users SET erasing = 'delete', deleted_at = now() WHERE id = $1`, person.id);
    await rows('UPDATE posts SET comment_count = 1200 WHERE id = $1', foreign.id);
    expect((await root.api.post(`/users/${person.id}/restore`)).status).toBe(404);
    await test.app.get(ErasureJobs).finish();
    expect(await rows('SELECT id FROM users WHERE id = $1', person.id)).toEqual([]);
    expect((await test.api.get(`/posts/${foreign.id}`)).data.commentCount).toBe(0);
    const [{ count } = { count: 0 }] = await rows<{ count: number }>(
      'SELECT count(*)::integer FROM comments WHERE post_id = $1 AND deleted AND content IS NULL',
      foreign.id,
    );
    expect(count).toBe(1200);
  });
});

it('C074: of two admins who go at once one stays', async () => {
  const admins = [root, await aUser().admin().in(test)];
  const replies = await Promise.all(admins.map(({ api }) => api.delete('/users/me', { password: PASSWORD })));
  expect(replies.map(({ status }) => status).sort()).toEqual([204, 409]);
  expect(await rows(`SELECT FROM users WHERE role = 'admin' AND deleted_at IS NULL`)).toHaveLength(1);
});
