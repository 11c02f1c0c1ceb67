import { startApp, type TestApp } from '../support/app.js';
import type { ProblemBody } from '../support/client.js';
import { fetch } from '../support/fetch.js';

let server: TestApp;
beforeAll(async () => {
  server = await startApp();
});
afterAll(() => server.stop());

describe('every failure is a problem document', () => {
  it('C134: an unknown route says so, with the request id that the header names', async () => {
    const reply = await server.api.get('/nowhere');
    expect(reply.status).toBe(404);
    expect(reply.headers.get('content-type')).toContain('application/problem+json');
    const problem = reply.body as ProblemBody;
    expect(problem).toEqual({
      type: '/problems/route-not-found',
      title: 'Route not found',
      status: 404,
      instance: '/api/v1/nowhere',
      code: 'ROUTE_NOT_FOUND',
      requestId: reply.headers.get('x-request-id'),
    });
  });

  it('keeps the query, which may hold secrets, out of the instance', async () => {
    const reply = await server.api.get('/nowhere', { query: { token: 'canary' } });
    expect(reply.text).not.toContain('canary');
  });

  it('C123: a wrong method on a known path is 405 with Allow', async () => {
    const reply = await server.api.call('PUT', '/posts', {});
    expect(reply.status).toBe(405);
    expect(reply.body.code).toBe('METHOD_NOT_ALLOWED');
    expect(reply.headers.get('allow')).toBe('GET, HEAD, POST');
  });

  it('C123: a method override is ignored', async () => {
    const reply = await server.api.get('/posts', { headers: { 'X-HTTP-Method-Override': 'DELETE' } });
    expect(reply.status).toBe(200);
  });

  it('C091: paths that cannot be decoded name nothing', async () => {
    for (const path of ['/posts/%ff', '/%', '/posts/%c0%af', '/posts/%E0%A4%A']) {
      const response = await fetch(`${server.url}/api/v1${path}`);
      expect(response.status).toBe(404);
      expect(response.headers.get('content-type')).toContain('application/problem+json');
      expect(response.headers.get('x-content-type-options')).toBe('nosniff');
      expect(response.headers.get('x-request-id')).toBeTruthy();
      await response.arrayBuffer();
    }
  });

  it('C088, C091: escapes and NUL in a path are names that nobody has', async () => {
    for (const path of ['/posts/%00', '/posts/..%2f..%2fetc', `/posts/${'x'.repeat(4000)}`, '/posts/a%0d%0ab']) {
      const reply = await server.api.get(path);
      expect([400, 404]).toContain(reply.status);
    }
  });

  it('lists every kind at /problems, each under the type that answers use', async () => {
    const reply = await server.api.get('//problems');
    expect(reply.status).toBe(200);
    const kinds = reply.data as { type: string; code: string; status: number }[];
    expect(kinds).toContainEqual(
      expect.objectContaining({ type: '/problems/validation-error', code: 'VALIDATION_ERROR', status: 400 }),
    );
    expect(new Set(kinds.map(({ code }) => code)).size).toBe(kinds.length);
  });
});

describe('bodies', () => {
  const login = { email: 'ann@example.com', password: 'Wr0ng-password!' };

  it('C118: only JSON is taken', async () => {
    for (const type of [
      'application/x-www-form-urlencoded',
      'text/plain',
      'multipart/form-data; boundary=x',
      'application/vnd.api+json',
    ]) {
      const reply = await server.api.post('/auth/login', JSON.stringify(login), { headers: { 'Content-Type': type } });
      expect([reply.status, reply.body.code]).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE']);
    }
  });

  it('C119: media types that only look like JSON are refused; another case is the same type', async () => {
    for (const type of ['application/jsonp', 'application/json-seq', 'application/json; charset=utf-16']) {
      const reply = await server.api.post('/auth/login', JSON.stringify(login), { headers: { 'Content-Type': type } });
      expect(reply.status).toBe(415);
    }
    const reply = await server.api.post('/auth/login', '{"email":1}', {
      headers: { 'Content-Type': 'Application/JSON' },
    });
    expect([reply.status, reply.body.code]).toEqual([400, 'VALIDATION_ERROR']);
  });

  it('C121: a content coding is refused before anything is inflated', async () => {
    for (const coding of ['gzip', 'br', 'deflate', 'identity, gzip']) {
      const reply = await server.api.post('/auth/login', '{}', { headers: { 'Content-Encoding': coding } });
      expect(reply.status).toBe(415);
    }
  });

  it('malformed JSON, a false prototype and bad UTF-8 are malformed', async () => {
    for (const body of [
      '{',
      '{"a":1,}',
      'nonsense',
      '{"__proto__":{"admin":true}}',
      '{"a":{"constructor":{"prototype":{}}}}',
    ]) {
      const reply = await server.api.post('/auth/login', body);
      expect([reply.status, reply.body.code]).toEqual([400, 'MALFORMED_JSON']);
    }
    expect((await server.api.get('//health/live')).status).toBe(200);
  });

  it('C124: a body over the limit is 413 and the handler never runs', async () => {
    const reply = await server.api.post('/auth/login', JSON.stringify({ ...login, password: 'x'.repeat(110_000) }));
    expect([reply.status, reply.body.code]).toEqual([413, 'PAYLOAD_TOO_LARGE']);
    expect(reply.headers.get('connection')).toBe('close');
  });

  it('an empty body is no body: its members are missing', async () => {
    const reply = await server.api.post('/auth/login', '');
    expect(reply.status).toBe(400);
    expect((reply.body as ProblemBody).errors?.map(({ field }) => field).sort()).toEqual(['email', 'password']);
  });

  it('a body that is no object is refused as a whole', async () => {
    for (const body of ['[]', '"text"', '1', 'null']) {
      const reply = await server.api.post('/auth/login', body);
      expect([reply.status, reply.body.code]).toEqual([400, 'VALIDATION_ERROR']);
    }
  });

  it('nesting beyond 20 levels is refused by name', async () => {
    const reply = await server.api.post('/auth/login', `{"email":${'['.repeat(50)}${']'.repeat(50)}}`);
    expect([reply.status, (reply.body as ProblemBody).errors?.[0]?.code]).toEqual([400, 'maxDepth']);
  });

  it('C200: a refused value is not echoed', async () => {
    const reply = await server.api.post('/auth/login', { email: 'canary-email', password: ['canary-password'] });
    expect(reply.status).toBe(400);
    expect(reply.text).not.toContain('canary');
  });
});

describe('what the caller asks for', () => {
  it('C122: what admits no JSON is 406', async () => {
    for (const accept of ['text/html', 'application/xml', '*/*;q=0']) {
      const reply = await server.api.get('/posts', { headers: { Accept: accept } });
      expect([reply.status, reply.body.code]).toEqual([406, 'NOT_ACCEPTABLE']);
    }
    const browser = 'text/html,application/xhtml+xml,*/*;q=0.8';
    expect((await server.api.get('/posts', { headers: { Accept: browser } })).status).toBe(200);
  });

  it('C117, C161: unknown, doubled and bracketed query parameters are refused by name', async () => {
    for (const query of [
      'unknown=1',
      'limit=5&limit=5000',
      'status[]=draft',
      'status=published&status=draft',
      '__proto__=1',
    ]) {
      const reply = await server.api.get(`/posts?${query}`);
      expect([reply.status, reply.body.code]).toEqual([400, 'VALIDATION_ERROR']);
    }
  });

  it('echoes a well-formed correlation id and replaces any other', async () => {
    const own = await server.api.get('/posts', { headers: { 'X-Correlation-Id': 'order-7:step.2' } });
    expect(own.headers.get('x-correlation-id')).toBe('order-7:step.2');
    const bad = await server.api.get('/posts', { headers: { 'X-Correlation-Id': 'a b', 'X-Request-Id': 'mine' } });
    expect(bad.headers.get('x-correlation-id')).toBe(bad.headers.get('x-request-id'));
    expect(bad.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('tells how long it took', async () => {
    expect((await server.api.get('/posts')).headers.get('server-timing')).toMatch(/^app;dur=\d+(\.\d+)?$/);
  });

  it('C130: HEAD is GET without the body', async () => {
    const get = await server.api.get('/posts');
    const head = await server.api.call('HEAD', '/posts');
    expect([head.status, head.text]).toEqual([200, '']);
    for (const name of ['etag', 'content-type', 'cache-control', 'vary', 'content-length']) {
      expect([name, head.headers.get(name)]).toEqual([name, get.headers.get(name)]);
    }
  });
});
