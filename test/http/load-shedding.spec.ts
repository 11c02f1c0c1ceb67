import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { startApp, type TestApp } from '../support/app.js';
import { aPost } from '../support/posts.js';
import { until } from '../support/until.js';
import { aUser, type TestUser } from '../support/users.js';

/** Requests that come at once, so many that they wait for each other. */
const FLOOD = 200;

/** Milliseconds that a flood is held. */
const HELD = 200;

describe('An operation that is asked for more than it can answer', () => {
  let quire: TestApp;
  let ann: TestUser;
  let outsider: pg.Client;

  beforeAll(async () => {
    quire = await startApp({ database: { patience: 60_000, statementTimeout: 60_000 } });
    ann = await aUser().named('ann').in(quire);
    await aPost().by(ann.api).with({ slug: 'kept' }).published();
    await quire.api.get('/posts/kept');
    outsider = new pg.Client({ connectionString: quire.databaseUrl });
    await outsider.connect();
  });

  afterAll(async () => {
    await outsider.end();
    await quire.stop();
  });

  const valueOf = async (name: string): Promise<number> => {
    const { text } = await quire.api.get('//metrics');
    return Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(text)?.[1]);
  };

  /** Asks for a post so many times over one connection; the answers are those to all. */
  function ask(times: number): Promise<string> {
    const { hostname, port } = new URL(quire.url);
    const head = `GET /api/v1/posts/kept HTTP/1.1\r\nHost: quire\r\nAuthorization: Bearer ${ann.accessToken}\r\n`;
    const socket = connect(Number(port), hostname);
    socket.write(`${`${head}\r\n`.repeat(times - 1)}${head}Connection: close\r\n\r\n`);
    return text(socket);
  }

  /** How many of so many requests are served that come while the table of posts is locked. */
  async function served(requests: number, whileLocked: () => Promise<unknown>): Promise<number> {
    await outsider.query('BEGIN; LOCK TABLE posts IN ACCESS EXCLUSIVE MODE');
    const answers = ask(requests);
    try {
      await until(async () => (await valueOf('http_requests_in_flight')) > requests);
      await whileLocked();
    } finally {
      await outsider.query('COMMIT');
    }
    return (await answers).split('HTTP/1.1 200 OK').length - 1;
  }

  it('lets in as many as it can, and refuses the surplus before any work', async () => {
    expect(await valueOf('http_requests_lowest_limit')).toBeGreaterThan(FLOOD);
    await until(async () => {
      expect(await served(FLOOD, () => delay(HELD))).toBe(FLOOD);
      return (await valueOf('http_requests_lowest_limit')) < FLOOD;
    });

    const limit = await valueOf('http_requests_lowest_limit');
    const shed = await valueOf('http_requests_shed_total');
    const all = await served(limit, async () => {
      const refused = await ann.api.get('/posts/kept');
      expect([refused.status, refused.body.code]).toEqual([503, 'SERVICE_UNAVAILABLE']);
      expect(refused.headers.get('retry-after')).toBe('1');
      expect(refused.headers.get('x-request-id')).toBe(refused.body.requestId);
      expect((await quire.api.get('/posts/not-kept')).status).toBe(503);
      expect((await valueOf('http_requests_shed_total')) - shed).toBe(2);

      const kept = await quire.api.get('/posts/kept');
      expect([kept.status, kept.headers.get('cache-status')]).toEqual([200, 'quire; hit']);
      expect((await ann.api.get('/users/me')).status).toBe(200);
      expect((await quire.api.get('//health/live')).status).toBe(200);
    });
    expect(all).toBe(limit);
    expect((await ann.api.get('/posts/kept')).status).toBe(200);
  });
});
