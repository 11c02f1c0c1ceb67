import { chmod, mkdir, mkdtemp, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { need } from '../../../../test/support/environment.js';
import { discardEmbeddedPostgres, EmbeddedPostgresError, startEmbeddedPostgres } from './index.js';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(need('folder'), 'embedded-'));
  await chmod(folder, 0o711);
});

afterAll(() => discardEmbeddedPostgres(folder));

async function query<Row extends object>(url: string, text: string): Promise<Row[]> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end();
  }
}

async function whileRunning<Result>(work: (url: string, cluster: string) => Promise<Result>): Promise<Result> {
  const postgres = await startEmbeddedPostgres({ folder, durable: false });
  try {
    return await work(postgres.url, postgres.cluster);
  } finally {
    await postgres.stop();
  }
}

describe('the embedded PostgreSQL', () => {
  it('holds UTF-8, keeps time in UTC and listens on loopback with a password', async () => {
    await whileRunning(async (url) => {
      const [row] = await query<Record<string, string>>(
        url,
        `SELECT current_setting('server_encoding') AS encoding, current_setting('TimeZone') AS timezone,
                current_setting('listen_addresses') AS addresses, current_setting('unix_socket_directories') AS sockets,
                upper('é') AS upper`,
      );
      expect(row).toEqual({ encoding: 'UTF8', timezone: 'UTC', addresses: '127.0.0.1', sockets: '', upper: 'É' });
      await expect(query(Object.assign(new URL(url), { password: 'wrong' }).href, 'SELECT 1')).rejects.toMatchObject({
        code: '28P01',
      });
    });
  });

  it('keeps its data and its password from one start to the next', async () => {
    await whileRunning((url) => query(url, 'CREATE TABLE kept AS SELECT 1 AS n'));
    const rows = await whileRunning(async (url, cluster) => {
      const password = join(cluster, 'password');
      expect((await stat(password)).mode & 0o777).toBe(0o600);
      expect(new URL(url).password).toBe(await readFile(password, 'utf8'));
      return query(url, 'SELECT n FROM kept');
    });
    expect(rows).toEqual([{ n: 1 }]);
  });

  it('has the extensions that the schema needs', async () => {
    const rows = await whileRunning((url) =>
      query(url, `SELECT name FROM pg_available_extensions WHERE name IN ('citext', 'pg_trgm') ORDER BY name`),
    );
    expect(rows).toEqual([{ name: 'citext' }, { name: 'pg_trgm' }]);
  });

  it('stops once, however often it is told, and then refuses connections', async () => {
    const postgres = await startEmbeddedPostgres({ folder, durable: false });
    await Promise.all([postgres.stop(), postgres.stop()]);
    await postgres.stop();
    await expect(query(postgres.url, 'SELECT 1')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('refuses a folder that a living process uses, and leaves that one in peace', async () => {
    await whileRunning(async (url) => {
      await expect(startEmbeddedPostgres({ folder })).rejects.toThrow(
        `Another Quire (process ${process.pid}) is using`,
      );
      expect(await query(url, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
    });
  });

  it('lets one of several that start at once in a new folder win', async () => {
    const shared = join(folder, 'shared');
    const starts = await Promise.allSettled(
      [1, 2, 3].map(() => startEmbeddedPostgres({ folder: shared, durable: false })),
    );
    const running = starts.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []));
    const refusals = starts.flatMap((start) => (start.status === 'rejected' ? [start.reason as unknown] : []));
    await Promise.all(running.map((postgres) => postgres.stop()));
    expect(running).toHaveLength(1);
    expect(refusals.map(String)).toEqual(Array(2).fill(expect.stringContaining('Another Quire')));
  });

  it('names the folder and both versions when another major version made the data', async () => {
    const file = join(folder, 'postgres', 'data', 'PG_VERSION');
    const made = await readFile(file, 'utf8');
    await writeFile(file, '15\n');
    try {
      await expect(startEmbeddedPostgres({ folder })).rejects.toThrow(
        /^The database in \S+postgres was made by PostgreSQL 15, this Quire brings PostgreSQL 18: .+$/,
      );
    } finally {
      await writeFile(file, made);
    }
  });

  it('says in one line that the folder cannot be used', async () => {
    const file = join(folder, 'a-file');
    await writeFile(file, '');
    await expect(startEmbeddedPostgres({ folder: file })).rejects.toThrow(
      /^The embedded PostgreSQL cannot use \S+a-file .+$/,
    );
  });

  it('begins again where making the database was interrupted', async () => {
    const interrupted = join(folder, 'interrupted');
    await mkdir(join(interrupted, 'postgres.new', 'data'), { recursive: true });
    await writeFile(join(interrupted, 'postgres.new', 'data', 'PG_VERSION'), '18\n');
    const postgres = await startEmbeddedPostgres({ folder: interrupted, durable: false });
    await postgres.stop();
    await expect(stat(join(interrupted, 'postgres.new'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('says what PostgreSQL said when that refuses to start, and frees the folder', async () => {
    const file = join(folder, 'postgres', 'data', 'postgresql.conf');
    const before = await readFile(file, 'utf8');
    await writeFile(file, `${before}\nno_such_setting = 1\n`);
    try {
      await expect(startEmbeddedPostgres({ folder })).rejects.toThrow(
        /^PostgreSQL did not start in .+ \(its log is .+\)$/,
      );
    } finally {
      await writeFile(file, before);
    }
    expect(await whileRunning((url) => query(url, 'SELECT 1 AS n'))).toEqual([{ n: 1 }]);
  });

  it('is deleted with its folder', async () => {
    const other = join(folder, 'other');
    const postgres = await startEmbeddedPostgres({ folder: other, durable: false });
    await expect(discardEmbeddedPostgres(other)).rejects.toThrow(EmbeddedPostgresError);
    await postgres.stop();
    await discardEmbeddedPostgres(other);
    await expect(stat(other)).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
