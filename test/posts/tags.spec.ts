import { startApp, type TestApp } from '../support/app.js';
import { aPost } from '../support/posts.js';
import { aUser, type TestUser } from '../support/users.js';

let server: TestApp;
let ann: TestUser;
beforeEach(async () => {
  server = await startApp();
  ann = await aUser().named('ann').in(server);
});
afterEach(() => server.stop());

describe('the tags', () => {
  it('are those of published posts, the most used first, spelled as they were first', async () => {
    await aPost().by(ann.api).tagged('News', 'C++').published();
    await aPost().by(ann.api).tagged('NEWS', 'C#').published();
    await aPost().by(ann.api).tagged('news', 'secret').draft();
    const trashed = await aPost().by(ann.api).tagged('gone').published();
    await ann.api.delete(`/posts/${trashed.id}`);
    const { body } = await server.api.get('/tags');
    expect(body.data[0]).toEqual({ name: 'News', slug: 'news', count: 2 });
    expect((body.data as object[]).slice(1)).toEqual(
      expect.arrayContaining([
        { name: 'C++', slug: 'c-plus-plus', count: 1 },
        { name: 'C#', slug: 'c-sharp', count: 1 },
      ]),
    );
    expect(body.meta).toMatchObject({ total: 3, hasNext: false });
  });

  it('lead to their posts by name or slug', async () => {
    const post = await aPost().by(ann.api).tagged('C++', '世界').published();
    await aPost().by(ann.api).tagged('C', '视界').published();
    for (const tag of ['c++', 'C++', 'c-plus-plus', '世界', 'ShiJie']) {
      const { data } = await server.api.get('/posts', { query: { tag } });
      expect([tag, (data as { id: string }[]).map(({ id }) => id)]).toEqual([tag, [post.id]]);
    }
    const { data } = await server.api.get('/tags');
    expect(new Set((data as { slug: string }[]).map(({ slug }) => slug)).size).toBe(4);
  });

  it('keep the spelling of each post', async () => {
    await aPost().by(ann.api).tagged('GraphQL').published();
    expect(await aPost().by(ann.api).tagged('graphql').published()).toMatchObject({ tags: ['graphql'] });
    expect((await server.api.get('/tags')).data).toEqual([{ name: 'GraphQL', slug: 'graphql', count: 2 }]);
  });

  it('are walked by name', async () => {
    await aPost().by(ann.api).tagged('delta', 'Alpha', 'charlie', 'Bravo', 'echo').published();
    const names: string[] = [];
    for (let cursor: string | undefined; ;) {
      const { body } = await server.api.get('/tags', { query: { sortBy: 'name', sortOrder: 'asc', limit: 2, cursor } });
      names.push(...(body.data as { name: string }[]).map(({ name }) => name));
      if (!body.meta.hasNext) break;
      cursor = body.meta.nextCursor as string;
    }
    expect(names).toEqual(['Alpha', 'Bravo', 'charlie', 'delta', 'echo']);
  });

  it('come into being once, however many posts bring them at the same time', async () => {
    const replies = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        aPost()
          .by(ann.api)
          .tagged(...(n % 2 ? ['one', 'two', 'three'] : ['three', 'two', 'one']))
          .with({ status: 'published' })
          .send(),
      ),
    );
    expect(replies.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 201));
    const { data } = await server.api.get('/tags');
    expect((data as { count: number }[]).map(({ count }) => count)).toEqual([20, 20, 20]);
  });
});
