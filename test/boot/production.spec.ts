import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { createDatabase, type TestDatabase } from '../support/postgres.js';
import { makeFolder, removeFolder } from './folder.js';
import { QuireProcess } from './quire-process.js';
import { fetch } from '../support/fetch.js';

const SECRET = 'q3Vt8mZk1xYw7Lb5Rj2Nc9Hd4Fs6Gp0A';
const LOGIN = JSON.stringify({ email: 'nobody@example.com', password: 'Not-A-Password-1' });

describe('In production', () => {
  let folder: string;
  let database: TestDatabase;
  let quire: QuireProcess;

  beforeAll(async () => {
    folder = await makeFolder();
    database = await createDatabase();
  });

  afterEach(async () => {
    await quire.end('SIGKILL');
  });

  afterAll(async () => {
    await database.drop();
    await removeFolder(folder);
  });

  const start = (variables: Record<string, string> = {}): QuireProcess => {
    const required = { NODE_ENV: 'production', DATABASE_URL: database.url, JWT_SECRET: SECRET };
    return new QuireProcess(folder, { ...required, HOST: '127.0.0.1', SHUTDOWN_DELAY: '0', ...variables });
  };

  /** A request whose body stops after its first half. */
  async function beginLogin(url: string): Promise<Socket> {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    await once(socket, 'connect');
    socket.write(
      `POST /api/v1/auth/login HTTP/1.1\r\nHost: quire\r\nContent-Type: application/json\r\nContent-Length: ${LOGIN.length}\r\n\r\n` +
        LOGIN.slice(0, 20),
    );
    return socket;
  }

  async function rest(socket: Socket): Promise<string> {
    let answer = '';
    socket.setEncoding('utf8').on('data', (text: string) => (answer += text));
    await once(socket, 'close');
    return answer;
  }

  it('everything that it writes is a line of JSON, and nothing is open that was not asked for (C142)', async () => {
    quire = start();
    const url = await quire.ready();
    expect((await fetch(`${url}/health/ready`)).status).toBe(200);
    for (const path of ['/metrics', '/docs', '/openapi.json', '/.env', '/package.json']) {
      const answer = await fetch(`${url}${path}`);
      expect([path, answer.status]).toEqual([path, 404]);
      expect(await answer.json()).toMatchObject({ code: expect.stringMatching(/^(ROUTE_)?NOT_FOUND$/) as string });
    }
    expect(await quire.end()).toBe(0);
    const lines = quire.stdout.trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as object)).toHaveLength(lines.length);
    expect(quire.stderr).toBe('');
    expect(quire.log.filter(({ level }) => level === 'error')).toEqual([]);
    const warnings = quire.log.filter(({ level }) => level === 'warn').map(({ msg }) => msg);
    expect(warnings).toEqual([expect.stringMatching(/^MAIL_URL is not set: nobody gets mail/)]);
  });

  it('told to end, it is unready at once, serves meanwhile, finishes what is in flight and ends with 0 (C226, C227)', async () => {
    quire = start({ SHUTDOWN_DELAY: '2' });
    const url = await quire.ready();
    const inFlight = await beginLogin(url);
    await delay(100);
    quire.kill('SIGTERM');
    await quire.says(/Shutting down/);
    const ready = await fetch(`${url}/health/ready`);
    expect(ready.status).toBe(503);
    expect(await ready.json()).toMatchObject({ error: { instance: { status: 'down', message: 'draining' } } });
    const served = await fetch(`${url}/api/v1/posts`);
    expect(served.status).toBe(200);
    expect(served.headers.get('connection')).toBe('close');
    while (
      !(await fetch(`${url}/health/live`).then(
        () => false,
        () => true,
      ))
    )
      await delay(50);
    const answer = rest(inFlight);
    inFlight.write(LOGIN.slice(20));
    expect(await answer).toMatch(/^HTTP\/1\.1 401 [\s\S]+connection: close/i);
    expect(await quire.exited).toBe(0);
  });

  it('a request that never ends is cut, which the log and the exit code tell (C228)', async () => {
    quire = start();
    const socket = await beginLogin(await quire.ready());
    socket.on('error', () => undefined);
    // A byte now and then: a silent connection would be cut by itself.
    const drip = setInterval(() => socket.write(' '), 1_000);
    await delay(100);
    expect(await quire.end()).toBe(1);
    clearInterval(drip);
    expect(quire.log.find(({ level }) => level === 'error')?.msg).toBe('Ending the application failed');
  });

  it('a database that is away is waited for: alive, not ready, no 500 (C212, C218)', async () => {
    const away = createServer();
    away.listen(0, '127.0.0.1');
    await once(away, 'listening');
    const address = new URL(database.url);
    address.port = String((away.address() as AddressInfo).port);
    away.close();
    const reserved = createServer().listen(0, '127.0.0.1');
    await once(reserved, 'listening');
    const { port } = reserved.address() as AddressInfo;
    reserved.close();
    quire = start({ DATABASE_URL: address.href, PORT: String(port) });
    await quire.says(/Waiting for the database/);
    const url = `http://127.0.0.1:${port}`;
    expect((await fetch(`${url}/health/live`)).status).toBe(200);
    expect((await fetch(`${url}/health/ready`)).status).toBe(503);
    const other = await fetch(`${url}/api/v1/posts?token=canary`);
    expect(other.status).toBe(503);
    expect(other.headers.get('retry-after')).toBe('1');
    expect(await other.json()).toMatchObject({ code: 'SERVICE_UNAVAILABLE', instance: '/api/v1/posts' });
    expect(await quire.end()).toBe(0);
  });
});
