import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { glob } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import {
  migrate,
  MigrationRefused,
  revertMigration,
  schemaDifference,
  type EntityClass,
} from '../src/platform/database/index.js';
import { loadMigrations } from '../src/platform/database/migration-files.js';
import { catalogue, onDatabase } from './database/catalogue.js';
import { need } from './support/environment.js';
import { createDatabase } from './support/postgres.js';

const MIGRATIONS_TABLE = 'migrations';

/** An ordinary migration, one that fails behind its work, and one that takes its time in the middle. */
class First20300101000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE first (id integer)');
  }
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE first');
  }
}
class Broken20300102000000 extends First20300101000000 {
  override async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE second (id integer)');
    await runner.query('SELECT 1 / 0');
  }
}
class Second20300102000000 extends First20300101000000 {
  override async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE second (id integer)');
  }
}
Object.defineProperty(Broken20300102000000, 'name', { value: 'Second20300102000000' });

describe('the migrations', () => {
  const drops: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const drop of drops.splice(0)) await drop();
  });

  /** A database that no migration has seen. */
  async function emptyDatabase(options = `ENCODING 'UTF8'`): Promise<string> {
    const server = need('server');
    const name = `quire_test_${randomUUID().replaceAll('-', '')}`;
    await onDatabase(server, (client) => client.query(`CREATE DATABASE ${name} TEMPLATE template0 ${options}`));
    drops.push(() => onDatabase(server, (client) => client.query(`DROP DATABASE ${name} WITH (FORCE)`)));
    const url = new URL(server);
    url.pathname = name;
    return url.href;
  }

  async function executed(url: string): Promise<string[]> {
    const { rows } = await onDatabase(url, (client) =>
      client.query<{ name: string }>(`SELECT name FROM ${MIGRATIONS_TABLE} ORDER BY id`),
    );
    return rows.map(({ name }) => name);
  }

  async function namesOfAll(): Promise<string[]> {
    return (await loadMigrations()).map(({ name }) => name);
  }

  it('lead up, down to nothing, and up to the same again', async () => {
    const url = await emptyDatabase();
    const ran = await migrate(url);
    expect(ran).toEqual(await namesOfAll());
    const first = await catalogue(url);

    const reverted: (string | undefined)[] = [];
    for (const name of ran) reverted.push(name && (await revertMigration(url)));
    expect(reverted).toEqual(ran.toReversed());
    const leftOvers = (await catalogue(url)).filter(({ name }) => !/^_?migrations|PK_/.test(name));
    expect(leftOvers).toEqual([]);
    expect(await revertMigration(url)).toBeUndefined();

    await migrate(url);
    expect(await catalogue(url)).toEqual(first);
  });

  it('run once when four instances start together (C233, R8)', async () => {
    const url = await emptyDatabase();
    const ran = await Promise.all(Array.from({ length: 4 }, () => migrate(url)));
    expect(ran.flat()).toEqual(await namesOfAll());
    expect(await executed(url)).toEqual(await namesOfAll());
  });

  it('have nothing to do the second time', async () => {
    const url = await emptyDatabase();
    await migrate(url);
    expect(await migrate(url)).toEqual([]);
  });

  it('make every table and column that the entities ask for', async () => {
    const created = await createDatabase();
    drops.push(() => created.drop());
    const entities = await loadEntities();
    expect(entities.length).toBeGreaterThan(0);
    expect((await schemaDifference(created.url, entities)).up).toEqual([]);
  });

  it('give every foreign key an index, and every indexed time whole milliseconds, as the cursors of lists need them', async () => {
    const created = await createDatabase();
    drops.push(() => created.drop());
    const faults = await onDatabase(created.url, (client) =>
      client.query(`
        SELECT 'foreign key without index: ' || conname AS fault FROM pg_constraint AS fk
        WHERE contype = 'f' AND connamespace = 'public'::regnamespace AND NOT EXISTS (
          SELECT 1 FROM pg_index WHERE indrelid = fk.conrelid AND indkey[0] = fk.conkey[1] AND indpred IS NULL)
        UNION ALL
        SELECT 'indexed time of other precision: ' || attrelid::regclass || '.' || attname FROM pg_attribute
        JOIN pg_index ON indrelid = attrelid AND attnum = ANY (indkey::smallint[])
        JOIN pg_class ON pg_class.oid = attrelid AND relnamespace = 'public'::regnamespace
        WHERE atttypid IN ('timestamp'::regtype, 'timestamptz'::regtype)
          AND format_type(atttypid, atttypmod) <> 'timestamp(3) with time zone'
        UNION ALL
        SELECT 'varchar: ' || table_name || '.' || column_name FROM information_schema.columns
        WHERE table_schema = 'public' AND table_name <> '${MIGRATIONS_TABLE}' AND data_type LIKE 'character%'`),
    );
    expect(faults.rows).toEqual([]);
  });

  describe('that go wrong', () => {
    it('leave whole ones only, name the culprit in one line, and go on once it is mended', async () => {
      const url = await emptyDatabase();
      const broken = migrate(url, { migrations: [First20300101000000, Broken20300102000000] });
      await expect(broken).rejects.toThrow(MigrationRefused);
      await expect(broken).rejects.toThrow('The migration Second20300102000000 failed: division by zero');
      expect(await executed(url)).toEqual(['First20300101000000']);

      expect(await migrate(url, { migrations: [First20300101000000, Second20300102000000] })).toEqual([
        'Second20300102000000',
      ]);
    });

    it('are taken up by the next start when the process is killed in the middle (R8)', async () => {
      const url = await emptyDatabase();
      for (let kill = 0; kill < 3; kill += 1) await migrateAndKill(url);
      expect(await migrate(url)).toEqual(await namesOfAll());
    });

    it('of a newer version are refused in one line', async () => {
      const url = await emptyDatabase();
      await migrate(url, { migrations: [First20300101000000, Second20300102000000] });
      const older = migrate(url, { migrations: [First20300101000000] });
      await expect(older).rejects.toThrow(MigrationRefused);
      await expect(older).rejects.toThrow(
        'The database belongs to a newer version: this one does not know Second20300102000000',
      );
    });

    it('that were merged late still run', async () => {
      const url = await emptyDatabase();
      await migrate(url, { migrations: [Second20300102000000] });
      expect(await migrate(url, { migrations: [First20300101000000, Second20300102000000] })).toEqual([
        'First20300101000000',
      ]);
    });
  });

  describe('on an unsuitable server', () => {
    it('refuse an encoding other than UTF-8 in one line', async () => {
      const url = await emptyDatabase(`ENCODING 'SQL_ASCII' LOCALE_PROVIDER libc LOCALE 'C'`);
      await expect(migrate(url)).rejects.toThrow(
        /^The database "\w+" is encoded in SQL_ASCII: create one with .*UTF8.*$/,
      );
    });

    it('say in one line when it cannot be reached, without the password', async () => {
      const closed = migrate('postgres://quire:secret-word@127.0.0.1:1/quire', { patience: 0 });
      await expect(closed).rejects.toThrow(MigrationRefused);
      await expect(closed).rejects.toThrow(/^Cannot connect to the database: .*ECONNREFUSED.*127\.0\.0\.1:1$/);
      await expect(closed).rejects.not.toThrow('secret-word');
    });

    it('say when the database does not exist', async () => {
      const url = new URL(need('server'));
      url.pathname = 'no_such_database';
      await expect(migrate(url.href)).rejects.toThrow('Cannot connect to the database: database "no_such_database"');
    });
  });

  it('let the role of the application work with the tables, and not change them (C240)', async () => {
    const url = await emptyDatabase();
    const role = `quire_test_${randomUUID().slice(0, 8)}`;
    await onDatabase(url, (client) => client.query(`CREATE ROLE ${role} LOGIN PASSWORD 'app'`));
    drops.unshift(() => onDatabase(url, (client) => client.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`)));
    const application = new URL(url);
    application.username = role;
    application.password = 'app';
    await migrate(url, { applicationUrl: application.href });
    await migrate(url, { applicationUrl: application.href });
    await onDatabase(application.href, async (client) => {
      expect((await client.query(`SELECT name FROM ${MIGRATIONS_TABLE}`)).rowCount).toBeGreaterThan(0);
      await client.query('DELETE FROM idempotency_keys');
      await client.query(`SELECT graphile_worker.add_job('count', '{}')`);
      expect((await client.query('DELETE FROM graphile_worker._private_jobs')).rowCount).toBe(1);
      for (const forbidden of [
        'CREATE TABLE own (id integer)',
        'DROP TABLE idempotency_keys',
        'ALTER TABLE idempotency_keys ADD COLUMN own text',
        `DELETE FROM ${MIGRATIONS_TABLE}`,
        'DROP TABLE graphile_worker._private_jobs',
        'SELECT * FROM pg_authid',
        `COPY idempotency_keys TO PROGRAM 'true'`,
      ]) {
        await expect(client.query(forbidden)).rejects.toMatchObject({ code: '42501' });
      }
    });
  });

  /** Starts the compiled migrator in a process of its own and kills it while it holds the lock and has begun. */
  async function migrateAndKill(url: string): Promise<void> {
    const migrator = new URL('../dist/src/platform/database/migrator.js', import.meta.url).href;
    const script = `
      const { migrate } = await import(${JSON.stringify(migrator)});
      class Slow20200101000000 {
        async up(runner) {
          await runner.query('CREATE TABLE half_done (id integer)');
          process.stdout.write('in the middle');
          await new Promise((resolve) => setTimeout(resolve, 60_000));
        }
        async down() {}
      }
      await migrate(${JSON.stringify(url)}, { migrations: [Slow20200101000000] });`;
    const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = once(child, 'exit');
    const first = await Promise.race([once(child.stdout, 'data'), ended]);
    expect(String(first[0])).toBe('in the middle');
    child.kill('SIGKILL');
    await ended;
  }
});

async function loadEntities(): Promise<EntityClass[]> {
  const source = new URL('../src/', import.meta.url);
  const entities: EntityClass[] = [];
  for await (const path of glob('**/*.entity.ts', { cwd: fileURLToPath(source) })) {
    const module = (await import(new URL(path, source).href)) as Record<string, unknown>;
    entities.push(...(Object.values(module).filter((value) => typeof value === 'function') as EntityClass[]));
  }
  return entities;
}
