import { createClient } from '@redis/client';
import { describeWithProgram } from './describe-with-program.js';
import { need, read } from './environment.js';
import { startRedisServer, type RedisServer } from './redis-server.js';

type Client = ReturnType<typeof connect>;

const MARK = 'quire:test:database';
const CLAIM = 'quire:test:claim';
/** A killed run's claim ends by itself; longer than any one test file takes, in seconds. */
const CLAIM_TTL = 600;

let claimed: string | undefined;

/**
 * A `describe` whose tests have a logical Redis database to themselves, empty at first, at `redisUrl()`. Without Redis the
 * tests are reported as skipped; CI always has one.
 */
export function describeWithRedis(name: string, body: () => void): void {
  const server = read('redis');
  if (server === undefined) {
    describe.skip(`${name} (needs Redis)`, body);
    return;
  }
  describe(name, () => {
    beforeAll(async () => {
      claimed = await claimDatabase(server);
    });
    afterAll(async () => {
      await releaseDatabase(redisUrl());
      claimed = undefined;
    });
    body();
  });
}

/**
 * The URL of this file's own logical database.
 * @throws Error outside the hooks and tests of a `describeWithRedis`
 */
export function redisUrl(): string {
  if (claimed === undefined) throw new Error('redisUrl() is for the hooks and tests inside describeWithRedis');
  return claimed;
}

/** A `describe` whose tests start a Redis of their own with `startRedis()`. */
export function describeWithRedisServer(name: string, body: () => void): void {
  describeWithProgram('redis-server', name, body);
}

/**
 * Starts a redis-server for the one who calls, to kill or to freeze.
 * @throws Error with the code ENOENT when there is no redis-server on PATH
 */
export function startRedis(): Promise<RedisServer> {
  return startRedisServer(need('folder'));
}

/** Tries the databases from the last to the first: the low numbers are what people use for their own data. */
async function claimDatabase(server: string): Promise<string> {
  for (let number = 15; number > 0; number -= 1) {
    const url = Object.assign(new URL(server), { pathname: String(number) }).href;
    if (await withClient(url, claim)) return url;
  }
  throw new Error('Every logical database of the test Redis holds data or is claimed: empty one of 1 to 15.');
}

/** Data without our mark is somebody's: it is never deleted. */
async function claim(client: Client): Promise<boolean> {
  if ((await client.dbSize()) > 0 && (await client.exists(MARK)) === 0) return false;
  const owner = String(process.pid);
  const taken = await client.set(CLAIM, owner, { condition: 'NX', expiration: { type: 'EX', value: CLAIM_TTL } });
  if (taken === null) return false;
  await client
    .multi()
    .flushDb()
    .set(MARK, owner)
    .set(CLAIM, owner, { expiration: { type: 'EX', value: CLAIM_TTL } })
    .exec();
  return true;
}

function releaseDatabase(url: string): Promise<string> {
  return withClient(url, (client) => client.flushDb());
}

async function withClient<Result>(url: string, work: (client: Client) => Promise<Result>): Promise<Result> {
  const client = connect(url);
  await client.connect();
  try {
    return await work(client);
  } finally {
    client.destroy();
  }
}

function connect(url: string) {
  return createClient({ url, socket: { reconnectStrategy: false } });
}
