import { startApp, type TestApp } from '../support/app.js';
import { aPost, type ShownPost } from '../support/posts.js';
import { ignoreStatements, noteStatements, statementsOf } from '../support/statements.js';
import { aUser, type TestUser } from '../support/users.js';
import { manyPosts } from './many-posts.js';

let server: TestApp;
let ann: TestUser;
let mia: TestUser;
let post: ShownPost;
beforeAll(async () => {
  server = await startApp();
  ann = await aUser().named('ann').in(server);
  mia = await aUser().named('mia').moderator().in(server);
  await manyPosts(server, ann.id, 10_050);
  post = await aPost().by(ann.api).titled('Counted').tagged('rare', 'new').published();
  noteStatements();
});
afterAll(async () => {
  ignoreStatements();
  await server.stop();
});

describe('the statements that an operation takes', () => {
  it.each([
    ['reading by slug', 1, () => server.api.get('/posts/counted')],
    ['reading by id', 1, () => server.api.get(`/posts/${post.id}`)],
    ['a list', 2, () => server.api.get('/posts?limit=19')],
    ['a page by cursor', 1, async () => server.api.get('/posts', { query: { cursor: await cursor() } })],
    ['a list of an author', 3, () => server.api.get('/posts?author=ann')],
    ['an author’s page', 3, () => server.api.get('/users/ann/posts')],
    ['a search', 2, () => server.api.get('/posts?q=whales')],
    ['the tags', 2, () => server.api.get('/tags')],
    ['a tag', 1, () => server.api.get('/tags/rare')],
  ])('%s: %i', async (_, budget, call) => {
    if (budget === 1) await cursor();
    expect(await statementsOf(call)).toHaveLength(budget);
  });

  it('a second reading: none', async () => {
    await server.api.get('/posts');
    expect(await statementsOf(() => server.api.get('/posts'))).toEqual([]);
  });

  it('writes: the session, one transaction, and what they need in it', async () => {
    const tagged = aPost().by(ann.api).tagged('rare', 'new');
    expect(await statementsOf(() => tagged.send())).toEqual([
      'SELECT',
      'START',
      ...['INSERT INTO', 'SELECT', 'INSERT INTO', 'INSERT INTO', 'INSERT INTO', 'SELECT'],
      'COMMIT',
    ]);
    const edit = await statementsOf(() => ann.api.patch(`/posts/${post.id}`, { title: 'Counted again' }));
    expect(edit).toEqual(['SELECT', 'START', 'SELECT', 'UPDATE', 'INSERT INTO', 'SELECT', 'COMMIT']);
    const nothing = await statementsOf(() => ann.api.patch(`/posts/${post.id}`, {}));
    expect(nothing).toEqual(['SELECT', 'START', 'SELECT', 'SELECT', 'COMMIT']);
    const unpublish = await statementsOf(() => mia.api.post(`/posts/${post.id}/unpublish`));
    expect(unpublish).toEqual(['SELECT', 'START', 'SELECT', 'UPDATE', 'INSERT INTO', 'SELECT', 'COMMIT']);
    const removal = await statementsOf(() => ann.api.delete(`/posts/${post.id}`));
    expect(removal).toEqual(['SELECT', 'START', 'SELECT', 'UPDATE', 'COMMIT']);
    const restoration = await statementsOf(() => ann.api.post(`/posts/${post.id}/restore`));
    expect(restoration).toEqual(['SELECT', 'START', 'SELECT', 'UPDATE', 'SELECT', 'COMMIT']);
  });
});

let known: string | undefined;
async function cursor(): Promise<string> {
  known ??= (await server.api.get('/posts?limit=20')).body.meta.nextCursor as string;
  return known;
}

describe('a large table', () => {
  it('is counted up to ten thousand', async () => {
    const { meta } = (await server.api.get('/posts')).body;
    expect(meta).toMatchObject({ total: 10_000, totalPages: 500, totalIsExact: false });
    expect((await server.api.get('/posts?page=501')).status).toBe(200);
    expect((await server.api.get('/posts?page=502')).status).toBe(400);
  });
});
