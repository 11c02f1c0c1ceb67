import { startApp, type TestApp } from '../support/app.js';
import type { ProblemBody } from '../support/client.js';
import { rawRequest, type RawReply } from '../support/raw-request.js';
import { aPost } from '../support/posts.js';
import { aUser, type TestUser } from '../support/users.js';

let server: TestApp;
let ann: TestUser;
beforeAll(async () => {
  server = await startApp();
  ann = await aUser().named('ann').in(server);
  await aPost().by(ann.api).titled('Hello').published();
});
afterAll(() => server.stop());

interface Sent {
  method?: string;
  token?: string;
  body?: string;
}

function send(target: string, { method = 'GET', token, body = '' }: Sent = {}): Promise<RawReply> {
  const head = [
    `${method} ${target} HTTP/1.1`,
    'Host: localhost',
    'Connection: close',
    ...(token ? [`Authorization: Bearer ${token}`] : []),
    ...(body ? ['Content-Type: application/json', `Content-Length: ${Buffer.byteLength(body)}`] : []),
  ];
  return rawRequest(server.url, `${head.join('\r\n')}\r\n\r\n${body}`);
}

/** Other spellings of one target (RFC 3986 §6.2.2, RFC 9112 §3.2.2), and what only looks like one. */
function spellings(target: string): string[] {
  const [path = '', query] = target.split('?', 2);
  const after = query === undefined ? '' : `?${query}`;
  const name = path.split('/').at(-1) ?? '';
  const encoded = `%${name.charCodeAt(0).toString(16)}${name.slice(1)}`;
  return [
    `/%61pi${path.slice(4)}${after}`,
    `/%2561pi${path.slice(4)}${after}`,
    `${path.slice(0, -name.length)}${encoded}${after}`,
    `http://localhost${path}${after}`,
    `http://evil.example${path}${after}`,
    `https://evil.example:8443/%61pi${path.slice(4)}${after}`,
    `HTTP://EVIL.EXAMPLE${path}${after}`,
    `/${path}${after}`,
    `//evil.example${path}${after}`,
    `${path}/${after}`,
    path.toUpperCase() + after,
    `${path};a=b${after}`,
    `${path}/.${after}`,
    `/x/..${path}${after}`,
    `/x/%2e%2e${path}${after}`,
    `${path}%2f${after}`,
    `${path}%3flimit=1000`,
    `${path}#${after}`,
    `${path}#/../../../health${after}`,
    path.replaceAll('/', '\\') + after,
    path.replaceAll('/', '%2f') + after,
    path.replace('/v1/', '/v2/') + after,
  ];
}

describe('C132: another spelling of a path', () => {
  const PROTECTED: [string, Sent?][] = [
    ['/api/v1/users'],
    ['/api/v1/users/me'],
    ['/api/v1/auth/sessions'],
    ['/api/v1/users', { method: 'POST', body: '{}' }],
    ['/api/v1/posts', { method: 'POST', body: '{"title":"Mine","content":"Words."}' }],
    ['/api/v1/auth/logout-all', { method: 'POST' }],
  ];

  it('opens nothing to the anonymous', async () => {
    for (const [target, sent] of PROTECTED) {
      for (const spelling of spellings(target)) {
        const { status } = await send(spelling, sent);
        expect([spelling, [400, 401, 404, 405].includes(status)]).toEqual([spelling, true]);
      }
    }
  });

  it('gives nobody the rights of others', async () => {
    for (const spelling of spellings('/api/v1/users')) {
      const { status } = await send(spelling, { token: ann.accessToken });
      expect([spelling, [400, 401, 403, 404].includes(status)]).toEqual([spelling, true]);
    }
  });

  it('leads past no check of the input', async () => {
    const injection = 'desc,(select%201)';
    for (const spelling of [
      ...spellings('/api/v1/posts?limit=100000'),
      ...spellings(`/api/v1/posts?sortOrder=${injection}`),
      ...spellings('/api/v1/posts?limit=1;'),
      ...spellings('/api/v1/tags?sortBy=constructor'),
    ]) {
      const { status, body } = await send(spelling);
      if (!/[?]/.test(spelling.split('#')[0] ?? '')) continue;
      expect([spelling, status, body.includes('"data"')]).toEqual([spelling, status === 400 ? 400 : 404, false]);
    }
  });

  it('registers nobody whom the plain path would refuse', async () => {
    const body = JSON.stringify({ email: 'NOT-CANONICAL', username: 'X', password: 'weak', role: 'admin' });
    for (const spelling of spellings('/api/v1/auth/register')) {
      const { status } = await send(spelling, { method: 'POST', body });
      expect([spelling, [400, 404, 405].includes(status)]).toEqual([spelling, true]);
    }
  });

  it('reads a bad token on a public route as the plain path does', async () => {
    for (const spelling of spellings('/api/v1/posts')) {
      const { status } = await send(spelling, { token: 'bad' });
      expect([spelling, [400, 401, 404].includes(status)]).toEqual([spelling, true]);
    }
  });
});

describe('C161: the spelling that one client chose', () => {
  it('does not come back in the links that another client reads', async () => {
    const query = 'limit=3&sortBy=title';
    for (const spelling of spellings(`/api/v1/posts?${query}`)) await send(spelling);
    const { body } = await server.api.get(`/posts?${query}`);
    expect(body.links.self).toBe('/api/v1/posts?limit=3&page=1&sortBy=title&sortOrder=desc');
  });

  it('is the same list: a cursor goes from one to the other', async () => {
    await aPost().by(ann.api).titled('Hello again').published();
    const first = await server.api.get('/posts?limit=1');
    const cursor = first.body.meta.nextCursor as string;
    const { status } = await send(`http://localhost/api/v1/%70osts?limit=1&cursor=${cursor}`);
    expect(status).toBe(200);
  });
});

describe('C021, C161: the host that a request names', () => {
  const HEADERS = ['Host', 'X-Forwarded-Host', 'X-Forwarded-Prefix', 'X-Original-URL', 'X-Rewrite-URL', 'Forwarded'];

  it('is never repeated', async () => {
    for (const name of HEADERS) {
      const host = name === 'Host' ? '' : 'Host: localhost\r\n';
      const value = name === 'Forwarded' ? 'host=evil.example' : 'evil.example';
      const reply = await rawRequest(
        server.url,
        `GET /api/v1/posts?limit=7 HTTP/1.1\r\n${host}${name}: ${value}\r\nConnection: close\r\n\r\n`,
      );
      expect([name, reply.status, reply.text.includes('evil')]).toEqual([name, 200, false]);
    }
  });
});

describe('a path that ends in a slash', () => {
  it('names nothing, with whatever method', async () => {
    for (const method of ['GET', 'PATCH', 'DELETE', 'PUT']) {
      for (const target of ['/api/v1/posts/', '/api/v1/users/', '/api/v1/posts//publish']) {
        const reply = await send(target, { method, token: ann.accessToken });
        expect([method, target, reply.status, reply.headers.allow]).toEqual([method, target, 404, undefined]);
      }
    }
  });
});

describe('what cannot be a path', () => {
  it('C091: is answered like every other unknown one', async () => {
    for (const target of ['/%', '/api/v1/posts/%ff', '/api/v1/posts/%c0%af', '/api/v1/%E0%A4%A', 'http://', '*']) {
      const reply = await send(target);
      const problem = JSON.parse(reply.body) as ProblemBody;
      expect([target, reply.status, ['ROUTE_NOT_FOUND', 'BAD_REQUEST'].includes(problem.code)]).toEqual([
        target,
        reply.status === 400 ? 400 : 404,
        true,
      ]);
      expect(reply.headers['x-request-id']).toBe(problem.requestId);
    }
  });

  it('C125: a target that is too long is refused, and one beyond the limit of headers with these', async () => {
    const codeOf = async (length: number): Promise<string> => {
      const target = '/api/v1/posts?q=';
      const { body } = await send(target + 'x'.repeat(length - target.length));
      return (JSON.parse(body) as ProblemBody).code;
    };
    expect(await codeOf(12_288)).toBe('VALIDATION_ERROR');
    expect(await codeOf(12_289)).toBe('URI_TOO_LONG');
    expect(await codeOf(20_000)).toBe('HEADERS_TOO_LARGE');
  });
});
