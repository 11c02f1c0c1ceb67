import { createClient } from '@redis/client';
import { startApp, type TestApp } from '../support/app.js';
import type { Reply } from '../support/client.js';
import { aPost } from '../support/posts.js';
import { describeWithRedis, redisUrl } from '../support/redis.js';
import { aUser } from '../support/users.js';

type Redis = ReturnType<typeof connect>;

function connect() {
  return createClient({ url: redisUrl() });
}

/** An answer's line about itself, changed, and its body. */
function withHead(text: string, change: (head: unknown[]) => unknown): string {
  const end = text.indexOf('\n');
  return JSON.stringify(change(JSON.parse(text.slice(0, end)) as unknown[])) + text.slice(end);
}

describeWithRedis('Whatever lies in Redis in place of an answer', () => {
  let writer: TestApp;
  let reader: TestApp;
  let redis: Redis;
  let limit = 0;

  beforeAll(async () => {
    writer = await startApp({ redis: { url: redisUrl() } });
    reader = await startApp({ redis: { url: redisUrl() } }, writer);
    await aPost()
      .by((await aUser().in(writer)).api)
      .titled('Żółw 🐢')
      .published();
    redis = connect();
    await redis.connect();
    // The first to ask begins the ledger anew.
    await reader.api.get('/posts');
  });

  afterAll(async () => {
    redis.destroy();
    await reader.stop();
    await writer.stop();
  });

  /** One instance makes an answer, somebody changes what Redis keeps, the other instance is asked. */
  const readAfter = async (tamper: (key: string, text: string) => Promise<unknown>): Promise<[Reply, Reply]> => {
    for (const key of await redis.keys('quire:cache:answer*')) await redis.del(key);
    const path = `/posts?limit=${(limit += 1)}`;
    const made = await writer.api.get(path);
    const [key = ''] = await redis.keys('quire:cache:answer*');
    await tamper(key, (await redis.get(key)) ?? '');
    return [made, await reader.api.get(path)];
  };

  const status = ({ headers }: Reply): string | null => headers.get('cache-status');

  it('it is an answer when it is one', async () => {
    const [made, read] = await readAfter(() => Promise.resolve());
    expect([status(made), status(read), read.text]).toEqual(['quire; fwd=miss', 'quire; hit', made.text]);
  });

  const WRONG: [name: string, wrong: (text: string) => string | Buffer][] = [
    ['nothing', () => ''],
    ['garbage', () => 'garbage'],
    ['lines of garbage', () => 'garbage\ngarbage\n'],
    ['bytes', () => Buffer.from([0, 1, 2, 10, 0xff, 0xfe, 0xc3, 0x28])],
    ['its first half', (text) => text.slice(0, text.length / 2)],
    ['all but its end', (text) => text.slice(0, -1)],
    ['its first line', (text) => text.slice(0, text.indexOf('\n') + 1)],
    ['its body', (text) => text.slice(text.indexOf('\n') + 1)],
    ['more than it', (text) => `${text}.`],
    ['bytes that are no text within it', (text) => Buffer.from(text.replace('w', '\xff'), 'latin1')],
    ['null', () => 'null'],
    ['an object', () => '{}\n{}'],
    ['an empty list', () => '[]\n{}'],
    ['what another version keeps, with a member more', (text) => withHead(text, (head) => [2, ...head])],
    ['what another version keeps, with a member less', (text) => withHead(text, (head) => head.slice(0, -1))],
    ['what another version keeps, by names', (text) => withHead(text, (head) => Object.fromEntries(head.entries()))],
    ['members of other kinds', (text) => withHead(text, (head) => head.map((member) => [member]))],
    ['what a cache-manager keeps by itself', () => '{"value":{"body":"{}","tags":[]},"expires":99999999999999}'],
  ];

  it.each(WRONG)('%s is a miss', async (_name, wrong) => {
    const [made, read] = await readAfter((key, text) => redis.set(key, wrong(text)));
    expect([read.status, status(read), read.text]).toEqual([200, 'quire; fwd=miss', made.text]);
    expect(read.headers.get('etag')).toBe(made.headers.get('etag'));
  });

  it('something that is no text at all is a miss', async () => {
    const [made, read] = await readAfter(async (key) => {
      await redis.del(key);
      await redis.rPush(key, ['a', 'b']);
    });
    expect([read.status, status(read), read.text]).toEqual([200, 'quire; fwd=miss', made.text]);
  });

  describe('of the ledger', () => {
    const LEDGER = 'quire:cache:ledger';

    afterEach(() => redis.del(LEDGER));

    it.each<[name: string, replace: () => Promise<unknown>]>([
      ['text', () => redis.set(LEDGER, 'garbage')],
      ['a list', () => redis.rPush(LEDGER, ['a', 'b'])],
      ['a clock that is no number', () => redis.hSet(LEDGER, { epoch: 'e', clock: 'x' })],
      ['an epoch without a clock', () => redis.hSet(LEDGER, { epoch: 'e' })],
      [
        'changes that are no numbers',
        () => redis.hSet(LEDGER, { epoch: 'e', clock: '1', 'c:posts': 'x', 'w:posts': 'x' }),
      ],
    ])('%s lets nobody fail or read what was kept by it', async (_name, replace) => {
      const [made, read] = await readAfter(async () => {
        await redis.del(LEDGER);
        await replace();
      });
      expect([read.status, read.text]).toEqual([200, made.text]);
      expect(status(read)).not.toBe('quire; hit');
      expect((await writer.api.get('/posts?limit=100')).status).toBe(200);
    });
  });
});
