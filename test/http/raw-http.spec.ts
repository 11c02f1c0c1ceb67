import { once } from 'node:events';
import { connect } from 'node:net';
import { startApp, type TestApp } from '../support/app.js';
import { rawRequest } from '../support/raw-request.js';

let server: TestApp;
beforeAll(async () => {
  server = await startApp();
});
afterAll(() => server.stop());

const post = (headers: string, body = ''): string =>
  `POST /api/v1/auth/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n${headers}\r\n\r\n${body}`;

describe('requests that are not quite HTTP', () => {
  it('C126: are refused once and the connection is closed, so nothing is smuggled behind them', async () => {
    const smuggled = 'GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n';
    const requests = [
      post('Content-Length: 4\r\nTransfer-Encoding: chunked', `0\r\n\r\n${smuggled}`),
      post('Content-Length: 2\r\nContent-Length: 40', `{}${smuggled}`),
      post('Transfer-Encoding: xchunked', `0\r\n\r\n${smuggled}`),
      post('Transfer-Encoding : chunked', `0\r\n\r\n${smuggled}`),
      post('Content-Length: -1', smuggled),
      `GET /health/live HTTP/1.1\nHost: localhost\n\n${smuggled}`,
      `GET /health/live HTTP/1.1\r\nHost: localhost\r\nX-Folded: a\r\n b\r\n\r\n${smuggled}`,
    ];
    for (const bytes of requests) {
      const reply = await rawRequest(server.url, bytes);
      expect([bytes, reply.status]).toEqual([bytes, 400]);
      expect(reply.headers.connection).toBe('close');
      expect(reply.text.match(/HTTP\/1\.1 /g)).toHaveLength(1);
    }
  });

  it('C126: say so in a problem document with an id', async () => {
    const reply = await rawRequest(server.url, 'nonsense\r\n\r\n');
    expect(reply.status).toBe(400);
    expect(reply.headers['content-type']).toContain('application/problem+json');
    expect(JSON.parse(reply.body)).toMatchObject({
      code: 'BAD_REQUEST',
      status: 400,
      requestId: reply.headers['x-request-id'],
    });
  });

  it('C125: headers beyond 16 KiB are 431', async () => {
    const reply = await rawRequest(
      server.url,
      `GET /health/live HTTP/1.1\r\nHost: a\r\nX-Big: ${'x'.repeat(20_000)}\r\n\r\n`,
    );
    expect(reply.status).toBe(431);
    expect(JSON.parse(reply.body)).toMatchObject({ code: 'HEADERS_TOO_LARGE' });
  });

  it('C123: TRACE and CONNECT echo nothing', async () => {
    const trace = await rawRequest(
      server.url,
      'TRACE /health/live HTTP/1.1\r\nHost: a\r\nX-Canary: echo-me\r\nConnection: close\r\n\r\n',
    );
    expect(trace.status).toBeGreaterThanOrEqual(400);
    expect(trace.text).not.toContain('echo-me');
  });
});

describe('clients that hold on to a connection', () => {
  async function untilCut(bytes: string): Promise<string> {
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    let answer = '';
    socket.on('data', (chunk) => (answer += chunk.toString()));
    socket.on('error', () => undefined);
    socket.write(bytes);
    await once(socket, 'close');
    return answer;
  }

  it('C128: are cut when they fall silent in the middle of a header or of a body, and nobody else notices', async () => {
    const cut = [untilCut('GET / HTTP/1.1\r\nHost: a\r\n'), untilCut(post('Content-Length: 1000', '{'))];
    expect((await server.api.get('/posts')).status).toBe(200);
    for (const answer of await Promise.all(cut)) expect(answer).not.toContain(' 200 ');
  });
});

describe('bodies that nobody wants', () => {
  it('C129: a caller without a token is refused before the body is asked for', async () => {
    const reply = await rawRequest(
      server.url,
      'POST /api/v1/posts HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 500000000\r\nExpect: 100-continue\r\n\r\n',
    );
    expect(reply.status).toBe(401);
    expect(reply.text).not.toContain('100 Continue');
    expect(reply.headers.connection).toBe('close');
  });

  it('C129: a wanted body is asked for, and other expectations are refused', async () => {
    const body = '{"email":"a@example.com","password":"x"}';
    const wanted = await rawRequest(server.url, post(`Content-Length: ${body.length}\r\nExpect: 100-continue`, body));
    expect(wanted.text).toContain('HTTP/1.1 100 Continue');
    expect(wanted.text).toContain('HTTP/1.1 401');
    const other = await rawRequest(server.url, post('Content-Length: 2\r\nExpect: foo', '{}'));
    expect(other.status).toBe(417);
    expect(JSON.parse(other.body)).toMatchObject({ code: 'EXPECTATION_FAILED' });
  });

  it('C033: a second Authorization header never speaks for somebody else', async () => {
    const reply = await rawRequest(
      server.url,
      'GET /api/v1/users/me HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer x\r\nAuthorization: Bearer y\r\nConnection: close\r\n\r\n',
    );
    expect(reply.status).toBe(401);
  });
});
