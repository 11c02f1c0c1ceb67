import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { SCOPES } from '../../src/platform/context/index.js';
import { Database } from '../../src/platform/database/index.js';
import { anApiKey, READING, type TestApiKey } from '../support/api-keys.js';
import { startApp, type TestApp } from '../support/app.js';
import type { Reply } from '../support/client.js';
import { mailTo } from '../support/outbox.js';
import { aPost } from '../support/posts.js';
import { rawRequest } from '../support/raw-request.js';
import { statementsOfRequests } from '../support/request-statements.js';
import { until } from '../support/until.js';
import { aUser, PASSWORD, type TestUser } from '../support/users.js';
import { fetch } from '../support/fetch.js';

const DAY = 86_400_000;

let test: TestApp;
/** Another instance on the same database. */
let other: TestApp;
let statements: string[];
beforeAll(async () => {
  test = await startApp();
  other = await startApp({ mail: test.config.mail }, test);
  statements = statementsOfRequests(test);
  await aUser().admin().in(test);
});
afterAll(async () => {
  await other.stop();
  await test.stop();
});

function sql<Row>(text: string, values: unknown[] = []): Promise<Row[]> {
  return test.app.get(Database).queryText<Row>(text, values);
}

/** A key with everything right but the secret. */
function withSecret(id: string, secret: string): string {
  const unchecked = `quire_${id.replaceAll('-', '')}_${secret}`;
  return `${unchecked}_${crc32(unchecked).toString(16).padStart(8, '0')}`;
}

function expectNoScope(reply: Reply, scope?: string): void {
  expect([reply.status, reply.body.code]).toEqual([403, 'FORBIDDEN']);
  const named = scope === undefined ? '' : `, scope="${scope}"`;
  expect(reply.headers.get('www-authenticate')).toBe(`Bearer error="insufficient_scope"${named}`);
}

async function expectDead({ key }: TestApiKey, code: string): Promise<void> {
  for (const instance of [test, other]) {
    for (const path of ['/users/me', '/posts', '/tags']) {
      const reply = await instance.api.withKey(key).get(path);
      expect([path, reply.status, reply.body.code]).toEqual([path, 401, code]);
      expect(reply.headers.get('www-authenticate')).toBe('Bearer error="invalid_token"');
    }
  }
}

describe('an API key', () => {
  it('C060: is shown once; what is kept and listed cannot be used', async () => {
    const ann = await aUser().in(test);
    const made = await ann.api.post('/auth/api-keys', { name: ' Build ', scopes: ['posts:write', 'posts:read'] });
    expect(made.status).toBe(201);
    const { key, ...shown } = made.data as { key: string; id: string };
    expect(made.headers.get('location')).toBe(`/api/v1/auth/api-keys/${shown.id}`);
    expect(made.headers.get('etag')).toMatch(/^"1\./);
    expect(made.headers.get('cache-control')).toBe('private, no-store');
    expect(shown).toEqual({
      id: shown.id,
      name: 'Build',
      prefix: key.slice(0, 38),
      lastFour: key.slice(-4),
      scopes: ['posts:read', 'posts:write'],
      createdAt: expect.any(String) as string,
      lastUsedAt: null,
      expiresAt: expect.any(String) as string,
    });
    expect((await ann.api.get('/auth/api-keys')).data).toEqual([shown]);
    expect((await ann.api.get(`/auth/api-keys/${shown.id}`)).data).toEqual(shown);

    const [row] = await sql<{ hash: Buffer; text: string }>(
      'SELECT key_hash AS hash, k::text AS text FROM api_keys k WHERE id = $1',
      [shown.id],
    );
    expect(row?.hash).toEqual(createHash('sha256').update(key).digest());
    expect(row?.text).not.toContain(key.slice(39, 60));
  });

  it('is known to the owner by mail, and to the audit log', async () => {
    const ann = await aUser().in(test);
    const made = await ann.api.post('/auth/api-keys', { name: 'Nightly build', scopes: ['posts:read'] });
    const { id, key } = made.data as { id: string; key: string };
    await ann.api.delete(`/auth/api-keys/${id}`);
    const mail = await mailTo(test, ann.email, 'A new API key');
    expect(mail.text).toContain('Nightly build');
    expect(JSON.stringify(mail)).not.toContain(key.slice(39, 60));
    const entries = await sql('SELECT actor_id, action FROM audit_log WHERE target_id = $1 ORDER BY id', [id]);
    expect(entries).toEqual([
      { actor_id: ann.id, action: 'auth.api-key-create' },
      { actor_id: ann.id, action: 'auth.api-key-revoke' },
    ]);
  });

  it('speaks for its owner, in one statement, and never out of a cache', async () => {
    const ann = await aUser().in(test);
    const draft = await aPost().by(ann.api).draft();
    const { api } = await anApiKey(test, ann, ...SCOPES);
    await api.get('/users/me');
    await until(() => statements.includes('api_keys.note-use'));
    statements.length = 0;
    const me = await api.get('/users/me');
    expect(me.data.email).toBe(ann.email);
    expect(statements.slice(0, 1)).toEqual(['api_keys.principal']);
    expect(statements).not.toContain('api_keys.note-use');
    const own = await api.get('/posts?status=draft');
    expect((own.data as { id: string }[]).map(({ id }) => id)).toEqual([draft.id]);
    for (const reply of [me, own, await api.get(`/posts/${draft.id}`)]) {
      expect(reply.headers.get('cache-control')).toBe('private, no-store');
      expect(reply.headers.get('vary')).toContain('X-API-Key');
    }
    expect((await test.api.get(`/posts/${draft.id}`)).status).toBe(404);
  });

  it('C061: does what its scopes say, and is told which one is missing', async () => {
    const ann = await aUser().in(test);
    const post = await aPost().by(ann.api).published();
    const { api } = await anApiKey(test, ann, ...READING);
    expect((await api.get('/posts')).status).toBe(200);
    expect((await api.get(`/posts/${post.id}/comments`)).status).toBe(200);
    expectNoScope(await api.post('/posts', { title: 'New', content: 'Words.' }), 'posts:write');
    expectNoScope(await api.post(`/posts/${post.id}/comments`, { content: 'Words.' }), 'comments:write');
    expectNoScope(await api.delete(`/posts/${post.id}`), 'posts:write');
    expect((await api.call('HEAD', '/posts')).status).toBe(200);
    expect((await api.get('/nowhere')).body.code).toBe('ROUTE_NOT_FOUND');
    expect((await api.put('/posts')).status).toBe(405);
    const talker = (await anApiKey(test, ann, 'comments:write')).api;
    expect((await talker.post(`/posts/${post.id}/comments`, { content: 'Words.' })).status).toBe(201);
    // What others may read without a key shows its owner more: it needs the scope like anything else.
    expectNoScope(await talker.get('/posts'), 'posts:read');
    expect((await talker.call('HEAD', '/posts')).status).toBe(403);
    expectNoScope(await talker.get(`/users/${ann.id}`), 'users:read');
  });

  it('C061: is refused before its body is read', async () => {
    const { key } = await anApiKey(test, await aUser().in(test), 'posts:read');
    const head = `POST /api/v1/posts HTTP/1.1\r\nHost: a\r\nX-API-Key: ${key}\r\nContent-Type: application/json\r\n`;
    const { status } = await rawRequest(test.url, `${head}Connection: close\r\nContent-Length: 1000\r\n\r\n{`);
    expect(status).toBe(403);
  });

  it('C062: manages no account, no credential and no other user, not even an admin’s', async () => {
    const root = await aUser().admin().in(test);
    const ann = await aUser().in(test);
    const { id, api } = await anApiKey(test, root, ...SCOPES);
    const calls: [string, string, object?][] = [
      ['POST', '/auth/api-keys', { name: 'More', scopes: ['posts:read'] }],
      ['GET', '/auth/api-keys'],
      ['DELETE', `/auth/api-keys/${id}`],
      ['POST', '/auth/password/change', { currentPassword: PASSWORD, newPassword: 'An0ther-horse!' }],
      ['GET', '/auth/sessions'],
      ['DELETE', '/auth/sessions'],
      ['POST', '/auth/logout-all'],
      ['PATCH', '/users/me', { bio: 'Mine' }],
      ['DELETE', '/users/me', { password: PASSWORD }],
      ['GET', '/users/me/export'],
      ['PUT', `/users/${ann.id}/role`, { role: 'admin' }],
      ['POST', `/users/${ann.id}/suspend`, { reason: 'spam' }],
      ['DELETE', `/users/${ann.id}`],
      ['PATCH', `/users/${ann.id}`, { bio: 'Theirs' }],
      ['GET', '/audit-log'],
      ['POST', '/posts/import'],
    ];
    for (const [method, path, body] of calls) expectNoScope(await api.call(method, path, body));
    expect((await root.api.get('/users/me')).status).toBe(200);
    expect((await ann.api.get('/users/me')).data.role).toBe('user');
    expect((await api.get('/users')).status).toBe(200);
    expect((await api.get('/posts/export')).status).toBe(200);
    expectNoScope(await (await anApiKey(test, root, 'posts:read')).api.get('/posts/export'), 'posts:read users:read');
  });

  it('C063: is dead at once, on every instance, when it is revoked, has expired, or its owner is shut out', async () => {
    const [ann, ben, cleo] = [await aUser().in(test), await aUser().in(test), await aUser().in(test)];
    const root = await aUser().admin().in(test);
    const revoked = await anApiKey(test, ann, ...SCOPES);
    expect((await other.api.withKey(revoked.key).get('/users/me')).status).toBe(200);
    expect((await ann.api.delete(`/auth/api-keys/${revoked.id}`)).status).toBe(204);
    await expectDead(revoked, 'TOKEN_INVALID');

    const expired = await anApiKey(test, ann, ...SCOPES);
    await sql(`UPDATE api_keys SET expires_at = now() WHERE id = $1`, [expired.id]);
    await expectDead(expired, 'TOKEN_EXPIRED');
    await expectDead({ ...expired, key: withSecret(expired.id, 'a'.repeat(64)) }, 'TOKEN_INVALID');

    const suspended = await anApiKey(test, ben, ...SCOPES);
    await root.api.post(`/users/${ben.id}/suspend`, { reason: 'spam' });
    await expectDead(suspended, 'TOKEN_INVALID');
    await root.api.post(`/users/${ben.id}/reinstate`);
    expect((await suspended.api.get('/users/me')).status).toBe(200);

    const ofDeleted = await anApiKey(test, cleo, ...SCOPES);
    await root.api.delete(`/users/${cleo.id}`);
    await expectDead(ofDeleted, 'TOKEN_INVALID');
  });

  it('goes on when the password changes and sessions end', async () => {
    const ann = await aUser().in(test);
    const { api } = await anApiKey(test, ann, 'profile:read');
    await ann.api.post('/auth/password/change', { currentPassword: PASSWORD, newPassword: 'An0ther-horse!' });
    await ann.api.post('/auth/logout-all');
    expect((await api.get('/users/me')).status).toBe(200);
  });

  it('C064: is made for the caller alone, with scopes that there are', async () => {
    const [ann, root] = [await aUser().in(test), await aUser().admin().in(test)];
    const make = (members: object): Promise<Reply> =>
      ann.api.post('/auth/api-keys', { name: 'Key', scopes: ['posts:read'], ...members });
    const soon = new Date(Date.now() + 60_000);
    const cases: [object, string][] = [
      [{ userId: root.id }, 'userId'],
      [{ ownerId: root.id }, 'ownerId'],
      [{ scopes: ['*'] }, 'scopes'],
      [{ scopes: ['posts:read', 'admin'] }, 'scopes'],
      [{ scopes: [] }, 'scopes'],
      [{ scopes: 'posts:read' }, 'scopes'],
      [{ scopes: null }, 'scopes'],
      [{ scopes: [{ toString: 'posts:read' }] }, 'scopes'],
      [{ name: ' ' }, 'name'],
      [{ expiresAt: new Date(Date.now() - 1000) }, 'expiresAt'],
      [{ expiresAt: new Date(Date.now() + 367 * DAY) }, 'expiresAt'],
      [{ expiresAt: null }, 'expiresAt'],
    ];
    for (const [members, field] of cases) {
      const { status, body } = await make(members);
      expect([members, status]).toEqual([members, 400]);
      expect(body.errors[0].field).toMatch(new RegExp(`^${field}(\\[\\d\\](\\.toString)?)?$`));
    }
    expect((await ann.api.get('/auth/api-keys')).data).toEqual([]);
    expect((await make({ expiresAt: soon })).data.expiresAt).toBe(soon.toISOString());
    const usual = Date.parse((await make({})).data.expiresAt as string);
    expect(Math.round((usual - Date.now()) / DAY)).toBe(90);
    expect((await make({ scopes: ['posts:read', 'posts:read'] })).data.scopes).toEqual(['posts:read']);
  });

  it('C064: never exceeds what its owner may do at that moment', async () => {
    const boss = await aUser().admin().in(test);
    const ann = await aUser().in(test);
    const post = await aPost().by(ann.api).published();
    const { api } = await anApiKey(test, boss, ...SCOPES);
    expect((await api.get('/users')).data[0].email).toBeDefined();
    await sql(`UPDATE users SET role = 'user' WHERE id = $1`, [boss.id]);
    expect((await api.get('/users')).status).toBe(403);
    expect((await api.patch(`/posts/${post.id}`, { title: 'Mine' })).status).toBe(403);
    expect((await api.get(`/users/${ann.id}`)).data.email).toBeUndefined();
  });

  it('belongs to its owner: nobody else reads or revokes it', async () => {
    const [ann, root] = [await aUser().in(test), await aUser().admin().in(test)];
    const { id, api } = await anApiKey(test, ann, 'profile:read');
    expect((await root.api.get(`/auth/api-keys/${id}`)).status).toBe(404);
    expect((await root.api.delete(`/auth/api-keys/${id}`)).status).toBe(404);
    expect((await api.get('/users/me')).status).toBe(200);
  });

  it('is one of fifty at most, however many are asked for at once', async () => {
    const ann = await aUser().in(test);
    const { id } = await anApiKey(test, ann, 'posts:read');
    await sql(
      `INSERT INTO api_keys (id, user_id, name, scopes, key_hash, last_four, expires_at)
       SELECT gen_random_uuid(), $1, 'Key', '{posts:read}', sha256(n::text::bytea), '0000', now() + interval '1 day'
       FROM generate_series(1, 48) AS n`,
      [ann.id],
    );
    const make = (): Promise<Reply> => ann.api.post('/auth/api-keys', { name: 'Key', scopes: ['posts:read'] });
    const replies = await Promise.all([make(), make(), make()]);
    expect(replies.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
    expect(replies.find(({ status }) => status === 409)?.body.code).toBe('INVALID_STATE');
    await sql(`UPDATE api_keys SET expires_at = now() - interval '31 days' WHERE id = $1`, [id]);
    expect((await make()).status).toBe(201);
    expect((await ann.api.get('/auth/api-keys')).data).toHaveLength(50);
  });

  it('tells when it was used last, to the minute, and works on when that cannot be written', async () => {
    const ann = await aUser().in(test);
    const { id, api } = await anApiKey(test, ann, 'profile:read');
    const lastUse = async (): Promise<string | null> =>
      (await ann.api.get(`/auth/api-keys/${id}`)).data.lastUsedAt as string | null;
    await api.get('/users/me');
    await until(async () => (await lastUse()) !== null);
    const first = await lastUse();
    await sql(`UPDATE api_keys SET last_used_at = now() - interval '61 seconds' WHERE id = $1`, [id]);
    await test.app.get(Database).transaction(async () => {
      await sql('SELECT id FROM api_keys WHERE id = $1 FOR UPDATE', [id]);
      const replies = await Promise.all(Array.from({ length: 8 }, () => api.get('/users/me')));
      expect(replies.map(({ status }) => status)).toEqual(Array(8).fill(200));
    });
    await until(async () => ((await lastUse()) ?? '') >= (first ?? ''));
    const second = await lastUse();
    await api.get('/users/me');
    expect(await lastUse()).toBe(second);
  });

  it('makes a retry safe like its owner, whose scope is asked again', async () => {
    const ann = await aUser().in(test);
    const [writer, reader] = [await anApiKey(test, ann, 'posts:write'), await anApiKey(test, ann, 'posts:read')];
    const retry = { headers: { 'Idempotency-Key': 'once' } };
    const body = { title: 'Once', content: 'Words.' };
    const first = await writer.api.post('/posts', body, retry);
    const again = await writer.api.post('/posts', body, retry);
    expect([first.status, again.status, again.data.id]).toEqual([201, 201, first.data.id]);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect((await reader.api.post('/posts', body, retry)).status).toBe(403);
  });
});

describe('what is sent as X-API-Key', () => {
  let ann: TestUser;
  let good: TestApiKey;
  beforeAll(async () => {
    ann = await aUser().in(test);
    good = await anApiKey(test, ann, ...SCOPES);
  });

  it('C032: is a key and nothing else; what is none costs no look into the database', async () => {
    const login = await test.api.post('/auth/login', { email: ann.email, password: PASSWORD });
    const { key, id } = good;
    const none = [
      ann.accessToken,
      login.data.refreshToken as string,
      `Bearer ${key}`,
      key.toUpperCase(),
      key.slice(0, -1),
      `${key.slice(0, -1)}${key.endsWith('0') ? '1' : '0'}`,
      `${key}, ${key}`,
      id,
      'quire_',
      '" OR 1=1--',
      'x'.repeat(8000),
    ];
    statements.length = 0;
    for (const text of none) {
      const reply = await test.api.withKey(text).get('/posts');
      expect([text.slice(0, 40), reply.status, reply.body.code]).toEqual([text.slice(0, 40), 401, 'TOKEN_INVALID']);
    }
    expect(statements).toEqual([]);
    expect((await test.api.with(key).get('/users/me')).status).toBe(401);
    expect((await test.api.post('/auth/refresh', { refreshToken: key })).status).toBe(401);
    expect((await good.api.post('/auth/login', { email: ann.email, password: PASSWORD })).status).toBe(200);
  });

  it('C057: is nothing that the database holds', async () => {
    const [row] = await sql<Record<string, string>>(
      `SELECT encode(key_hash, 'hex') AS hex, encode(key_hash, 'base64') AS base64, last_four, k::text AS whole
       FROM api_keys k WHERE id = $1`,
      [good.id],
    );
    const { hex = '' } = row ?? {};
    for (const text of [...Object.values(row ?? {}), withSecret(good.id, hex), withSecret(good.id, '0'.repeat(64))]) {
      expect((await test.api.withKey(text.replaceAll('\n', '')).get('/users/me')).status).toBe(401);
    }
    expect((await good.api.get('/users/me')).status).toBe(200);
  });

  it('C033: comes once, and alone', async () => {
    const ben = await anApiKey(test, await aUser().in(test), ...SCOPES);
    const get = async (...lines: string[]): Promise<number> => {
      const head = ['GET /api/v1/users/me HTTP/1.1', 'Host: a', 'Connection: close', ...lines];
      return (await rawRequest(test.url, `${head.join('\r\n')}\r\n\r\n`)).status;
    };
    expect(await get(`x-api-KEY: ${good.key}`)).toBe(200);
    for (const lines of [
      [`X-API-Key: ${good.key}`, `X-API-Key: ${good.key}`],
      [`X-API-Key: ${good.key}`, `X-API-Key: ${ben.key}`],
      [`X-API-Key: ${good.key}`, `Authorization: Bearer ${ann.accessToken}`],
      [`Authorization: Bearer ${ann.accessToken}`, 'X-API-Key: '],
      ['X-API-Key:'],
      ['X-API-Key: \xe4\xf6'],
      [`Authorization: ${good.key}`],
      [`Cookie: X-API-Key=${good.key}`],
    ]) {
      expect([lines, await get(...lines)]).toEqual([lines, 401]);
    }
    expect((await test.api.get(`/users/me?apiKey=${good.key}`)).status).toBe(401);
  });

  it('means nothing outside of the API', async () => {
    for (const path of ['//health', '//problems', '//feed.json']) {
      expect((await test.api.withKey('bad').get(path)).status).toBe(200);
    }
  });
});

describe('the document', () => {
  it('says which operations a key may call, and with which scopes', async () => {
    interface Described {
      'x-scopes'?: string[];
      security: Record<string, string[]>[];
    }
    const document = (await (await fetch(`${test.url}/openapi.json`)).json()) as {
      paths: Record<string, Record<string, Described>>;
      components: { securitySchemes: Record<string, object> };
    };
    expect(document.components.securitySchemes.apiKey).toMatchObject({
      type: 'apiKey',
      in: 'header',
      name: 'X-API-Key',
    });
    for (const item of Object.values(document.paths)) {
      for (const { 'x-scopes': scopes, security } of Object.values(item)) {
        expect(security.find((way) => 'apiKey' in way)).toEqual(scopes && { apiKey: scopes });
      }
    }
    expect(document.paths['/api/v1/posts']?.post?.['x-scopes']).toEqual(['posts:write']);
    expect(document.paths['/api/v1/auth/sessions']?.get?.security).toEqual([{ bearer: [] }]);
  });
});
