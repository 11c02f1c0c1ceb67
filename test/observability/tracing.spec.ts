import pg from 'pg';
import { fetch } from '../support/fetch.js';
import { createDatabase, type TestDatabase } from '../support/postgres.js';
import { describeWithRedis, redisUrl } from '../support/redis.js';
import { until } from '../support/until.js';
import { makeFolder, removeFolder } from '../boot/folder.js';
import { QuireProcess } from '../boot/quire-process.js';
import { Collector, type ReceivedSpan } from './collector.js';

const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';
const CALLER = '00f067aa0ba902b7';
const TRACEPARENT = `00-${TRACE_ID}-${CALLER}-01`;
const [SERVER, CLIENT, CONSUMER, ERROR] = [2, 3, 5, 2];

const PASSWORD = 'Pl4nted-Passphrase';
const EMAIL = 'planted.address@example.com';
const TITLE = 'Plantedtitle about herons';
const QUERY = 'plantedquery';

describeWithRedis('A traced process', () => {
  const collector = new Collector();
  let folder: string;
  let database: TestDatabase;
  let quire: QuireProcess;
  let url: string;
  const secrets = [PASSWORD, EMAIL, TITLE, QUERY];

  beforeAll(async () => {
    folder = await makeFolder();
    database = await createDatabase();
    quire = new QuireProcess(folder, {
      DATABASE_URL: database.url,
      REDIS_URL: redisUrl(),
      HOST: '127.0.0.1',
      OTEL_EXPORTER_OTLP_ENDPOINT: await collector.start(),
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      OTEL_BSP_SCHEDULE_DELAY: '50',
    });
    url = await quire.ready();
  });

  afterAll(async () => {
    await quire.end('SIGKILL');
    await collector.stop();
    await database.drop();
    await removeFolder(folder);
  });

  function send(method: string, path: string, body?: object, headers: Record<string, string> = {}): Promise<Response> {
    const type = body && { 'Content-Type': 'application/json' };
    return fetch(`${url}${path}`, { method, headers: { ...type, ...headers }, body: body && JSON.stringify(body) });
  }

  async function query(text: string): Promise<void> {
    const client = new pg.Client(database.url);
    await client.connect();
    await client.query(text);
    await client.end();
  }

  const statementsOf = (parent: ReceivedSpan): ReceivedSpan[] =>
    collector.childrenOf(parent).filter(({ attributes }) => attributes['db.system.name'] === 'postgresql');

  it('continues the trace of its caller, by the template of the route', async () => {
    const answer = await send('GET', `/api/v1/posts?q=${QUERY}`, undefined, { traceparent: TRACEPARENT });
    expect(answer.status).toBe(200);
    const span = await collector.find(({ kind, traceId }) => kind === SERVER && traceId === TRACE_ID);
    expect(span).toMatchObject({ name: 'GET /api/v1/posts', parentSpanId: CALLER });
    expect(span.attributes).toMatchObject({ 'http.route': '/api/v1/posts', 'http.response.status_code': 200 });
    expect(collector.services).toEqual(new Set(['quire']));
    await send('GET', '/api/v1/posts/no-such-post');
    const { name } = await collector.find(({ attributes }) => attributes['http.response.status_code'] === 404);
    expect(name).toMatch(/^GET \/api\/v1\/posts\/:\w+$/);
  });

  it('shows statements by their text and commands of Redis by their name, below the request', async () => {
    const request = await collector.find(({ kind, traceId }) => kind === SERVER && traceId === TRACE_ID);
    await until(() => statementsOf(request).length > 0);
    for (const { kind, traceId, attributes } of statementsOf(request)) {
      expect([kind, traceId]).toEqual([CLIENT, TRACE_ID]);
      expect(attributes['db.query.text']).toMatch(/\$1/);
    }
    const commands = collector.childrenOf(request).filter(({ attributes }) => attributes['db.system.name'] === 'redis');
    expect(commands.length).toBeGreaterThan(0);
    for (const { attributes } of commands) expect(attributes['db.query.text']).toMatch(/^[A-Z]+$/);
  });

  it('traces a job by itself, linked to the request that asked for it', async () => {
    const answer = await send('POST', '/api/v1/auth/register', {
      email: EMAIL,
      username: 'planted',
      password: PASSWORD,
    });
    expect(answer.status).toBe(201);
    const request = await collector.find(({ name }) => name === 'POST /api/v1/auth/register');
    const job = await collector.find(({ kind, links }) => kind === CONSUMER && links[0]?.spanId === request.spanId);
    expect(job.name).toBe(`job ${String(job.attributes['quire.job'])}`);
    expect(job.links[0]?.traceId).toBe(request.traceId);
    expect(job.traceId).not.toBe(request.traceId);
    await until(() => statementsOf(job).length > 0);
  });

  it('never carries what was sent, stored or handed out, nor the message of a failure', async () => {
    const login = await send('POST', '/api/v1/auth/login', { email: EMAIL, password: PASSWORD });
    const { data } = (await login.json()) as { data: Record<string, string> };
    const authorization = { Authorization: `Bearer ${data.accessToken}` };
    secrets.push(...Object.values(data).filter((value) => value.length > 20));
    expect(secrets.length).toBeGreaterThan(5);
    const post = await send('POST', '/api/v1/posts', { title: TITLE, content: `${TITLE}.` }, authorization);
    expect(post.status).toBe(201);
    await collector.find(({ name }) => name === 'POST /api/v1/posts');
    await query('ALTER TABLE posts RENAME TO hidden_posts');
    expect((await send('GET', '/api/v1/posts/never-read-before')).status).toBe(500);
    const failed = await collector.find(({ attributes }) => attributes['error.type'] === '42P01');
    expect(failed).toMatchObject({ status: { code: ERROR }, events: [] });
    expect(failed.status.message).toBeUndefined();
    await send('GET', '/health/ready');
    await send('GET', '/metrics');
    expect(await quire.end()).toBe(0);
    for (const secret of [...secrets, 'Bearer', 'does not exist'])
      expect([secret, collector.raw.includes(secret)]).toEqual([secret, false]);
    expect(collector.spans.filter(({ attributes }) => /health|metrics/.test(String(attributes['url.path'])))).toEqual(
      [],
    );
  });

  it('names its trace in every line of a request, which the collector has', async () => {
    const lines = quire.log.filter(({ msg }) => msg === 'POST /api/v1/posts 201') as unknown as Record<
      string,
      string
    >[];
    const span = collector.spans.find(({ name }) => name === 'POST /api/v1/posts');
    expect(lines.map(({ traceId, spanId }) => ({ traceId, spanId }))).toEqual([
      { traceId: span?.traceId, spanId: span?.spanId },
    ]);
  });
});
