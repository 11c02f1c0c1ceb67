import { startApp, type TestApp } from '../support/app.js';
import { rawRequest } from '../support/raw-request.js';

let server: TestApp;
beforeAll(async () => {
  server = await startApp();
});
afterAll(() => server.stop());

describe('C123: methods', () => {
  it.each(['PROPFIND', 'SEARCH', 'PURGE', 'TRACE', 'M-SEARCH'])(
    '%s, which no path has, is 405 with Allow',
    async (method) => {
      const reply = await rawRequest(
        server.url,
        `${method} /api/v1/posts HTTP/1.1\r\nHost: a\r\nX-Canary: echo-me\r\nConnection: close\r\n\r\n`,
      );
      expect([reply.status, reply.headers.allow]).toEqual([405, 'GET, HEAD, POST']);
      expect(JSON.parse(reply.body)).toMatchObject({ code: 'METHOD_NOT_ALLOWED' });
      expect(reply.text).not.toContain('echo-me');
    },
  );

  it.each(['get', 'Get', 'GETS', 'G\u00cbT', ''])('%j, which HTTP does not know, is a bad request', async (method) => {
    const reply = await rawRequest(server.url, `${method} /api/v1/posts HTTP/1.1\r\nHost: a\r\n\r\n`);
    expect([reply.status, reply.headers.connection]).toEqual([400, 'close']);
  });

  it('CONNECT opens no tunnel', async () => {
    const { port } = new URL(server.url);
    const inner = 'GET /health/live HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n';
    const reply = await rawRequest(server.url, `CONNECT 127.0.0.1:${port} HTTP/1.1\r\nHost: a\r\n\r\n${inner}`);
    expect(reply.text).not.toContain(' 200 ');
  });

  it('an upgrade that is not offered is not made', async () => {
    for (const protocol of ['h2c', 'websocket', 'TLS/1.2']) {
      const reply = await rawRequest(
        server.url,
        `GET /health/live HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: \r\nUpgrade: ${protocol}\r\n\r\n`,
      );
      expect([protocol, reply.status]).toEqual([protocol, 200]);
    }
  });
});

describe('C126: where a request ends', () => {
  const smuggled = 'GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n';

  it.each([
    ['a length with a sign', 'Content-Length: +2', '{}'],
    ['two lengths in one field', 'Content-Length: 2, 2', '{}'],
    ['two equal lengths', 'Content-Length: 2\r\nContent-Length: 2', '{}'],
    ['a length in hexadecimal', 'Content-Length: 0x2', '{}'],
    ['a length beyond numbers', `Content-Length: ${'9'.repeat(30)}`, '{}'],
    ['a length that is empty', 'Content-Length:', '{}'],
    ['a coding after chunked', 'Transfer-Encoding: chunked, identity', '2\r\n{}\r\n0\r\n\r\n'],
    ['chunked beside a length, the other way round', 'Transfer-Encoding: chunked\r\nContent-Length: 4', '0\r\n\r\n'],
    ['a carriage return alone', 'X: a\rContent-Length: 2', '{}'],
    ['a header without a colon', 'Content-Length 2', '{}'],
    ['a header without a name', ': 2', '{}'],
    ['a NUL in a header', 'X: a\0b', '{}'],
    ['chunks that end in line feeds alone', 'Transfer-Encoding: chunked', '2\n{}\n0\n\n'],
    ['a chunk that is longer than it says', 'Transfer-Encoding: chunked', '1\r\n{}\r\n0\r\n\r\n'],
  ])('%s is a bad request, and nothing behind it is read', async (_, headers, body) => {
    const head = 'POST /api/v1/auth/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json';
    const reply = await rawRequest(server.url, `${head}\r\n${headers}\r\n\r\n${body}${smuggled}`);
    expect([reply.status, reply.headers.connection]).toEqual([400, 'close']);
    expect(reply.headers['content-type']).toContain('application/problem+json');
    expect(reply.text.match(/HTTP\/1\.1 /g)).toHaveLength(1);
  });

  it('a version that is not spoken is refused', async () => {
    for (const version of ['HTTP/1.2', 'HTTP/3.0', 'HTTP/9.9', 'http/1.1', 'ICY/1.0']) {
      const reply = await rawRequest(server.url, `GET /health/live ${version}\r\nHost: a\r\nConnection: close\r\n\r\n`);
      expect([version, reply.status]).toEqual([version, 400]);
    }
  });

  it('pipelined requests are answered in their order', async () => {
    const [first, second] = ['/api/v1/posts?limit=1', '/api/v1/nowhere'].map(
      (target) => `GET ${target} HTTP/1.1\r\nHost: a\r\n`,
    );
    const reply = await rawRequest(server.url, `${first}\r\n${second}Connection: close\r\n\r\n`);
    expect(reply.text.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 404']);
  });
});
