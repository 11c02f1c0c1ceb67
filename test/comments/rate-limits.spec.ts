import { startApp, type TestApp } from '../support/app.js';
import { aPost } from '../support/posts.js';
import { aUser } from '../support/users.js';

let server: TestApp;
beforeAll(async () => {
  server = await startApp({ throttle: { enabled: true, limit: 1000, ttl: 60 } });
});
afterAll(() => server.stop());

describe('comments', () => {
  it('are limited to ten a minute for each user, replies and refused ones included', async () => {
    const ann = await aUser().in(server);
    const bob = await aUser().in(server);
    const posts = [await aPost().by(ann.api).published(), await aPost().by(ann.api).published()];
    const comment = (n: number, content = 'Words'): ReturnType<typeof ann.api.post> =>
      ann.api.post(`/posts/${posts[n % 2]?.id}/comments`, { content });
    const first = await comment(0);
    expect(first.headers.get('ratelimit-policy')).toContain('"comment";q=10;w=60');
    const statuses: number[] = [];
    for (let n = 1; n < 12; n += 1) statuses.push((await comment(n, n === 1 ? '' : 'Words')).status);
    expect(statuses).toEqual([400, 201, 201, 201, 201, 201, 201, 201, 201, 429, 429]);
    const refused = await comment(0);
    expect(refused.body.code).toBe('RATE_LIMITED');
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    const { id } = first.data as { id: string };
    expect((await ann.api.patch(`/comments/${id}`, { content: 'Other words' })).status).toBe(200);
    expect((await bob.api.post(`/posts/${posts[0]?.id}/comments`, { content: 'Words' })).status).toBe(201);
    expect((await server.api.get(`/posts/${posts[0]?.id}/comments`)).data).toHaveLength(6);
  });
});
