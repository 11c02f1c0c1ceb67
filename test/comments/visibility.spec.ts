import { startApp, type TestApp } from '../support/app.js';
import type { Client, Reply } from '../support/client.js';
import { aPost } from '../support/posts.js';
import { aUser, type TestUser } from '../support/users.js';
import { say } from './comments.js';

const UNKNOWN = '0192f0c1-2345-7abc-8def-0123456789ab';

let server: TestApp;
let ann: TestUser;
let bob: TestUser;
let mia: TestUser;
let root: TestUser;
beforeAll(async () => {
  server = await startApp();
  ann = await aUser().named('ann').in(server);
  bob = await aUser().named('bob').in(server);
  mia = await aUser().named('mia').moderator().in(server);
  root = await aUser().named('root').admin().in(server);
});
afterAll(() => server.stop());

/** A post of Ann's on which Bob has commented, brought into a state. */
async function commented(
  ...actions: [method: string, path: string, body?: unknown][]
): Promise<{ post: string; comment: string }> {
  const post = (await aPost().by(ann.api).published()).id;
  const comment = (await say(bob, post, 'Here')).id;
  for (const [method, path, body] of actions) {
    const { status, text } = await ann.api.call(method, `/posts/${post}${path}`, body);
    if (status >= 300) throw new Error(text);
  }
  return { post, comment };
}

const STATES: [state: string, seenByAnn: number, () => ReturnType<typeof commented>][] = [
  ['a draft', 200, () => commented(['POST', '/unpublish'])],
  [
    'scheduled',
    200,
    () => commented(['POST', '/unpublish'], ['POST', '/publish', { publishAt: '2099-01-01T00:00:00Z' }]),
  ],
  ['archived', 200, () => commented(['POST', '/archive'])],
  ['in the trash', 404, () => commented(['DELETE', ''])],
];

describe('comments on a post that is not published', () => {
  it.each(STATES)('%s: are seen, and changed, by those who see the post', async (_, seenByAnn, make) => {
    const { post, comment } = await make();
    const callers: [Client, number][] = [
      [server.api, 404],
      [bob.api, 404],
      [ann.api, seenByAnn],
      [mia.api, seenByAnn],
      [root.api, seenByAnn],
    ];
    for (const [api, status] of callers) {
      expect((await api.get(`/posts/${post}/comments`)).status).toBe(status);
      expect((await api.get(`/posts/${post}/comments?parentId=${comment}`)).status).toBe(status);
      expect((await api.get(`/comments/${comment}`)).status).toBe(status);
      if (api === server.api) continue;
      const refused = await api.post(`/posts/${post}/comments`, { content: 'Me too' });
      expect(refused.status).toBe(status === 200 ? 409 : 404);
      if (status === 200) expect(refused.body).toMatchObject({ code: 'INVALID_STATE', allowed: expect.any(Array) });
      expect((await api.patch(`/comments/${comment}`, { content: 'Changed' })).status).toBe(status === 200 ? 403 : 404);
    }
    expect((await mia.api.post(`/comments/${comment}/hide`)).status).toBe(seenByAnn);
    expect((await bob.api.delete(`/comments/${comment}`)).status).toBe(404);
  });

  it('come back with it', async () => {
    const { post, comment } = await commented(['POST', '/unpublish'], ['POST', '/publish']);
    expect((await server.api.get(`/posts/${post}/comments`)).data).toMatchObject([{ id: comment, content: 'Here' }]);
    expect((await server.api.get(`/posts/${post}`)).data.commentCount).toBe(1);
  });

  it('C067: cannot be told from those on a post that does not exist', async () => {
    const { post, comment } = await commented(['POST', '/unpublish']);
    const comparable = ({ text }: Reply, id: string): string =>
      text.replace(/"requestId":"[^"]*"/, '').replaceAll(id, 'ID');
    for (const api of [server.api, bob.api]) {
      for (const [method, path, id, body] of [
        ['GET', `/posts/${post}/comments`, post, undefined],
        ['POST', `/posts/${post}/comments`, post, { content: 'Anybody there?' }],
        ['POST', `/posts/${post}/comments`, post, { content: 'Anybody there?', parentId: comment }],
        ['GET', `/comments/${comment}`, comment, undefined],
        ['PATCH', `/comments/${comment}`, comment, { content: 'Anybody there?' }],
        ['DELETE', `/comments/${comment}`, comment, undefined],
      ] as const) {
        const hidden = await api.call(method, path, body);
        const absent = await api.call(method, path.replace(id, UNKNOWN), body);
        expect(hidden.status).toBe(api === server.api && method !== 'GET' ? 401 : 404);
        expect([absent.status, comparable(absent, UNKNOWN)]).toEqual([hidden.status, comparable(hidden, id)]);
      }
    }
  });
});

describe('somebody who is suspended', () => {
  it('neither comments nor changes what was said', async () => {
    const { post, comment } = await commented();
    const zoe = await aUser().suspended().in(server);
    expect((await zoe.api.post(`/posts/${post}/comments`, { content: 'Still here' })).status).toBe(401);
    const eve = await aUser().in(server);
    await say(eve, post, 'Spam');
    await mia.api.post(`/users/${eve.id}/suspend`, { reason: 'Spam' });
    expect((await eve.api.post(`/posts/${post}/comments`, { content: 'More spam' })).status).toBe(401);
    expect((await eve.api.delete(`/comments/${comment}`)).status).toBe(401);
  });
});
