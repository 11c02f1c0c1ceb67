import { startApp, type TestApp } from '../support/app.js';
import { aPost } from '../support/posts.js';
import { aUser, type TestUser } from '../support/users.js';

let server: TestApp;
let root: TestUser;
beforeAll(async () => {
  server = await startApp();
  root = await aUser().named('root').admin().in(server);
});
afterAll(() => server.stop());

/** The longest texts that are admitted, of the characters that take most room or grow when they are folded. */
const HUGE = ['💥', '\ufdfa', 'ǰ', 'İ', '\u1f80', '"', '\\', '\u0001', 'é'];

async function walk(path: string, query: Record<string, string>): Promise<{ id?: string; slug: string }[]> {
  const rows: { slug: string }[] = [];
  let cursor: string | undefined;
  do {
    const { status, body } = await root.api.get(path, { query: { ...query, limit: 1, cursor } });
    expect(status).toBe(200);
    rows.push(...body.data);
    cursor = body.meta.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return rows;
}

describe('the longest texts', () => {
  it('are stored, and can be listed in their own order page by page', async () => {
    for (const character of HUGE) {
      const tags = [character.repeat(Math.floor(50 / character.length))];
      const reply = await aPost()
        .by(root.api)
        .with({ title: character.repeat(200), tags, status: 'published' })
        .send();
      expect([character, reply.status]).toEqual([character, 201]);
    }
    for (const sortOrder of ['asc', 'desc']) {
      const posts = await walk('/posts', { sortBy: 'title', sortOrder });
      expect(new Set(posts.map(({ id }) => id)).size).toBe(HUGE.length);
      const tags = await walk('/tags', { sortBy: 'name', sortOrder });
      expect(new Set(tags.map(({ slug }) => slug)).size).toBe(HUGE.length);
    }
  });

  it('of names sort users', async () => {
    for (const character of ['💥', 'ǰ', '"']) await aUser().called(character.repeat(100)).in(server);
    for (const sortBy of ['name', 'email', 'lastLoginAt']) {
      expect(await walk('/users', { sortBy })).toHaveLength(4);
    }
  });

  it('of content are stored and given back as they came', async () => {
    const content = '💥"\\\n'.repeat(125_000);
    const { id } = await aPost().by(root.api).with({ content }).draft();
    expect((await root.api.get(`/posts/${id}`)).data.content).toBe(content);
  });

  it('of content cannot be longer', async () => {
    const reply = await aPost()
      .by(root.api)
      .with({ content: 'x'.repeat(1_000_001) })
      .send();
    expect(reply.status).toBe(400);
    const tooLarge = await aPost()
      .by(root.api)
      .with({ content: 'x'.repeat(2_200_000) })
      .send();
    expect(tooLarge.status).toBe(413);
  });
});

describe('combining marks that would take seconds to normalise', () => {
  const marks = '\u0300'.repeat(12_500) + '\u0316'.repeat(12_500);

  it('are refused before anybody is asked who they are', async () => {
    const { status, body } = await server.api.post('/auth/login', { email: `a${marks}@example.com`, password: 'x' });
    expect(status).toBe(400);
    expect(body.errors).toMatchObject([{ field: 'email', code: 'maxMarks' }]);
  });

  it('are no content of a post', async () => {
    const { body } = await root.api.post('/posts', { title: 'x', content: `${'x'.repeat(900_000)}${marks}` });
    expect(body.errors).toMatchObject([{ field: 'content', code: 'maxMarks' }]);
  });
});

describe('a run of text that PostgreSQL would take for a path or an address again and again', () => {
  it.each([
    ['./', 'nightingale'],
    ['~/', 'swallow'],
    ['a_', 'wagtail'],
    ['a@1', 'goldfinch'],
  ])('of %s is stored, found and shown', async (unit, word) => {
    const content = `${unit.repeat(100_000 / unit.length)} ${word}`;
    await aPost().by(root.api).with({ content }).published();
    const { status, data } = await root.api.get('/posts', { query: { q: word } });
    expect(status).toBe(200);
    expect(data).toHaveLength(1);
  });
});

describe('C092: the ends of time', () => {
  it('can be asked for', async () => {
    for (const moment of ['0001-01-01T00:00:00Z', '9999-12-31T23:59:59.999Z', '1970-01-01T00:00:00+14:00']) {
      for (const name of ['publishedAfter', 'publishedBefore']) {
        expect((await server.api.get('/posts', { query: { [name]: moment } })).status).toBe(200);
      }
      expect((await root.api.get('/users', { query: { createdAfter: moment } })).status).toBe(200);
    }
  });

  it('can end a suspension', async () => {
    const ann = await aUser().named('ann').in(server);
    const reply = await root.api.post(`/users/${ann.id}/suspend`, {
      reason: 'spam',
      until: '9999-12-31T23:59:59.999Z',
    });
    expect([reply.status, reply.data.status]).toEqual([200, 'suspended']);
    expect((await ann.api.get('/users/me')).status).toBe(401);
  });
});
