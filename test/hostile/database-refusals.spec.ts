import { startFaultProxy, type FaultProxy } from '../database/fault-proxy.js';
import { createDocument } from '../../src/platform/http/index.js';
import { startApp, type TestApp } from '../support/app.js';
import type { ProblemBody, Reply } from '../support/client.js';
import { aPost } from '../support/posts.js';
import { createDatabase, type TestDatabase } from '../support/postgres.js';
import { aUser, PASSWORD, type TestUser } from '../support/users.js';
import { operationsOf, type DocumentedOperation } from './operations.js';

/** What a stranger must not learn of the inside: statements, drivers, hosts, files. */
const INSIDE =
  /\b(SELECT|INSERT|UPDATE|DELETE|FROM|WHERE|relation|constraint|ECONN\w*|postgres\w*|pg_\w+|127\.0\.0\.1)\b|Error:|\.[jt]s\b|node_modules| at /;

/** Bodies of operations that go as far as the database. */
const BODIES: Record<string, object> = {
  'POST /auth/login': { email: 'ann@example.com', password: PASSWORD },
  'POST /auth/register': { email: 'new@example.com', username: 'new', password: PASSWORD },
  'POST /auth/password/forgot': { email: 'ann@example.com' },
  'POST /posts': { title: 'New', content: 'Words.' },
};

describe('what the database refuses', () => {
  let database: TestDatabase;
  let proxy: FaultProxy;
  let test: TestApp;
  let admin: TestUser;
  let operations: DocumentedOperation[];

  beforeAll(async () => {
    database = await createDatabase();
    proxy = await startFaultProxy(database.url);
    test = await startApp({ database: { url: proxy.url } });
    admin = await aUser().named('root').admin().in(test);
    operations = operationsOf(createDocument(test.app)).filter(({ streams }) => !streams);
  });

  afterAll(async () => {
    await test.stop();
    await database.drop();
  });

  it('C199: because it is there already, is 409 without constraint or value, on every way there', async () => {
    const ann = await aUser().named('canary-ann').in(test);
    const bob = await aUser().named('bob').in(test);
    const email = ann.email.toUpperCase();
    const username = 'canary-ann';
    const registration = { email: 'new@example.com', username: 'new', password: PASSWORD };
    const account = { ...registration, name: 'New' };
    await aPost()
      .by(bob.api)
      .with({ slug: 'canary-slug', tags: ['canary tag', 'tea'] })
      .published();
    const { id } = await aPost().by(bob.api).published();
    const attempts: [code: string, attempt: Promise<Reply>][] = [
      ['EMAIL_TAKEN', test.api.post('/auth/register', { ...registration, email })],
      ['USERNAME_TAKEN', test.api.post('/auth/register', { ...registration, username })],
      ['EMAIL_TAKEN', admin.api.post('/users', { ...account, email })],
      ['USERNAME_TAKEN', admin.api.post('/users', { ...account, username })],
      ['EMAIL_TAKEN', admin.api.patch(`/users/${bob.id}`, { email })],
      ['USERNAME_TAKEN', admin.api.patch(`/users/${bob.id}`, { username })],
      ['USERNAME_TAKEN', bob.api.patch('/users/me', { username })],
      ['EMAIL_TAKEN', bob.api.patch('/users/me', { email, currentPassword: PASSWORD })],
      ['SLUG_TAKEN', bob.api.post('/posts', { title: 'New', content: 'Words.', slug: 'canary-slug' })],
      ['SLUG_TAKEN', bob.api.patch(`/posts/${id}`, { slug: 'canary-slug' })],
      ['TAG_TAKEN', admin.api.patch('/tags/tea', { name: 'Canary Tag' })],
    ];
    for (const [code, attempt] of attempts) {
      const { status, body, text } = await attempt;
      expect([status, body.code]).toEqual([409, code]);
      expect(text.replaceAll(/canary-slug-\d|\bcanary-tag\b/g, '')).not.toMatch(
        /canary|_f?key\b|constraint|duplicate|\bKey\b/i,
      );
    }
  });

  it('C198: because it is gone, is 503 and tells nothing of the inside, whatever is asked', async () => {
    await proxy.close();
    let unavailable = 0;
    for (const { name, method, path, body } of operations) {
      const api = name.startsWith('POST /auth/') ? test.api : admin.api;
      const reply = await api.call(method, path.replace(/\{[^}]+\}/g, admin.id), body && (BODIES[name] ?? {}));
      const { code } = reply.body as ProblemBody;
      expect([name, reply.text]).toEqual([name, expect.not.stringMatching(INSIDE)]);
      if (reply.status < 500) continue;
      unavailable += 1;
      expect([name, reply.status, code]).toEqual([name, 503, 'SERVICE_UNAVAILABLE']);
      expect(reply.headers.get('content-type')).toContain('application/problem+json');
      expect(reply.headers.get('retry-after')).toMatch(/^\d+$/);
    }
    expect(unavailable).toBeGreaterThan(50);
  });
});
