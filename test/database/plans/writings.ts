import { codeOf } from '../../support/second-factor.js';
import { OneTimeTokens, type Purpose } from '../../../src/auth/one-time-tokens/index.js';
import type { Reply } from '../../support/client.js';
import { aUser, PASSWORD, type TestUser } from '../../support/users.js';
import { rowId, type World } from './world.js';

/** A request that changes something: what it needs beforehand, and the request itself. */
export interface Writing {
  /** As the OpenAPI document names it. */
  operation: string;
  prepare?: (world: World) => Promise<unknown>;
  send: (world: World) => Promise<Reply>;
}

/** What earlier requests have made. */
const made = { post: '', comment: '', key: '', secret: '', recoveryCode: '' };
/** Posts of ann's, and somebody who has written, liked and followed. */
const [POPULAR, LEFT] = [rowId('post', 7), rowId('post', 107)];
const SOMEBODY = rowId('user', 505);
let carl: TestUser;
let token: string;

const mailed =
  (purpose: Purpose) =>
  async ({ server }: World): Promise<void> => {
    token = await server.app.get(OneTimeTokens).make(carl.id, purpose, carl.email);
  };
const signedIn = async ({ server }: World): Promise<void> => {
  token = (await server.api.post('/auth/login', { email: carl.email, password: PASSWORD })).data.refreshToken as string;
};
const account = (username: string): object => ({ username, email: `${username}@example.com`, password: PASSWORD });

/** Sends a request and keeps a member of what it answers, of a list the first one. */
function keeping(what: keyof typeof made, member: string, send: Writing['send']): Writing['send'] {
  return async (world) => {
    const reply = await send(world);
    made[what] = [(reply.data as Record<string, string | string[]>)[member]].flat()[0] ?? '';
    return reply;
  };
}

/** One after the other, each works with what those before it have made. */
export const WRITINGS: Writing[] = [
  {
    operation: 'POST /posts',
    send: keeping('post', 'id', ({ ann }) =>
      ann.api.post(
        '/posts',
        { title: 'Of whales', content: 'Words.', tags: ['Tag 1', 'New'], status: 'published' },
        { headers: { 'Idempotency-Key': '"whales"' } },
      ),
    ),
  },
  {
    operation: 'PATCH /posts/{id}',
    send: ({ ann }) => ann.api.patch(`/posts/${made.post}`, { title: 'Of sharks', slug: 'of-sharks', tags: ['Tag 2'] }),
  },
  { operation: 'POST /posts/{id}/archive', send: ({ ann }) => ann.api.post(`/posts/${made.post}/archive`) },
  { operation: 'POST /posts/{id}/unpublish', send: ({ ann }) => ann.api.post(`/posts/${made.post}/unpublish`) },
  {
    operation: 'POST /posts/{id}/publish',
    send: ({ ann }) => ann.api.post(`/posts/${made.post}/publish`, { publishAt: '2100-01-01T00:00:00Z' }),
  },
  { operation: 'POST /posts/{id}/publish', send: ({ ann }) => ann.api.post(`/posts/${made.post}/publish`) },
  { operation: 'DELETE /posts/{id}', send: ({ ann }) => ann.api.delete(`/posts/${made.post}`) },
  { operation: 'POST /posts/{id}/restore', send: ({ ann }) => ann.api.post(`/posts/${made.post}/restore`) },
  { operation: 'DELETE /posts/{id}', send: ({ admin }) => admin.api.delete(`/posts/${LEFT}?purge=true`) },
  {
    operation: 'POST /posts/{id}/revisions/{version}/restore',
    send: ({ ann }) => ann.api.post(`/posts/${POPULAR}/revisions/2/restore`),
  },
  {
    operation: 'POST /posts/{id}/comments',
    send: keeping('comment', 'id', ({ ann }) => ann.api.post(`/posts/${POPULAR}/comments`, { content: 'Words.' })),
  },
  {
    operation: 'POST /posts/{id}/comments',
    send: ({ bob }) => bob.api.post(`/posts/${POPULAR}/comments`, { content: 'Yes.', parentId: made.comment }),
  },
  {
    operation: 'PATCH /comments/{id}',
    send: ({ ann }) => ann.api.patch(`/comments/${made.comment}`, { content: 'Oh.' }),
  },
  {
    operation: 'POST /comments/{id}/hide',
    send: ({ moderator }) => moderator.api.post(`/comments/${made.comment}/hide`),
  },
  {
    operation: 'POST /comments/{id}/unhide',
    send: ({ moderator }) => moderator.api.post(`/comments/${made.comment}/unhide`),
  },
  { operation: 'DELETE /comments/{id}', send: ({ ann }) => ann.api.delete(`/comments/${made.comment}`) },
  { operation: 'PUT /posts/{id}/favorite', send: ({ bob }) => bob.api.put(`/posts/${POPULAR}/favorite`) },
  { operation: 'DELETE /posts/{id}/favorite', send: ({ bob }) => bob.api.delete(`/posts/${POPULAR}/favorite`) },
  { operation: 'PUT /users/{id}/follow', send: ({ ann, bob }) => bob.api.put(`/users/${ann.id}/follow`) },
  { operation: 'DELETE /users/{id}/follow', send: ({ ann, bob }) => bob.api.delete(`/users/${ann.id}/follow`) },
  { operation: 'PATCH /tags/{slug}', send: ({ admin }) => admin.api.patch('/tags/tag-9', { name: 'Nine' }) },
  {
    operation: 'POST /tags/{slug}/merge',
    send: ({ admin }) => admin.api.post('/tags/tag-12/merge', { into: 'tag-13' }),
  },

  { operation: 'POST /users', send: ({ admin }) => admin.api.post('/users', { ...account('dora'), name: 'Dora' }) },
  { operation: 'PATCH /users/{id}', send: ({ admin }) => admin.api.patch(`/users/${SOMEBODY}`, { username: 'emil' }) },
  {
    operation: 'PUT /users/{id}/role',
    send: ({ admin }) => admin.api.put(`/users/${SOMEBODY}/role`, { role: 'moderator' }),
  },
  {
    operation: 'POST /users/{id}/suspend',
    send: ({ admin }) => admin.api.post(`/users/${SOMEBODY}/suspend`, { reason: 'spam' }),
  },
  { operation: 'POST /users/{id}/reinstate', send: ({ admin }) => admin.api.post(`/users/${SOMEBODY}/reinstate`) },
  { operation: 'DELETE /users/{id}/sessions', send: ({ admin }) => admin.api.delete(`/users/${SOMEBODY}/sessions`) },
  { operation: 'DELETE /users/{id}', send: ({ admin }) => admin.api.delete(`/users/${SOMEBODY}`) },
  { operation: 'POST /users/{id}/restore', send: ({ admin }) => admin.api.post(`/users/${SOMEBODY}/restore`) },
  { operation: 'DELETE /users/{id}', send: ({ admin }) => admin.api.delete(`/users/${SOMEBODY}?purge=true`) },

  { operation: 'POST /auth/register', send: ({ anyone }) => anyone.post('/auth/register', account('carla')) },
  {
    operation: 'POST /auth/login',
    prepare: async ({ server }) => (carl = await aUser().named('carl').in(server)),
    send: ({ anyone }) => anyone.post('/auth/login', { email: carl.email, password: PASSWORD }),
  },
  { operation: 'PATCH /users/me', send: () => carl.api.patch('/users/me', { bio: 'Reads.', username: 'carlo' }) },
  {
    operation: 'POST /auth/refresh',
    prepare: signedIn,
    send: ({ anyone }) => anyone.post('/auth/refresh', { refreshToken: token }),
  },
  {
    operation: 'POST /auth/logout',
    prepare: signedIn,
    send: ({ anyone }) => anyone.post('/auth/logout', { refreshToken: token }),
  },
  { operation: 'DELETE /auth/sessions', prepare: signedIn, send: () => carl.api.delete('/auth/sessions') },
  { operation: 'POST /auth/email/resend', send: () => carl.api.post('/auth/email/resend') },
  {
    operation: 'POST /auth/email/verify',
    prepare: mailed('verify-email'),
    send: ({ anyone }) => anyone.post('/auth/email/verify', { token }),
  },
  {
    operation: 'POST /auth/password/forgot',
    send: ({ anyone }) => anyone.post('/auth/password/forgot', { email: carl.email }),
  },
  {
    operation: 'POST /auth/api-keys',
    send: keeping('key', 'id', () => carl.api.post('/auth/api-keys', { name: 'Key', scopes: ['posts:read'] })),
  },
  { operation: 'DELETE /auth/api-keys/{id}', send: () => carl.api.delete(`/auth/api-keys/${made.key}`) },
  {
    operation: 'POST /auth/totp',
    send: keeping('secret', 'secret', () => carl.api.post('/auth/totp')),
  },
  {
    operation: 'POST /auth/totp/confirm',
    send: keeping('recoveryCode', 'recoveryCodes', () =>
      carl.api.post('/auth/totp/confirm', { code: codeOf(made.secret) }),
    ),
  },
  {
    operation: 'POST /auth/totp/recovery-codes',
    send: keeping('recoveryCode', 'recoveryCodes', () =>
      carl.api.post('/auth/totp/recovery-codes', { password: PASSWORD, code: made.recoveryCode }),
    ),
  },
  {
    operation: 'DELETE /auth/totp',
    send: () => carl.api.delete('/auth/totp', { password: PASSWORD, code: made.recoveryCode }),
  },
  {
    operation: 'POST /auth/password/change',
    send: () => carl.api.post('/auth/password/change', { currentPassword: PASSWORD, newPassword: 'An0ther-horse!' }),
  },
  {
    operation: 'POST /auth/password/reset',
    prepare: mailed('reset-password'),
    send: ({ anyone }) => anyone.post('/auth/password/reset', { token, password: PASSWORD }),
  },
  {
    operation: 'DELETE /auth/sessions/{id}',
    prepare: async ({ server }) => (carl = await aUser().named('carla-maria').in(server)),
    send: () => carl.api.delete(`/auth/sessions/${carl.sessionId}`),
  },
  {
    operation: 'POST /auth/logout-all',
    prepare: async ({ server }) => (carl = await aUser().named('karl').in(server)),
    send: () => carl.api.post('/auth/logout-all'),
  },
  {
    operation: 'DELETE /users/me',
    prepare: async ({ server }) => (carl = await aUser().named('charles').in(server)),
    send: () => carl.api.delete('/users/me', { password: PASSWORD, posts: 'delete' }),
  },
];
