import { once } from 'node:events';
import { connect, type AddressInfo } from 'node:net';
import { Logger, type LoggerService } from '@nestjs/common';
import { fastify, type FastifyInstance } from 'fastify';
import type { AccessLine } from './access-line.js';
import { Metrics, RequestObserver } from './index.js';

type Written = [level: string, line: Record<string, unknown>];

describe('Every request', () => {
  const metrics = new Metrics();
  let app: FastifyInstance;
  let url: string;
  let written: Written[];
  let heard: () => void;

  beforeAll(async () => {
    const keep =
      (level: string) =>
      (line: unknown): void => {
        const { msg, fields } = line as AccessLine;
        written.push([level, { msg, ...fields }]);
        heard();
      };
    const log: LoggerService = { log: keep('log'), warn: keep('warn'), error: keep('error'), debug: keep('debug') };
    Logger.overrideLogger(log);
    app = fastify();
    new RequestObserver(metrics).observe(app);
    app.decorateRequest('context');
    app.decorateRequest('clientAddress', '');
    app.addHook('onRequest', (request, _reply, done) => {
      request.clientAddress = request.ip;
      const device = { ipAddress: request.ip, userAgent: null };
      request.context = { requestId: request.id, correlationId: 'c', path: '/', device };
      done();
    });
    app.get('/posts/:id', () => 'a post');
    app.get('/broken', (_request, reply) => reply.code(500).send('broken'));
    app.get('/health/live', () => 'alive');
    app.get('/slow', () => new Promise(() => undefined));
    url = await app.listen({ port: 0, host: '127.0.0.1' });
  });

  afterAll(async () => {
    await app.close();
    Logger.overrideLogger(false);
  });

  beforeEach(() => {
    written = [];
    heard = () => undefined;
  });

  async function lineOf(work: () => unknown): Promise<Written> {
    written = [];
    const { promise, resolve } = Promise.withResolvers<undefined>();
    heard = () => {
      resolve(undefined);
    };
    await work();
    await promise;
    return written[0] ?? ['nothing', {}];
  }

  it('leaves one line with its route and without the values of its query', async () => {
    const [level, line] = await lineOf(() => fetch(`${url}/posts/7?token=canary`));
    expect(level).toBe('log');
    expect(line).toMatchObject({ method: 'GET', route: '/posts/:id', path: '/posts/7', status: 200, ip: '127.0.0.1' });
    expect(line.durationMs).toEqual(expect.any(Number));
    expect(JSON.stringify(line)).not.toContain('canary');
  });

  it('is cut where it is long, and counted as unmatched where nothing serves it', async () => {
    const [, line] = await lineOf(() => fetch(`${url}/${'x'.repeat(1000)}`));
    expect(line).toMatchObject({ route: 'unmatched', status: 404 });
    expect(String(line.path).length).toBeLessThan(210);
  });

  it('warns when it fails, and whispers when it is a probe', async () => {
    expect((await lineOf(() => fetch(`${url}/broken`)))[0]).toBe('warn');
    expect((await lineOf(() => fetch(`${url}/health/live`)))[0]).toBe('debug');
  });

  it('is in flight until its client has gone', async () => {
    const inFlight = async (): Promise<string> => metrics.registry.getSingleMetricAsString('http_requests_in_flight');
    const started = once(app.server, 'request');
    const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1');
    socket.write('GET /slow HTTP/1.1\r\nHost: a\r\n\r\n');
    await started;
    expect(await inFlight()).toMatch(/http_requests_in_flight 1$/m);
    const [, line] = await lineOf(() => socket.destroy());
    expect(line).toMatchObject({ route: '/slow', aborted: true });
    expect(await inFlight()).toMatch(/http_requests_in_flight 0$/m);
  });

  it('is counted by method, route and status', async () => {
    await lineOf(() => fetch(`${url}/posts/8`));
    const text = await metrics.registry.getSingleMetricAsString('http_request_duration_seconds');
    expect(text).toMatch(/_count\{method="GET",route="\/posts\/:id",status="200"\} 2/);
    expect(text).not.toContain('/posts/8');
  });
});

describe('The metrics', () => {
  it('read the pool whenever they are read, and count what is reported to them', async () => {
    const metrics = new Metrics();
    const pool = { total: 3, idle: 2, waiting: 0 };
    metrics.observePool(() => pool);
    pool.waiting = 5;
    metrics.queryEnded('posts.by-slug', 0.002);
    metrics.cacheAnswered('hit');
    metrics.rateLimited('login');
    metrics.loginEnded('refused');
    const text = await metrics.registry.metrics();
    expect(text).toContain('db_pool_connections{state="waiting"} 5');
    expect(text).toContain('db_query_duration_seconds_count{statement="posts.by-slug"} 1');
    expect(text).toContain('cache_requests_total{outcome="hit"} 1');
    expect(text).toContain('rate_limited_requests_total{policy="login"} 1');
    expect(text).toContain('logins_total{outcome="refused"} 1');
    expect(text).toContain('process_cpu_seconds_total');
    expect(text).toContain('nodejs_eventloop_lag_seconds');
  });
});
