import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { fastify, type FastifyInstance } from 'fastify';
import { Metrics, RequestObserver } from '../observability/index.js';
import { FEWEST } from './concurrency-limit.js';
import { LoadShedder } from './load-shedder.js';
import { identifyRequests } from './request-hooks.js';

/** Requests at once by which an operation is overloaded, and milliseconds that they are held. */
const FLOOD = 150;
const HELD = 110;

describe('An operation that may have the fewest requests in work', () => {
  let app: FastifyInstance;
  let url: string;

  beforeAll(() => {
    Logger.overrideLogger(false);
  });

  beforeEach(async () => {
    const metrics = new Metrics();
    const observer = new RequestObserver(metrics);
    app = fastify();
    identifyRequests(app);
    observer.observe(app);
    // As a step before that looks something up while the client goes.
    app.addHook('onRequest', async ({ url, raw }) => {
      if (url.endsWith('?leaving')) await once(raw.socket, 'close');
    });
    const shedder = new LoadShedder(metrics, observer);
    shedder.guardArrived(app);
    shedder.guard(app);
    app.post('/work', async (request) => {
      if (request.body === 'slow') {
        await delay(HELD);
        request.context.waited = HELD;
      }
      return 'done';
    });
    app.get('/probe', { config: { unlimited: true } }, () => 'alive');
    app.get('/export', { config: { ndjson: 'answer' } }, () => 'lines');
    url = await app.listen({ port: 0, host: '127.0.0.1' });
    const lowest = async (): Promise<string> => metrics.registry.getSingleMetricAsString('http_requests_lowest_limit');
    while (!(await lowest()).endsWith(`http_requests_lowest_limit ${FEWEST}`)) {
      await Promise.all(Array.from({ length: FLOOD }, () => work('slow')));
    }
  });

  afterEach(() => app.close());

  async function work(body: string): Promise<number> {
    const response = await fetch(`${url}/work`, { method: 'POST', body, headers: { 'Content-Type': 'text/plain' } });
    await response.text();
    return response.status;
  }

  async function workSent(bytes: string, query = ''): Promise<Socket> {
    const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1');
    const arrived = once(app.server, 'request');
    socket.write(
      `POST /work${query} HTTP/1.1\r\nHost: quire\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n\r\n${bytes}`,
    );
    await arrived;
    return socket;
  }

  it('refuses those beyond, and no probe and no stream', async () => {
    const statuses = Promise.all(Array.from({ length: FLOOD }, () => work('slow')));
    const exempt = await Promise.all(['/probe', '/export'].map(async (path) => (await fetch(url + path)).status));
    expect(exempt).toEqual([200, 200]);
    const refused = (await statuses).filter((status) => status === 503);
    expect(refused.length).toBeGreaterThan(0);
    expect(await work('quick')).toBe(200);
  });

  it('counts none whose body has not come', async () => {
    const slow: Socket[] = [];
    while (slow.length <= FEWEST) slow.push(await workSent('s'));
    expect(await work('quick')).toBe(200);
    for (const socket of slow) socket.destroy();
  });

  it('counts none whose client has gone', async () => {
    for (let count = 0; count <= FEWEST; count += 1) {
      const socket = await workSent('slow');
      socket.destroy();
    }
    await delay(HELD);
    expect(await work('quick')).toBe(200);
  });

  it('counts none whose client has gone before its turn', async () => {
    for (let count = 0; count <= FEWEST; count += 1) {
      const gone = once(app.server, 'request').then(([request]) => once((request as IncomingMessage).socket, 'close'));
      (await workSent('slow', '?leaving')).destroy();
      await gone;
    }
    await delay(HELD);
    expect(await work('quick')).toBe(200);
  });
});
