import { gunzipSync } from 'node:zlib';
import { createDocument } from '../../src/platform/http/index.js';
import { startApp, type TestApp } from '../support/app.js';
import type { ProblemBody } from '../support/client.js';
import { fetch } from '../support/fetch.js';
import { aPost, type ShownPost } from '../support/posts.js';
import { rawRequest, type RawReply } from '../support/raw-request.js';
import { aUser, type TestUser } from '../support/users.js';
import { operationsOf } from './operations.js';

let server: TestApp;
let root: TestUser;
let post: ShownPost;
let comment: string;
let apiKey: string;
beforeAll(async () => {
  server = await startApp();
  root = await aUser().named('root').admin().in(server);
  const content = 'Words that compress well. '.repeat(200);
  post = await aPost().by(root.api).titled('Hello').with({ content }).tagged('birds').published();
  comment = (await root.api.post(`/posts/${post.id}/comments`, { content: 'Well said.' })).data.id;
  apiKey = (await root.api.post('/auth/api-keys', { name: 'Nightly', scopes: ['posts:read'] })).data.id;
});
afterAll(() => server.stop());

/** A path for which there is something to see. */
function pathOf(template: string): string {
  if (template === '/posts/suggest') return `${template}?q=hello`;
  // Reads are noted there, behind their answers.
  if (template === '/audit-log') return `${template}?createdBefore=2026-01-01T00:00:00Z`;
  if (template.startsWith('/tags')) return template.replace('{slug}', 'birds');
  const ids: Record<string, string> = { posts: post.id, comments: comment, auth: apiKey };
  const id = ids[template.split('/', 2)[1] ?? ''] ?? 'root';
  return template.replace('{version}', '1').replace(/\{[^}]+\}/, id);
}

function login(headers: string[], body = ''): Promise<RawReply> {
  const head = ['POST /api/v1/auth/login HTTP/1.1', 'Host: a', 'Connection: close', ...headers];
  return rawRequest(server.url, `${head.join('\r\n')}\r\n\r\n${body}`);
}

describe('C126: a request names one host', () => {
  it.each([
    ['none', ''],
    ['two', 'Host: a\r\nHost: b\r\n'],
    ['two equal ones', 'Host: a\r\nHost: a\r\n'],
    ['a list', 'Host: a, b\r\n'],
    ['one with a path', 'Host: a/b\r\n'],
    ['one with credentials', 'Host: u@b\r\n'],
  ])('%s is a bad request', async (_, host) => {
    const reply = await rawRequest(server.url, `GET /api/v1/posts HTTP/1.1\r\n${host}Connection: close\r\n\r\n`);
    expect(reply.status).toBe(400);
    expect(JSON.parse(reply.body)).toMatchObject({ code: 'BAD_REQUEST', requestId: reply.headers['x-request-id'] });
  });

  it.each(['a', 'a:3000', '127.0.0.1:80', '[::1]:3000', 'xn--mnchen-3ya.example', 'a_b.example', ''])(
    '%j is one',
    async (host) => {
      const reply = await rawRequest(
        server.url,
        `GET /health/live HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`,
      );
      expect(reply.status).toBe(200);
    },
  );

  it('but HTTP/1.0 need not', async () => {
    expect((await rawRequest(server.url, 'GET /health/live HTTP/1.0\r\n\r\n')).status).toBe(200);
  });
});

describe('bodies', () => {
  it('C119: a media type that is almost JSON is not', async () => {
    for (const type of [
      'application/json\ta',
      'application/json, text/plain',
      'text/json',
      'application/json5',
      '*/*',
    ]) {
      const reply = await login([`Content-Type: ${type}`, 'Content-Length: 2'], '{}');
      expect([type, reply.status]).toEqual([type, 415]);
    }
    const twice = await login(
      ['Content-Type: text/plain', 'Content-Type: application/json', 'Content-Length: 2'],
      '{}',
    );
    expect(twice.status).toBe(415);
  });

  it('C119: what passes for JSON is checked', async () => {
    for (const type of ['application/json;;', ' application/json', 'APPLICATION/JSON ; charset="UTF-8"']) {
      const reply = await login([`Content-Type: ${type}`, 'Content-Length: 2'], '{}');
      expect([type, [400, 415].includes(reply.status)]).toEqual([type, true]);
      expect(['VALIDATION_ERROR', 'UNSUPPORTED_MEDIA_TYPE']).toContain((JSON.parse(reply.body) as ProblemBody).code);
    }
  });

  it('C118: a body without a media type is refused, no body is none', async () => {
    expect((await login(['Content-Length: 2'], '{}')).status).toBe(415);
    expect((await login([])).status).toBe(400);
  });

  it('C124: a chunked body over the limit is 413, and the connection ends', async () => {
    const chunk = `10000\r\n${'x'.repeat(65_536)}\r\n`;
    const reply = await login(
      ['Content-Type: application/json', 'Transfer-Encoding: chunked'],
      `${chunk.repeat(3)}0\r\n\r\n`,
    );
    expect(reply.status).toBe(413);
    expect(reply.headers.connection).toBe('close');
  });

  it('C126: endless chunk extensions and strange chunks are bad requests', async () => {
    for (const chunk of [
      `2;${'x'.repeat(100_000)}\r\n{}`,
      '-2\r\n{}',
      '0x2\r\n{}',
      '2 \r\n{}',
      'FFFFFFFFFFFFFFFFF\r\n{}',
    ]) {
      const reply = await login(
        ['Content-Type: application/json', 'Transfer-Encoding: chunked'],
        `${chunk}\r\n0\r\n\r\nGET /health/live HTTP/1.1\r\nHost: a\r\n\r\n`,
      );
      expect([chunk.slice(0, 20), reply.status]).toEqual([chunk.slice(0, 20), 400]);
      expect(reply.text).not.toContain('HTTP/1.1 200');
    }
  });

  it('C103: a hundred thousand members are refused without being looked at one by one', async () => {
    const members = Array.from({ length: 100_000 }, (_, index) => `"k${index}":1`).join();
    const reply = await root.api.post('/posts', `{${members}}`);
    expect([reply.status, reply.body.errors[0].code]).toEqual([400, 'maxMembers']);
  });

  it('C101: texts made to be slow to match are refused like others', async () => {
    const texts = [
      `a@${'a.'.repeat(40_000)}`,
      `${'"'.repeat(80_000)}@a.example`,
      `${'a'.repeat(80_000)}!`,
      '-'.repeat(80_000),
    ];
    for (const text of texts) {
      const account = { email: text, username: text, password: text };
      const reply = await server.api.post('/auth/login', { email: text, password: 'x' });
      expect([400, 413]).toContain(reply.status);
      expect([400, 413]).toContain((await server.api.post('/auth/register', account)).status);
      expect((await root.api.post('/posts', { title: 'x', content: 'x', slug: text })).status).toBe(400);
      expect((await root.api.post('/posts', { title: 'x', content: 'x', coverImageUrl: text })).status).toBe(400);
    }
  });
});

describe('headers', () => {
  it('C125: thousands of them are 431', async () => {
    const many = 'X: \r\n'.repeat(4000);
    const reply = await rawRequest(server.url, `GET /health/live HTTP/1.1\r\nHost: a\r\n${many}\r\n`);
    expect(reply.status).toBe(431);
  });

  it('C109: nothing that a caller sends can begin a header of the answer', async () => {
    const values = ['x%0d%0aX-Evil: 1', 'x\x85X-Evil: 1', 'x\tX-Evil: 1', '"1.x"\x0bX-Evil: 1'];
    for (const value of values) {
      for (const name of [
        'X-Correlation-Id',
        'If-None-Match',
        'Origin',
        'Access-Control-Request-Headers',
        'traceparent',
      ]) {
        const reply = await rawRequest(
          server.url,
          `GET /api/v1/posts?limit=1 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n${name}: ${value}\r\n\r\n`,
        );
        expect([200, 400]).toContain(reply.status);
        expect(reply.headers['x-evil']).toBeUndefined();
      }
    }
  });

  it('C122: what admits JSON in any way is served', async () => {
    for (const accept of [
      '',
      '*/*',
      'application/*',
      'APPLICATION/JSON',
      'text/html, */*;q=0.1',
      'application/json;q=0.001',
    ]) {
      const reply = await server.api.get('/posts', { headers: { Accept: accept } });
      expect([accept, reply.status, reply.headers.get('content-type')]).toEqual([
        accept,
        200,
        'application/json; charset=utf-8',
      ]);
    }
  });
});

describe('reads', () => {
  it('C130: HEAD is GET without the body, for every GET', async () => {
    for (const operation of operationsOf(createDocument(server.app)).filter(({ method }) => method === 'GET')) {
      const path = pathOf(operation.path);
      const options = { headers: { 'Accept-Encoding': 'identity' } };
      const get = await root.api.get(path, options);
      const head = await root.api.call('HEAD', path, undefined, options);
      expect([path, head.status, head.text]).toEqual([path, 200, '']);
      for (const name of ['etag', 'content-type', 'content-length', 'cache-control', 'vary', 'cache-status']) {
        expect([path, name, head.headers.get(name)]).toEqual([path, name, get.headers.get(name)]);
      }
    }
  });

  it('C131: each kind of tag that names the present version is 304, and any other is not', async () => {
    const path = `/posts/${post.slug}`;
    const plain = await server.api.get(path, { headers: { 'Accept-Encoding': 'identity' } });
    const etag = plain.headers.get('etag') ?? '';
    const bare = etag.replaceAll('"', '');
    const known = [etag, `W/${etag}`, '*', `"other", ${etag}`, `"${bare}-gzip"`, `"${bare}-br"`, `${etag} , "x"`];
    const unknown = ['"other"', bare, `"${bare}x"`, `"${bare.split('.')[0]}.x"`, '""', '"*"', etag.slice(0, -1)];
    const statusOf = async (tag: string): Promise<number> =>
      (await server.api.get(path, { headers: { 'If-None-Match': tag } })).status;
    for (const tag of known) expect([tag, await statusOf(tag)]).toEqual([tag, 304]);
    for (const tag of unknown) expect([tag, await statusOf(tag)]).toEqual([tag, 200]);
  });

  it('C131: a compressed answer has a tag of its own, which is good for its next read and for an edit', async () => {
    const reply = await rawRequest(
      server.url,
      `GET /api/v1/posts/${post.slug} HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\nConnection: close\r\n\r\n`,
    );
    expect(reply.headers['content-encoding']).toBe('gzip');
    const etag = reply.headers.etag ?? '';
    expect(etag).toMatch(/^"1\.[^"]+-gzip"$/);
    const headers = { 'If-None-Match': etag, 'Accept-Encoding': 'gzip' };
    expect((await server.api.get(`/posts/${post.slug}`, { headers })).status).toBe(304);
    const edited = await root.api.patch(`/posts/${post.id}`, { excerpt: 'New' }, { headers: { 'If-Match': etag } });
    expect(edited.status).toBe(200);
  });

  it('are compressed for who asks, with the bytes of the plain answer', async () => {
    const path = `${server.url}/api/v1/posts/${post.slug}`;
    const plain = await fetch(path, { headers: { 'Accept-Encoding': 'identity' } });
    const reply = await rawRequest(
      server.url,
      `GET /api/v1/posts/${post.slug} HTTP/1.0\r\nHost: a\r\nAccept-Encoding: gzip\r\n\r\n`,
    );
    const body = reply.text.slice(reply.text.indexOf('\r\n\r\n') + 4);
    expect(gunzipSync(Buffer.from(body, 'latin1')).toString()).toBe(await plain.text());
    expect(plain.headers.get('vary')).toContain('Accept-Encoding');
    expect(reply.headers.vary).toContain('Accept-Encoding');
  });

  it('C167: an ending that a cache would take for a file does not open a private page', async () => {
    for (const path of [
      '/users/me/x.css',
      '/users/me%2fx.js',
      '/users/me;.css',
      '/users/me.css',
      '/auth/sessions/x.png',
    ]) {
      const reply = await root.api.get(path);
      expect([path, reply.status]).toEqual([path, path.startsWith('/auth') ? 405 : 404]);
      expect(reply.headers.get('cache-control')).toBe('no-store');
    }
  });
});

describe('C131: If-Match', () => {
  it('compares versions strongly', async () => {
    const { id, version } = await aPost().by(root.api).draft();
    const statusOf = async (tag: string): Promise<number> =>
      (await root.api.patch(`/posts/${id}`, {}, { headers: { 'If-Match': tag } })).status;
    for (const tag of ['*', `"${version}.x"`, `"9.x", "${version}.x"`, `"${version}.x-gzip"`]) {
      expect([tag, await statusOf(tag)]).toEqual([tag, 200]);
    }
    for (const tag of ['"0.x"', `W/"${version}.x"`, '"x"', 'x', '""', `${version}`, `"0${version}1.x"`, '"-1.x"']) {
      expect([tag, await statusOf(tag)]).toEqual([tag, 412]);
    }
  });
});

describe('a page beyond the reach of page numbers', () => {
  it.each(['page=10002', 'page=502', 'page=999999999', 'page=102&limit=100'])(
    'C110: %s is refused, and cursor is named as the way on',
    async (query) => {
      const { status, body } = await server.api.get(`/posts?${query}`);
      const [error] = (body as ProblemBody).errors ?? [];
      expect([status, error?.field, error?.message.includes('cursor')]).toEqual([400, 'page', true]);
    },
  );
});

describe('a member that is missing', () => {
  it('is told to be required, not to be of the wrong kind', async () => {
    const { body } = await server.api.post('/auth/register', {});
    const errors = (body as ProblemBody).errors?.map(({ field, code, message }) => [field, code, message]);
    expect(errors).toEqual([
      ['email', 'required', 'email is required'],
      ['username', 'required', 'username is required'],
      ['password', 'required', 'password is required'],
    ]);
  });
});
