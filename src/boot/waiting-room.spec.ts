import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { BootError } from './boot-error.js';
import { openWaitingRoom, type WaitingRoom } from './waiting-room.js';

describe('While the application is being made, the port', () => {
  let room: WaitingRoom;
  let url: string;

  beforeAll(async () => {
    room = await openWaitingRoom({ host: 'localhost', port: 0 });
    url = `http://127.0.0.1:${room.port}`;
  });

  afterAll(() => room.close());

  it('answers that the process is alive (C212)', async () => {
    const answer = await fetch(`${url}/health/live`);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({ status: 'ok', info: {}, error: {}, details: {} });
  });

  it.each(['/health', '/health/ready?full=1'])('answers %s that it is not ready', async (path) => {
    const answer = await fetch(`${url}${path}`);
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({ status: 'error', error: { instance: { message: 'starting' } } });
  });

  it('answers everything else with a problem that says to come again', async () => {
    const answer = await fetch(`${url}/api/v1/posts?secret=canary`, { method: 'POST', body: 'x' });
    expect(answer.status).toBe(503);
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(answer.headers.get('retry-after')).toBe('1');
    expect(answer.headers.get('connection')).toBe('close');
    const body = (await answer.json()) as { requestId: string };
    expect(body).toMatchObject({ code: 'SERVICE_UNAVAILABLE', instance: '/api/v1/posts' });
    expect(answer.headers.get('x-request-id')).toBe(body.requestId);
  });

  it('is free again once the room is closed, which may be done twice', async () => {
    const other = await openWaitingRoom({ host: '127.0.0.1', port: 0 });
    await other.close();
    await other.close();
    const successor = createServer().listen(other.port, '127.0.0.1');
    await once(successor, 'listening');
    expect((successor.address() as AddressInfo).port).toBe(other.port);
    successor.close();
  });
});

describe('A port that cannot be opened', () => {
  const refusal = (host: string, port: number): Promise<unknown> =>
    openWaitingRoom({ host, port }).then(
      (room) => room.close(),
      (error: unknown) => error,
    );

  it('is reported in one line: taken', async () => {
    const room = await openWaitingRoom({ host: '127.0.0.1', port: 0 });
    const error = await refusal('localhost', room.port);
    await room.close();
    expect(error).toBeInstanceOf(BootError);
    expect(String(error)).toMatch(new RegExp(`Port ${room.port} is in use`));
  });

  it.each([
    ['192.0.2.1', /192\.0\.2\.1 is not an address of this machine/],
    ['no-such-host.invalid', /no-such-host\.invalid cannot be resolved/],
  ])('is reported in one line: %s', async (host, message) => {
    expect(String(await refusal(host, 0))).toMatch(message);
  });
});
