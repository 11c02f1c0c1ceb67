import { Logger } from '@nestjs/common';
import { startApp, type TestApp } from '../support/app.js';
import type { RedisServer } from '../support/redis-server.js';
import { describeWithRedisServer, startRedis } from '../support/redis.js';
import { aUser, PASSWORD, type TestUser } from '../support/users.js';

describeWithRedisServer('guessing at two instances', () => {
  let redis: RedisServer;
  let one: TestApp;
  let other: TestApp;

  beforeAll(async () => {
    Logger.overrideLogger(false);
    redis = await startRedis();
    const changes = { redis: { url: redis.url }, throttle: { enabled: true }, server: { trustProxy: ['127.0.0.1'] } };
    one = await startApp(changes);
    other = await startApp(changes, one);
  });

  afterAll(async () => {
    await other.stop();
    await one.stop();
    await redis.stop();
  });

  async function guess({ email }: TestUser, address: string, times: number): Promise<number[]> {
    const headers = { 'X-Forwarded-For': address };
    const statuses: number[] = [];
    for (let time = 0; time < times; time += 1) {
      const { api } = time % 2 ? one : other;
      statuses.push((await api.post('/auth/login', { email, password: 'Wrong-Horse-7' }, { headers })).status);
    }
    return statuses;
  }

  it('C152: 40 tries in turn have one limit', async () => {
    const ann = await aUser().in(one);
    expect(await guess(ann, '192.0.2.1', 40)).toEqual([...Array<number>(5).fill(401), ...Array<number>(35).fill(429)]);
    expect((await one.api.post('/auth/login', { email: ann.email, password: PASSWORD })).status).toBe(200);
  });

  it('C154: without Redis each instance limits by itself, and refuses nobody else', async () => {
    const [ann, ben] = [await aUser().in(one), await aUser().in(one)];
    await redis.stop();
    const statuses = await guess(ann, '192.0.2.2', 14);
    expect(statuses).toEqual([...Array<number>(10).fill(401), ...Array<number>(4).fill(429)]);
    for (const { api } of [one, other]) {
      expect((await api.post('/auth/login', { email: ben.email, password: PASSWORD })).status).toBe(200);
    }
  });
});
