import { createClient } from '@redis/client';
import { describeWithRedis, redisUrl } from '../support/redis.js';
import { Instance } from './support/instance.js';
import { keepsTheRules } from './support/rules.js';

describe('The response cache of one process', () => {
  keepsTheRules((options) => {
    const instance = Instance.alone(new Map(), options?.writingLimit);
    return Promise.resolve([instance, instance]);
  });
});

describeWithRedis('The response cache of two instances', () => {
  describe('as the one of a single process', () => {
    keepsTheRules(async (options) => {
      const rows = new Map<string, string>();
      const one = await Instance.onRedis(rows, redisUrl(), options);
      const other = await Instance.onRedis(rows, redisUrl(), options);
      await one.read('nothing');
      await other.read('nothing');
      return [one, other];
    });
  });

  describe('whatever happens to the data in Redis', () => {
    const admin = (): ReturnType<typeof createClient> => createClient({ url: redisUrl() });
    let instance: Instance;

    beforeEach(async () => {
      await tamper(forget);
      instance = await Instance.onRedis(new Map([['a', 'old']]), redisUrl());
      await instance.read('a');
    });

    afterEach(() => {
      instance.close();
    });

    /** All that is ours; the logical database itself carries the mark of the test run. */
    const forget = async (client: ReturnType<typeof admin>): Promise<void> => {
      for (const key of await client.keys('quire:cache:*')) await client.del(key);
    };

    const tamper = async (work: (client: ReturnType<typeof admin>) => Promise<unknown>): Promise<void> => {
      const client = admin();
      await client.connect();
      await work(client);
      client.destroy();
    };

    it('believes nothing from before FLUSHALL, even what is kept after it (C225)', async () => {
      await instance.read('b', () => tamper((client) => forget(client)));
      instance.rows.set('b', 'new');
      expect(await instance.read('b')).toEqual({ value: 'new', outcome: 'miss' });
      expect((await instance.read('b')).outcome).toBe('hit');
    });

    it('believes nothing from before the ledger was evicted', async () => {
      await tamper((client) => client.del('quire:cache:ledger'));
      expect((await instance.read('a')).outcome).toBe('miss');
    });

    it('takes a corrupted answer for none', async () => {
      await tamper(async (client) => {
        const [key = ''] = await client.keys('quire:cache:answer*');
        const text = (await client.get(key)) ?? '';
        await client.set(key, text.slice(0, -1));
      });
      const another = await Instance.onRedis(instance.rows, redisUrl());
      expect(await another.read('a')).toEqual({ value: 'old', outcome: 'miss' });
      another.close();
    });

    it('gives every answer an end', async () => {
      const lifetimes: number[] = [];
      await tamper(async (client) => {
        for (const key of await client.keys('quire:cache:answer*')) lifetimes.push(await client.pTTL(key));
      });
      expect(lifetimes.length).toBeGreaterThan(0);
      expect(lifetimes.every((lifetime) => lifetime > 0 && lifetime <= 60_000)).toBe(true);
    });

    it('forgets everything at once rather than remember tags without end', async () => {
      for (let first = 0; first <= 20_000; first += 2_000) {
        const tags = Array.from({ length: 2_000 }, (_, index) => `row:${first + index}`);
        await instance.ledger.begin('bulk', tags);
        await instance.ledger.end('bulk', tags);
      }
      expect((await instance.read('a')).outcome).toBe('miss');
      await tamper(async (client) => {
        expect(await client.hLen('quire:cache:ledger')).toBeLessThan(5_000);
      });
    });
  });
});
