import type { OpenAPIObject } from '@nestjs/swagger';
import { OneTimeTokens, type Purpose } from '../src/auth/one-time-tokens/index.js';
import { createDocument } from '../src/platform/http/index.js';
import { SCOPES, type Scope } from '../src/platform/context/index.js';
import { startApp, type TestApp } from './support/app.js';
import type { Client } from './support/client.js';
import { anApiKey, READING } from './support/api-keys.js';
import { aPost } from './support/posts.js';
import { aUser, PASSWORD, type TestUser } from './support/users.js';

const CALLERS = ['anonymous', 'stranger', 'owner', 'moderator', 'admin', 'suspended'] as const;
type Caller = (typeof CALLERS)[number];

/** What a request may speak of: made anew once a request has changed it. */
interface World {
  app: TestApp;
  owner: TestUser;
  draft: string;
  published: string;
}

type Request = [path: string, body?: unknown, headers?: Record<string, string>];

interface Row {
  operation: string;
  /** The path of one request, and its body. */
  request: (world: World) => Promise<Request> | Request;
  /** The status for each of CALLERS, in their order. */
  expected: [anonymous: number, stranger: number, owner: number, moderator: number, admin: number, suspended: number];
}

let names = 0;
const fresh = (): string => `fresh-${(names += 1)}`;
const account = (): object => {
  const username = fresh();
  return { username, name: 'Fresh', email: `${username}@example.com`, password: PASSWORD };
};
const registration = (): object => {
  const username = fresh();
  return { username, email: `${username}@example.com`, password: PASSWORD };
};

/**
 * Every operation × every role. The owner is whom (or whose post) the request is about. What a parameter makes of an
 * operation has rows of its own, below a name that the document does not have. What its owner's API keys may do follows
 * from the operation's scopes.
 */
const TABLE: Row[] = [
  { operation: 'GET /problems', request: () => ['//problems'], expected: [200, 200, 200, 200, 200, 200] },
  { operation: 'GET /health', request: () => ['//health'], expected: [200, 200, 200, 200, 200, 200] },
  { operation: 'GET /health/live', request: () => ['//health/live'], expected: [200, 200, 200, 200, 200, 200] },
  { operation: 'GET /health/ready', request: () => ['//health/ready'], expected: [200, 200, 200, 200, 200, 200] },
  { operation: 'GET /metrics', request: () => ['//metrics'], expected: [200, 200, 200, 200, 200, 200] },
  {
    operation: 'GET /.well-known/jwks.json',
    request: () => ['//.well-known/jwks.json'],
    expected: [200, 200, 200, 200, 200, 200],
  },
  { operation: 'GET /feed.xml', request: () => ['//feed.xml'], expected: [200, 200, 200, 200, 200, 200] },
  { operation: 'GET /feed.json', request: () => ['//feed.json'], expected: [200, 200, 200, 200, 200, 200] },
  { operation: 'GET /sitemap.xml', request: () => ['//sitemap.xml'], expected: [200, 200, 200, 200, 200, 200] },

  {
    operation: 'POST /auth/register',
    request: () => ['/auth/register', registration()],
    expected: [201, 201, 201, 201, 201, 201],
  },
  {
    operation: 'POST /auth/login',
    request: ({ owner }) => ['/auth/login', { email: owner.email, password: PASSWORD }],
    expected: [200, 200, 200, 200, 200, 200],
  },
  {
    operation: 'POST /auth/refresh',
    request: async (world) => ['/auth/refresh', { refreshToken: await refreshToken(world) }],
    expected: [200, 200, 200, 200, 200, 200],
  },
  {
    operation: 'POST /auth/logout',
    request: async (world) => ['/auth/logout', { refreshToken: await refreshToken(world) }],
    expected: [204, 204, 204, 204, 204, 204],
  },
  { operation: 'POST /auth/logout-all', request: () => ['/auth/logout-all'], expected: [401, 204, 204, 204, 204, 401] },
  { operation: 'GET /auth/sessions', request: () => ['/auth/sessions'], expected: [401, 200, 200, 200, 200, 401] },
  { operation: 'DELETE /auth/sessions', request: () => ['/auth/sessions'], expected: [401, 204, 204, 204, 204, 401] },
  {
    operation: 'DELETE /auth/sessions/{id}',
    request: ({ owner }) => [`/auth/sessions/${owner.sessionId}`],
    expected: [401, 404, 204, 404, 404, 401],
  },
  {
    operation: 'POST /auth/api-keys',
    request: () => ['/auth/api-keys', { name: 'Key', scopes: ['posts:read'] }],
    expected: [401, 201, 201, 201, 201, 401],
  },
  { operation: 'GET /auth/api-keys', request: () => ['/auth/api-keys'], expected: [401, 200, 200, 200, 200, 401] },
  {
    operation: 'GET /auth/api-keys/{id}',
    request: async ({ app, owner }) => [`/auth/api-keys/${(await anApiKey(app, owner, 'posts:read')).id}`],
    expected: [401, 404, 200, 404, 404, 401],
  },
  {
    operation: 'DELETE /auth/api-keys/{id}',
    request: async ({ app, owner }) => [`/auth/api-keys/${(await anApiKey(app, owner, 'posts:read')).id}`],
    expected: [401, 404, 204, 404, 404, 401],
  },
  { operation: 'GET /auth/totp', request: () => ['/auth/totp'], expected: [401, 200, 200, 200, 200, 401] },
  { operation: 'POST /auth/totp', request: () => ['/auth/totp'], expected: [401, 200, 200, 200, 200, 401] },
  {
    operation: 'POST /auth/totp/confirm',
    request: () => ['/auth/totp/confirm', { code: '123456' }],
    expected: [401, 409, 409, 409, 409, 401],
  },
  {
    operation: 'POST /auth/totp/recovery-codes',
    request: () => ['/auth/totp/recovery-codes', { password: PASSWORD, code: '123456' }],
    expected: [401, 409, 409, 409, 409, 401],
  },
  {
    operation: 'DELETE /auth/totp',
    request: () => ['/auth/totp', { password: PASSWORD, code: '123456' }],
    expected: [401, 409, 409, 409, 409, 401],
  },
  {
    operation: 'POST /auth/password/change',
    request: () => ['/auth/password/change', { currentPassword: PASSWORD, newPassword: 'An0ther-horse!' }],
    expected: [401, 204, 204, 204, 204, 401],
  },
  {
    operation: 'POST /auth/password/forgot',
    request: ({ owner }) => ['/auth/password/forgot', { email: owner.email }],
    expected: [202, 202, 202, 202, 202, 202],
  },
  {
    operation: 'POST /auth/password/reset',
    request: async (world) => [
      '/auth/password/reset',
      { token: await mailedToken(world, 'reset-password'), password: 'An0ther-horse!' },
    ],
    expected: [204, 204, 204, 204, 204, 204],
  },
  {
    operation: 'POST /auth/email/verify',
    request: async (world) => ['/auth/email/verify', { token: await mailedToken(world, 'verify-email') }],
    expected: [204, 204, 204, 204, 204, 204],
  },
  {
    operation: 'POST /auth/email/resend',
    request: () => ['/auth/email/resend'],
    expected: [401, 202, 202, 202, 202, 401],
  },

  { operation: 'GET /audit-log', request: () => ['/audit-log'], expected: [401, 403, 403, 403, 200, 401] },

  { operation: 'GET /users', request: () => ['/users'], expected: [401, 403, 403, 200, 200, 401] },
  { operation: 'POST /users', request: () => ['/users', account()], expected: [401, 403, 403, 403, 201, 401] },
  { operation: 'GET /users/me', request: () => ['/users/me'], expected: [401, 200, 200, 200, 200, 401] },
  {
    operation: 'PATCH /users/me',
    request: () => ['/users/me', { bio: fresh() }],
    expected: [401, 200, 200, 200, 200, 401],
  },
  {
    operation: 'DELETE /users/me',
    request: () => ['/users/me', { password: PASSWORD }],
    expected: [401, 204, 204, 204, 204, 401],
  },
  { operation: 'GET /users/me/export', request: () => ['/users/me/export'], expected: [401, 200, 200, 200, 200, 401] },
  { operation: 'GET /users/stats', request: () => ['/users/stats'], expected: [401, 403, 403, 403, 200, 401] },
  {
    operation: 'GET /users/{id}',
    request: ({ owner }) => [`/users/${owner.username}`],
    expected: [200, 200, 200, 200, 200, 401],
  },
  {
    operation: 'PATCH /users/{id}',
    request: ({ owner }) => [`/users/${owner.id}`, { bio: fresh() }],
    expected: [401, 403, 403, 403, 200, 401],
  },
  {
    operation: 'DELETE /users/{id}',
    request: ({ owner }) => [`/users/${owner.id}`],
    expected: [401, 403, 403, 403, 204, 401],
  },
  {
    operation: 'DELETE /users/{id}?purge=true',
    request: ({ owner }) => [`/users/${owner.id}?purge=true`],
    expected: [401, 403, 403, 403, 204, 401],
  },
  {
    operation: 'POST /users/{id}/restore',
    request: async ({ app }) => [`/users/${(await aUser().deleted().in(app)).id}/restore`],
    expected: [401, 403, 403, 403, 200, 401],
  },
  {
    operation: 'PUT /users/{id}/role',
    request: ({ owner }) => [`/users/${owner.id}/role`, { role: 'moderator' }],
    expected: [401, 403, 403, 403, 200, 401],
  },
  {
    operation: 'DELETE /users/{id}/sessions',
    request: ({ owner }) => [`/users/${owner.id}/sessions`],
    expected: [401, 403, 403, 403, 204, 401],
  },
  {
    operation: 'POST /users/{id}/suspend',
    request: ({ owner }) => [`/users/${owner.id}/suspend`, { reason: 'spam' }],
    expected: [401, 403, 403, 200, 200, 401],
  },
  {
    operation: 'POST /users/{id}/reinstate',
    request: async ({ app }) => [`/users/${(await aUser().suspended().in(app)).id}/reinstate`],
    expected: [401, 403, 403, 200, 200, 401],
  },
  {
    operation: 'GET /users/{id}/posts',
    request: ({ owner }) => [`/users/${owner.id}/posts`],
    expected: [200, 200, 200, 200, 200, 401],
  },
  {
    operation: 'PUT /users/{id}/follow',
    request: ({ owner }) => [`/users/${owner.id}/follow`],
    expected: [401, 204, 400, 204, 204, 401],
  },
  {
    operation: 'DELETE /users/{id}/follow',
    request: ({ owner }) => [`/users/${owner.id}/follow`],
    expected: [401, 204, 204, 204, 204, 401],
  },
  {
    operation: 'GET /users/me/following',
    request: () => ['/users/me/following'],
    expected: [401, 200, 200, 200, 200, 401],
  },
  {
    operation: 'GET /users/me/favorites',
    request: () => ['/users/me/favorites'],
    expected: [401, 200, 200, 200, 200, 401],
  },

  { operation: 'GET /posts/feed', request: () => ['/posts/feed'], expected: [401, 200, 200, 200, 200, 401] },
  {
    operation: 'PUT /posts/{id}/favorite',
    request: ({ published }) => [`/posts/${published}/favorite`],
    expected: [401, 204, 204, 204, 204, 401],
  },
  {
    operation: 'PUT /posts/{id}/favorite',
    request: ({ draft }) => [`/posts/${draft}/favorite`],
    expected: [401, 404, 404, 404, 404, 401],
  },
  {
    operation: 'DELETE /posts/{id}/favorite',
    request: ({ published }) => [`/posts/${published}/favorite`],
    expected: [401, 204, 204, 204, 204, 401],
  },
  { operation: 'GET /posts', request: () => ['/posts'], expected: [200, 200, 200, 200, 200, 401] },
  {
    operation: 'GET /posts/suggest',
    request: () => ['/posts/suggest?q=new'],
    expected: [200, 200, 200, 200, 200, 401],
  },
  {
    operation: 'POST /posts',
    request: () => ['/posts', { title: 'New', content: 'Words.' }],
    expected: [401, 201, 201, 201, 201, 401],
  },
  {
    operation: 'GET /posts/{id}',
    request: ({ draft }) => [`/posts/${draft}`],
    expected: [404, 404, 200, 200, 200, 401],
  },
  {
    operation: 'GET /posts/{id}',
    request: ({ published }) => [`/posts/${published}`],
    expected: [200, 200, 200, 200, 200, 401],
  },
  {
    operation: 'PATCH /posts/{id}',
    request: ({ draft }) => [`/posts/${draft}`, { title: fresh() }],
    expected: [401, 404, 200, 200, 200, 401],
  },
  {
    operation: 'PATCH /posts/{id}',
    request: ({ published }) => [`/posts/${published}`, { title: fresh() }],
    expected: [401, 403, 200, 200, 200, 401],
  },
  {
    operation: 'DELETE /posts/{id}',
    request: ({ published }) => [`/posts/${published}`],
    expected: [401, 403, 204, 204, 204, 401],
  },
  {
    operation: 'DELETE /posts/{id}?purge=true',
    request: ({ published }) => [`/posts/${published}?purge=true`],
    expected: [401, 403, 403, 403, 204, 401],
  },
  {
    operation: 'DELETE /posts/{id}?purge=true',
    request: async (world) => [`/posts/${await trashed(world)}?purge=true`],
    expected: [401, 404, 403, 403, 204, 401],
  },
  {
    operation: 'POST /posts/import',
    request: () => ['/posts/import', '{}', { 'Content-Type': 'application/x-ndjson' }],
    expected: [401, 403, 403, 403, 200, 401],
  },
  { operation: 'GET /posts/export', request: () => ['/posts/export'], expected: [401, 403, 403, 403, 200, 401] },
  {
    operation: 'POST /posts/{id}/restore',
    request: async (world) => [`/posts/${await trashed(world)}/restore`],
    expected: [401, 404, 200, 200, 200, 401],
  },
  {
    operation: 'POST /posts/{id}/publish',
    request: ({ draft }) => [`/posts/${draft}/publish`],
    expected: [401, 404, 200, 200, 200, 401],
  },
  {
    operation: 'POST /posts/{id}/publish',
    request: ({ draft }) => [`/posts/${draft}/publish`, { publishAt: '2100-01-01T00:00:00Z' }],
    expected: [401, 404, 200, 200, 200, 401],
  },
  {
    operation: 'POST /posts/{id}/unpublish',
    request: ({ published }) => [`/posts/${published}/unpublish`],
    expected: [401, 403, 200, 200, 200, 401],
  },
  {
    operation: 'POST /posts/{id}/archive',
    request: ({ draft }) => [`/posts/${draft}/archive`],
    expected: [401, 404, 200, 200, 200, 401],
  },
  {
    operation: 'POST /posts/{id}/archive',
    request: ({ published }) => [`/posts/${published}/archive`],
    expected: [401, 403, 200, 200, 200, 401],
  },
  {
    operation: 'GET /posts/{id}/revisions',
    request: ({ draft }) => [`/posts/${draft}/revisions`],
    expected: [401, 404, 200, 200, 200, 401],
  },
  {
    operation: 'GET /posts/{id}/revisions',
    request: ({ published }) => [`/posts/${published}/revisions`],
    expected: [401, 403, 200, 200, 200, 401],
  },
  {
    operation: 'GET /posts/{id}/revisions/{version}',
    request: ({ draft }) => [`/posts/${draft}/revisions/1`],
    expected: [401, 404, 200, 200, 200, 401],
  },
  {
    operation: 'GET /posts/{id}/revisions/{version}',
    request: ({ published }) => [`/posts/${published}/revisions/1`],
    expected: [401, 403, 200, 200, 200, 401],
  },
  {
    operation: 'GET /posts/{id}/revisions/{version}/diff',
    request: ({ draft }) => [`/posts/${draft}/revisions/1/diff`],
    expected: [401, 404, 200, 200, 200, 401],
  },
  {
    operation: 'GET /posts/{id}/revisions/{version}/diff',
    request: ({ published }) => [`/posts/${published}/revisions/1/diff`],
    expected: [401, 403, 200, 200, 200, 401],
  },
  {
    operation: 'POST /posts/{id}/revisions/{version}/restore',
    request: ({ draft }) => [`/posts/${draft}/revisions/1/restore`],
    expected: [401, 404, 200, 200, 200, 401],
  },
  {
    operation: 'POST /posts/{id}/revisions/{version}/restore',
    request: ({ published }) => [`/posts/${published}/revisions/1/restore`],
    expected: [401, 403, 200, 200, 200, 401],
  },
  { operation: 'GET /tags', request: () => ['/tags'], expected: [200, 200, 200, 200, 200, 401] },
  {
    operation: 'GET /tags/{slug}',
    request: async (world) => [`/tags/${await usedTag(world)}`],
    expected: [200, 200, 200, 200, 200, 401],
  },
  {
    operation: 'PATCH /tags/{slug}',
    request: async (world) => [`/tags/${await usedTag(world)}`, { name: fresh() }],
    expected: [401, 403, 403, 403, 200, 401],
  },
  {
    operation: 'POST /tags/{slug}/merge',
    request: async (world) => [`/tags/${await usedTag(world)}/merge`, { into: await usedTag(world) }],
    expected: [401, 403, 403, 403, 200, 401],
  },

  {
    operation: 'GET /posts/{id}/comments',
    request: ({ published }) => [`/posts/${published}/comments`],
    expected: [200, 200, 200, 200, 200, 401],
  },
  {
    operation: 'GET /posts/{id}/comments',
    request: ({ draft }) => [`/posts/${draft}/comments`],
    expected: [404, 404, 200, 200, 200, 401],
  },
  {
    operation: 'POST /posts/{id}/comments',
    request: ({ published }) => [`/posts/${published}/comments`, { content: 'Words.' }],
    expected: [401, 201, 201, 201, 201, 401],
  },
  {
    operation: 'POST /posts/{id}/comments',
    request: ({ draft }) => [`/posts/${draft}/comments`, { content: 'Words.' }],
    expected: [401, 404, 409, 409, 409, 401],
  },
  {
    operation: 'GET /comments/{id}',
    request: async (world) => [`/comments/${await commented(world)}`],
    expected: [200, 200, 200, 200, 200, 401],
  },
  {
    operation: 'PATCH /comments/{id}',
    request: async (world) => [`/comments/${await commented(world)}`, { content: 'Other words.' }],
    expected: [401, 403, 200, 403, 403, 401],
  },
  {
    operation: 'DELETE /comments/{id}',
    request: async (world) => [`/comments/${await commented(world)}`],
    expected: [401, 403, 204, 204, 204, 401],
  },
  {
    operation: 'POST /comments/{id}/hide',
    request: async (world) => [`/comments/${await commented(world)}/hide`, { reason: 'Rude' }],
    expected: [401, 403, 403, 200, 200, 401],
  },
  {
    operation: 'POST /comments/{id}/unhide',
    request: async (world) => [`/comments/${await hidden(world)}/unhide`],
    expected: [401, 403, 403, 200, 200, 401],
  },
];

function mailedToken({ app, owner }: World, purpose: Purpose): Promise<string> {
  return app.app.get(OneTimeTokens).make(owner.id, purpose, owner.email);
}

async function refreshToken({ app, owner }: World): Promise<string> {
  const reply = await app.api.post('/auth/login', { email: owner.email, password: PASSWORD });
  return reply.data.refreshToken as string;
}

async function usedTag({ owner }: World): Promise<string> {
  const tag = fresh();
  await aPost().by(owner.api).tagged(tag).published();
  return tag;
}

async function trashed({ owner, published }: World): Promise<string> {
  await owner.api.delete(`/posts/${published}`);
  return published;
}

async function commented({ owner, published }: World): Promise<string> {
  return (await owner.api.post(`/posts/${published}/comments`, { content: 'Words.' })).data.id as string;
}

async function hidden(world: World): Promise<string> {
  const id = await commented(world);
  await (await aUser().moderator().in(world.app)).api.post(`/comments/${id}/hide`);
  return id;
}

let app: TestApp;
let operations: Map<string, DocumentedOperation>;
beforeAll(async () => {
  app = await startApp();
  operations = documentedOperations(createDocument(app.app));
  await aUser().admin().in(app);
});
afterAll(() => app.stop());

async function newWorld(): Promise<World> {
  const owner = await aUser().in(app);
  const draft = await aPost().by(owner.api).draft();
  const published = await aPost().by(owner.api).published();
  return { app, owner, draft: draft.id, published: published.id };
}

async function apiOf(caller: Caller, { owner }: World): Promise<Client> {
  if (caller === 'anonymous') return app.api;
  if (caller === 'owner') return owner.api;
  const builder = {
    stranger: aUser(),
    moderator: aUser().moderator(),
    admin: aUser().admin(),
    suspended: aUser().suspended(),
  };
  return (await builder[caller].in(app)).api;
}

describe('C066: who may do what', () => {
  it.each(TABLE.map((row) => [row.operation, row] as const))('%s', async (_, { operation, request, expected }) => {
    const [method = ''] = operation.split(' ');
    const statuses: Record<string, number> = {};
    let world: World | undefined;
    let asked: Request = [''];
    for (const caller of CALLERS) {
      if (!world) asked = await request((world = await newWorld()));
      const [path, body, headers] = asked;
      const { status } = await (await apiOf(caller, world)).call(method, path, body, { headers });
      statuses[caller] = status;
      if (method !== 'GET' && status < 400) world = undefined;
    }
    expect(statuses).toEqual(Object.fromEntries(CALLERS.map((caller, index) => [caller, expected[index]])));
  });

  it.each(TABLE.map((row) => [row.operation, row] as const))('%s, by keys of the owner', async (_, row) => {
    const documented = operations.get(row.operation.split('?', 1)[0] ?? '');
    if (documented && !documented.security.some((way) => 'bearer' in way)) return;
    const [method = ''] = row.operation.split(' ');
    const world = await newWorld();
    const [path, body, headers] = await row.request(world);
    // The reader's call changes nothing, being a refusal or a reading: both keys can be tried in one world.
    for (const held of [READING, SCOPES]) {
      const { api } = await anApiKey(app, world.owner, ...held);
      const { status } = await api.call(method, path, body, { headers });
      const opens = documented?.['x-scopes']?.every((scope) => held.includes(scope));
      expect([held.length, status]).toEqual([held.length, opens ? row.expected[2] : 403]);
    }
  });

  it('the table has a row for every operation, and its roles are those that the OpenAPI document names', () => {
    for (const [name, { 'x-roles': roles }] of operations) {
      const rows = TABLE.filter(({ operation }) => operation === name);
      expect([name, rows.length > 0]).toEqual([name, true]);
      for (const { expected } of rows) {
        const [anonymous, stranger, owner, moderator, admin] = expected;
        const isForOwners = owner !== 403 && [stranger, moderator, admin].every((status) => status === 403);
        const refusals = {
          anonymous: anonymous === 401,
          user: stranger === 403,
          moderator: moderator === 403,
          admin: admin === 403,
        };
        for (const role of roles)
          if (role !== 'user' && !isForOwners) expect([name, role, refusals[role]]).toEqual([name, role, false]);
        if (!roles.includes('anonymous')) expect([name, anonymous]).toEqual([name, 401]);
        if (!roles.includes('user')) expect([name, stranger]).toEqual([name, 403]);
      }
    }
  });
});

type DocumentedRole = 'anonymous' | 'user' | 'moderator' | 'admin';

interface DocumentedOperation {
  'x-roles': DocumentedRole[];
  'x-scopes'?: Scope[];
  security: object[];
}

function documentedOperations({ paths }: OpenAPIObject): Map<string, DocumentedOperation> {
  return new Map(
    Object.entries(paths).flatMap(([path, item]) =>
      Object.entries(item as Record<string, DocumentedOperation>).map(([method, operation]) => [
        `${method.toUpperCase()} ${path.replace('/api/v1', '')}`,
        operation,
      ]),
    ),
  );
}
