import { Database } from '../../src/platform/database/index.js';
import { createDocument } from '../../src/platform/http/index.js';
import { anApiKey } from '../support/api-keys.js';
import { startApp, type TestApp } from '../support/app.js';
import { aPost } from '../support/posts.js';
import { aUser, type TestUser } from '../support/users.js';

const WORDS = { title: 'New', content: 'Words.' };

describe('where REQUIRE_VERIFIED_EMAIL is on', () => {
  let test: TestApp;
  let ann: TestUser;
  let post: string;
  beforeAll(async () => {
    test = await startApp({ accounts: { requireVerifiedEmail: true } });
    ann = await aUser().in(test);
    await verify(ann, true);
    post = (await aPost().by(ann.api).published()).id;
  });
  afterAll(() => test.stop());

  async function verify({ id }: TestUser, verified: boolean): Promise<void> {
    await test.app.get(Database).queryText('UPDATE users SET email_verified = $2 WHERE id = $1', [id, verified]);
  }

  async function rows(): Promise<unknown> {
    return test.app
      .get(Database)
      .queryText('SELECT (SELECT count(*) FROM posts) AS posts, (SELECT count(*) FROM comments) AS comments');
  }

  it('C015: an unverified account writes no post and no comment, and nothing is stored', async () => {
    const ben = await aUser().in(test);
    const key = await anApiKey(test, ben, 'posts:write', 'comments:write');
    const before = await rows();
    for (const api of [ben.api, key.api]) {
      for (const reply of [
        await api.post('/posts', WORDS),
        await api.post('/posts', { ...WORDS, status: 'published' }, { headers: { 'Idempotency-Key': 'once' } }),
        await api.post(`/posts/${post}/comments`, { content: 'Words.' }),
      ]) {
        expect([reply.status, reply.body.code]).toEqual([403, 'EMAIL_NOT_VERIFIED']);
      }
    }
    expect(await rows()).toEqual(before);
  });

  it('C015: it can’t bring forth what it wrote before either, only take it back', async () => {
    const cleo = await aUser().in(test);
    await verify(cleo, true);
    const draft = (await aPost().by(cleo.api).draft()).id;
    const published = (await aPost().by(cleo.api).published()).id;
    const comment = (await cleo.api.post(`/posts/${post}/comments`, { content: 'Words.' })).data.id as string;
    await verify(cleo, false);
    for (const reply of [
      await cleo.api.post(`/posts/${draft}/publish`),
      await cleo.api.post(`/posts/${draft}/publish`, { publishAt: '2100-01-01T00:00:00Z' }),
      await cleo.api.patch(`/posts/${published}`, { title: 'Other' }),
      await cleo.api.post(`/posts/${draft}/revisions/1/restore`),
      await cleo.api.post(`/posts/${draft}/restore`),
      await cleo.api.patch(`/comments/${comment}`, { content: 'Other words.' }),
    ]) {
      expect([reply.status, reply.body.code]).toEqual([403, 'EMAIL_NOT_VERIFIED']);
    }
    expect((await cleo.api.post(`/posts/${published}/unpublish`)).status).toBe(200);
    expect((await cleo.api.delete(`/posts/${draft}`)).status).toBe(204);
    expect((await cleo.api.delete(`/comments/${comment}`)).status).toBe(204);
  });

  it('it reads, edits its profile, follows and keeps favourites; and writes once it is verified', async () => {
    const dan = await aUser().in(test);
    expect((await dan.api.get('/users/me')).data.emailVerified).toBe(false);
    expect((await dan.api.patch('/users/me', { bio: 'New here' })).status).toBe(200);
    expect((await dan.api.get(`/posts/${post}`)).status).toBe(200);
    expect((await dan.api.put(`/posts/${post}/favorite`)).status).toBe(204);
    expect((await dan.api.put(`/users/${ann.id}/follow`)).status).toBe(204);
    await verify(dan, true);
    expect((await dan.api.post('/posts', WORDS)).status).toBe(201);
    expect((await dan.api.post(`/posts/${post}/comments`, { content: 'Words.' })).status).toBe(201);
  });

  it('the document names the code on exactly the operations that bring something forth', () => {
    const { paths } = createDocument(test.app);
    const naming = Object.entries(paths).flatMap(([path, item]) =>
      Object.entries(item as Record<string, { responses: Record<string, { $ref?: string }> }>)
        .filter(([, { responses }]) => responses['403']?.$ref?.includes('EMAIL_NOT_VERIFIED'))
        .map(([method]) => `${method.toUpperCase()} ${path.replace('/api/v1', '')}`),
    );
    expect(naming.sort()).toEqual([
      'PATCH /comments/{id}',
      'PATCH /posts/{id}',
      'POST /posts',
      'POST /posts/import',
      'POST /posts/{id}/comments',
      'POST /posts/{id}/publish',
      'POST /posts/{id}/restore',
      'POST /posts/{id}/revisions/{version}/restore',
    ]);
  });
});
