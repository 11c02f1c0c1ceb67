import { jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { Metrics } from '../../src/platform/observability/index.js';
import { startApp, type TestApp } from '../support/app.js';
import { aPost, type ShownPost } from '../support/posts.js';
import { describeWithRedis, redisUrl } from '../support/redis.js';
import { until } from '../support/until.js';
import { aUser, type TestUser } from '../support/users.js';
import { startReplicatedServer, type ReplicatedServer } from './replicated-server.js';

let servers: ReplicatedServer;
const warnings: string[] = [];

beforeAll(async () => {
  jest.spyOn(Logger.prototype, 'warn').mockImplementation((line: unknown) => void warnings.push(String(line)));
  servers = await startReplicatedServer();
});
afterAll(async () => {
  await servers.stop();
  jest.restoreAllMocks();
});

/** An instance of the application on the primary, with these replicas. */
function startInstance(redis?: string, replicaUrls = [servers.replicaUrl]): Promise<TestApp> {
  return startApp({ database: { replicaUrls }, redis: { url: redis } }, { databaseUrl: servers.primaryUrl });
}

async function metric({ app }: TestApp, name: string, label: string): Promise<number> {
  const text = await app.get(Metrics).registry.getSingleMetricAsString(name);
  return Number(new RegExp(`^${name}\\{\\w+="${label}"\\} (\\d+)`, 'm').exec(text)?.[1] ?? 0);
}

const readsFrom = (server: 'primary' | 'replica', app: TestApp): Promise<number> =>
  metric(app, 'db_anonymous_reads_total', server);

let asked = 0;

/** The titles of the newest posts, by a query that nobody has sent yet: no instance knows what its answer will show. */
async function newestAnew({ api }: TestApp): Promise<string[]> {
  const publishedAfter = new Date(Date.UTC(2000, 0, 1) + (asked += 1)).toISOString();
  const { status, data, text } = await api.get('/posts', { query: { publishedAfter, limit: 100 } });
  if (status !== 200) throw new Error(text);
  return (data as ShownPost[]).map(({ title }) => title);
}

/** Waits until such a query is answered by a replica. */
function untilUsed(app: TestApp): Promise<void> {
  return until(async () => {
    const before = await readsFrom('replica', app);
    await newestAnew(app);
    return (await readsFrom('replica', app)) > before;
  });
}

async function titleOnReplica({ id }: ShownPost): Promise<string | undefined> {
  const [row] = await servers.askReplica<{ title: string }>(`SELECT title FROM posts WHERE id = '${id}'`);
  return row?.title;
}

describe('Anonymous reads with a replica', () => {
  let app: TestApp;
  let ann: TestUser;
  let bob: TestUser;

  beforeAll(async () => {
    app = await startInstance();
    ann = await aUser().named('ann').in(app);
    bob = await aUser().named('bob').in(app);
  });
  afterAll(() => app.stop());
  beforeEach(() => untilUsed(app));
  afterEach(async () => {
    servers.thaw();
    await servers.resumeReplay();
  });

  /** A published post, here and on the replica. */
  const aKnownPost = async (title: string, author = ann): Promise<ShownPost> => {
    const post = await aPost().by(author.api).titled(title).published();
    await until(async () => (await titleOnReplica(post)) === title);
    return post;
  };

  it('are made there, those of others and writes on the primary', async () => {
    const post = await aKnownPost('Seen by the replica');
    const statements = `SELECT query FROM pg_stat_activity WHERE application_name = 'quire'`;
    await until(async () => {
      await newestAnew(app);
      return JSON.stringify(await servers.askReplica(statements)).includes('FROM posts');
    });
    const before = await readsFrom('replica', app);
    expect((await ann.api.get(`/posts/${post.id}`)).status).toBe(200);
    expect((await ann.api.get('/posts')).status).toBe(200);
    expect((await ann.api.patch(`/posts/${post.id}`, { excerpt: 'Short.' })).status).toBe(200);
    expect(await readsFrom('replica', app)).toBe(before);
  });

  it('show a change at once while the replica has it but does not show it yet', async () => {
    const post = await aKnownPost('Before');
    const paths = [`/posts/${post.id}`, `/posts/${post.slug}`, '/posts', '/users/ann/posts'];
    for (const path of paths) await app.api.get(path);
    await servers.pauseReplay();
    await ann.api.patch(`/posts/${post.id}`, { title: 'After' });
    for (const path of paths) {
      for (const from of ['miss', 'hit']) {
        const reply = await app.api.get(path);
        expect([path, reply.headers.get('cache-status')]).toEqual([path, expect.stringContaining(from)]);
        expect([path, reply.text]).toEqual([path, expect.stringContaining('"After"')]);
        expect([path, reply.text]).toEqual([path, expect.not.stringContaining('"Before"')]);
      }
    }
    expect(await titleOnReplica(post)).toBe('Before');
  });

  it('show a change at once also when nobody knows beforehand that the answer shows it', async () => {
    const post = await aKnownPost('Then');
    await servers.pauseReplay();
    await ann.api.patch(`/posts/${post.id}`, { title: 'Now' });
    for (let count = 0; count < 5; count += 1) {
      const titles = await newestAnew(app);
      expect([titles.includes('Now'), titles.includes('Then')]).toEqual([true, false]);
    }
    expect((await app.api.get(`/posts/${post.id}?render=html`)).text).toContain('"Now"');
    expect(await titleOnReplica(post)).toBe('Then');
  });

  it('find what the replica does not have yet, and not what it still has', async () => {
    const old = await aKnownPost('Withdrawn');
    await servers.pauseReplay();
    const young = await aPost().by(ann.api).titled('Just published').published();
    await ann.api.post(`/posts/${old.id}/unpublish`);
    expect((await app.api.get(`/posts/${young.id}`)).status).toBe(200);
    expect((await app.api.get(`/posts/${young.slug}`)).status).toBe(200);
    expect((await app.api.get(`/posts/${old.id}`)).status).toBe(404);
    expect((await app.api.get(`/posts/${old.slug}`)).status).toBe(404);
    expect(await titleOnReplica(young)).toBeUndefined();
  });

  it('use a replica that lags for what has not changed meanwhile, and for all once it has caught up', async () => {
    const untouched = await aKnownPost('Untouched', bob);
    const touched = await aKnownPost('To be touched', bob);
    await servers.pauseReplay();
    await bob.api.patch(`/posts/${touched.id}`, { title: 'Touched' });
    let limit = 0;
    await until(async () => {
      const before = await readsFrom('replica', app);
      await app.api.get(`/posts/${untouched.id}/comments`, { query: { limit: (limit += 1) } });
      return (await readsFrom('replica', app)) > before;
    });
    const before = await readsFrom('replica', app);
    expect(await newestAnew(app)).toContain('Touched');
    expect(await readsFrom('replica', app)).toBe(before);
    await servers.resumeReplay();
    await untilUsed(app);
    expect(await newestAnew(app)).toContain('Touched');
  });

  it('never go back, however far the replica lags behind a busy author', async () => {
    const post = await aKnownPost('0');
    const stale: string[] = [];
    let acknowledged = 0;
    const before = { replica: await readsFrom('replica', app), primary: await readsFrom('primary', app) };
    const write = async (): Promise<void> => {
      for (let version = 1; version <= 30; version += 1) {
        if (version % 10 === 0) await servers.pauseReplay();
        if (version % 10 === 5) await servers.resumeReplay();
        await ann.api.patch(`/posts/${post.id}`, { title: String(version) });
        acknowledged = version;
      }
    };
    const read = async (look: () => Promise<string>): Promise<void> => {
      while (acknowledged < 30) {
        const floor = acknowledged;
        const title = await look();
        if (!(Number(title) >= floor)) stale.push(`${title} after ${floor}`);
      }
    };
    const one = async (): Promise<string> => (await app.api.get(`/posts/${post.id}`)).data.title;
    const listed = async (): Promise<string> => (await newestAnew(app)).find((title) => /^\d+$/.test(title)) ?? '';
    await Promise.all([write(), read(one), read(listed)]);
    expect(stale).toEqual([]);
    expect(await readsFrom('primary', app)).toBeGreaterThan(before.primary);
    expect(await readsFrom('replica', app)).toBeGreaterThan(before.replica);
  });

  it('are all answered when the replica is killed, and made there again when it is back', async () => {
    await aKnownPost('Survivor');
    const read = (): Promise<string[][]> => Promise.all(Array.from({ length: 10 }, () => newestAnew(app)));
    const [, whileDying] = await Promise.all([servers.kill(), read()]);
    for (const titles of [...whileDying, ...(await read())]) expect(titles).toContain('Survivor');
    await until(() => warnings.some((line) => /^Replica 127\.0\.0\.1:\d+ is left out: /.test(line)));
    expect((await app.api.get('//health/ready')).status).toBe(200);
    await servers.start();
    await untilUsed(app);
  });

  it('are all answered when the replica falls silent, and made there again when it speaks', async () => {
    await aKnownPost('Patient');
    await servers.freeze();
    for (let count = 0; count < 5; count += 1) expect(await newestAnew(app)).toContain('Patient');
    servers.thaw();
    await untilUsed(app);
  });

  it('are made on the primary when what is given as a replica is the primary itself, or nothing', async () => {
    const post = await aKnownPost('Common');
    const stranger = await startInstance(undefined, [servers.primaryUrl, 'postgres://quire@127.0.0.1:1/quire']);
    try {
      await until(() => warnings.some((line) => line.endsWith('is left out: it is not a standby server')));
      expect((await stranger.api.get(`/posts/${post.id}`)).data.title).toBe('Common');
      expect(await readsFrom('replica', stranger)).toBe(0);
    } finally {
      await stranger.stop();
    }
  });
});

describeWithRedis('Two instances with a replica', () => {
  it('show each other’s changes at the next request, whatever the replica shows', async () => {
    const [writer, reader] = [await startInstance(redisUrl()), await startInstance(redisUrl())];
    try {
      const zoe = await aUser().named('zoe').in(writer);
      const post = await aPost().by(zoe.api).titled('One').published();
      await untilUsed(reader);
      await untilUsed(writer);
      await until(async () => (await titleOnReplica(post)) === 'One');
      await servers.pauseReplay();
      for (const title of ['Two', 'Three', 'Four']) {
        await reader.api.get(`/posts/${post.id}`);
        await zoe.api.patch(`/posts/${post.id}`, { title });
        expect((await reader.api.get(`/posts/${post.id}`)).data).toMatchObject({ title });
        expect(await newestAnew(reader)).toContain(title);
        expect((await reader.api.get('/users/zoe/posts')).data[0]).toMatchObject({ title });
      }
      await zoe.api.post(`/posts/${post.id}/unpublish`);
      expect((await reader.api.get(`/posts/${post.id}`)).status).toBe(404);
      expect(await newestAnew(reader)).not.toContain('Four');
      expect(await titleOnReplica(post)).toBe('One');
      await servers.resumeReplay();
      await untilUsed(reader);
      expect(await newestAnew(reader)).not.toContain('Four');
    } finally {
      await reader.stop();
      await writer.stop();
    }
  });
});

describe('A replica that was promoted', () => {
  it('is not read from any more', async () => {
    const app = await startInstance();
    try {
      const eve = await aUser().named('eve').in(app);
      const post = await aPost().by(eve.api).titled('Shared').published();
      await untilUsed(app);
      warnings.length = 0;
      await servers.askReplica('SELECT pg_promote()');
      await eve.api.patch(`/posts/${post.id}`, { title: 'Only on the primary' });
      expect((await app.api.get(`/posts/${post.id}`)).data.title).toBe('Only on the primary');
      await until(async () => {
        expect(await newestAnew(app)).toContain('Only on the primary');
        return (await metric(app, 'db_replica_in_use', new URL(servers.replicaUrl).host)) === 0;
      });
      expect(warnings.join()).toContain('it is not a standby server');
    } finally {
      await app.stop();
    }
  });
});
