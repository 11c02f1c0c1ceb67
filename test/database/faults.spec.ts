import { jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { dataSourceOptions } from '../../src/platform/database/data-source-options.js';
import { Database } from '../../src/platform/database/database.js';
import { startFaultProxy, type FaultProxy } from './fault-proxy.js';
import { gate, INSERT, openDatabase, TITLES, type OpenDatabase } from './open-database.js';

const BACKEND = { name: 'session.backend', text: 'SELECT pg_backend_pid() AS pid' };
const UNAVAILABLE = { code: 'SERVICE_UNAVAILABLE', status: 503, headers: { 'Retry-After': '1' } };
const INVALID = { code: 'VALIDATION_ERROR', status: 400 };

describe('when the database fails', () => {
  let open: OpenDatabase;
  beforeAll(async () => {
    jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    open = await openDatabase();
  });
  beforeEach(() => open.outsider.query('TRUNCATE notes'));
  afterEach(() => {
    const { total, idle, waiting } = open.database.usage;
    expect({ busy: total - idle, waiting }).toEqual({ busy: 0, waiting: 0 });
  });
  afterAll(async () => {
    await open.close();
    jest.restoreAllMocks();
  });

  const cutAll = (): Promise<unknown> =>
    open.outsider.query(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
    );
  const fill = (): Promise<unknown> =>
    Promise.all(
      Array.from({ length: 4 }, (_, i) => open.database.query({ name: `k${i}.sleep`, text: 'SELECT pg_sleep(0.05)' })),
    );

  describe('by refusing a value', () => {
    it.each([
      ['a NUL character (22021)', `SELECT $1::text`, 'a\u0000b'],
      ['a malformed number (22P02)', `SELECT $1::int`, 'one'],
      ['a number out of range (22003)', `SELECT $1::int`, '99999999999'],
      ['a check (23514)', `INSERT INTO notes (id, title, stars) VALUES (1, 'one', $1)`, 6],
      ['a missing value (23502)', `INSERT INTO notes (id, title) VALUES (1, $1)`, null],
    ])('%s is 400', async (_, text, value) => {
      await expect(open.database.queryText(text, [value])).rejects.toMatchObject(INVALID);
    });

    it('a reference to a row that is gone (23503) is 404 (C185)', async () => {
      const insert = open.database.queryText(`INSERT INTO notes (id, title, parent) VALUES (1, 'one', 2)`);
      await expect(insert).rejects.toMatchObject({ code: 'NOT_FOUND', status: 404 });
    });

    it('keeps the connection and what it has prepared', async () => {
      const before = await open.database.query(BACKEND);
      await open.database.query(INSERT, [1, 'one']);
      await expect(open.database.query(INSERT, [1, 'two'])).rejects.toMatchObject(INVALID);
      expect(await open.database.query(BACKEND)).toEqual(before);
    });
  });

  it('a defect in our SQL stays what it is: an anonymous failure', async () => {
    await expect(open.database.queryText('SELECT nothing FROM nowhere')).rejects.toMatchObject({ code: '42P01' });
  });

  describe('by cutting connections', () => {
    it('a read is answered from another one (C214)', async () => {
      for (let round = 0; round < 5; round += 1) {
        await fill();
        await cutAll();
        expect(await open.database.query(TITLES)).toEqual([]);
      }
    });

    it('a read that is under way is run again', async () => {
      await open.outsider.query('CREATE SEQUENCE IF NOT EXISTS tries');
      const read = open.database.queryText<{ tries: string }>(
        `SELECT nextval('tries') AS tries, CASE WHEN nextval('tries') = 2 THEN pg_sleep(2) END`,
      );
      await untilSeen('PgSleep');
      await cutAll();
      expect(await read).toMatchObject([{ tries: '3' }]);
    });

    it('a write that is under way is 503 and not done twice', async () => {
      const write = open.database.queryText(
        `INSERT INTO notes (id, title) SELECT 1, 'one' FROM (SELECT pg_sleep(2)) AS slow`,
      );
      const outcome = expect(write).rejects.toMatchObject(UNAVAILABLE);
      await untilSeen('PgSleep');
      await cutAll();
      await outcome;
      expect(await open.seen('id')).toEqual([]);
    });

    it('a transaction begins on a live one', async () => {
      for (let round = 0; round < 5; round += 1) {
        await fill();
        await cutAll();
        await open.database.transaction(() => open.database.query(INSERT, [round, `round ${round}`]));
      }
      expect(await open.seen('id')).toHaveLength(5);
    });

    it('a transaction that loses its connection is 503, and the process lives', async () => {
      const work = open.database.transaction(async () => {
        await open.database.query(INSERT, [1, 'one']);
        await cutAll();
        await open.database.query(INSERT, [2, 'two']);
      });
      await expect(work).rejects.toMatchObject(UNAVAILABLE);
      expect(await open.seen('id')).toEqual([]);
    });

    it('a transaction that loses its connection right before COMMIT is not reported as done', async () => {
      const follow = jest.fn(() => Promise.resolve());
      const work = open.database.transaction(async () => {
        open.database.afterCommit(follow);
        await open.database.query(INSERT, [1, 'one']);
        await cutAll();
      });
      await expect(work).rejects.toMatchObject(UNAVAILABLE);
      expect(follow).not.toHaveBeenCalled();
      expect(await open.seen('id')).toEqual([]);
    });
  });

  describe('by being slow or locked', () => {
    it('a locked table is 503 within the lock timeout, reads and writes alike (C216)', async () => {
      await open.outsider.query('BEGIN; LOCK TABLE notes IN ACCESS EXCLUSIVE MODE');
      try {
        const outcomes = await Promise.allSettled([
          open.database.query(TITLES),
          open.database.transaction(() => open.database.query(INSERT, [1, 'one'])),
          open.database.manager.query('SELECT title FROM notes'),
        ]);
        expect(outcomes.slice(0, 2)).toMatchObject([{ reason: UNAVAILABLE }, { reason: UNAVAILABLE }]);
        expect(outcomes[2]).toMatchObject({ reason: { code: '55P03' } });
      } finally {
        await open.outsider.query('ROLLBACK');
      }
    });

    it('a locked table leaves connections for other tables (C216)', async () => {
      await open.outsider.query('BEGIN; LOCK TABLE notes IN ACCESS EXCLUSIVE MODE');
      const stuck = [
        ...Array.from({ length: 30 }, () => open.database.query(TITLES)),
        ...Array.from({ length: 30 }, (_, i) =>
          open.database.transaction(() => open.database.query(INSERT, [i, `${i}`])),
        ),
      ];
      const outcomes = Promise.allSettled(stuck);
      try {
        await untilSeen('relation');
        expect(await open.database.query(BACKEND)).toHaveLength(1);
      } finally {
        await open.outsider.query('ROLLBACK');
      }
      for (const outcome of await outcomes) {
        if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject(UNAVAILABLE);
      }
    });

    it('a slow statement is 503 at the statement timeout (C217)', async () => {
      await expect(open.database.queryText('SELECT pg_sleep(10)')).rejects.toMatchObject(UNAVAILABLE);
    });

    it('a crowd that waits for a connection is 503 after a second', async () => {
      const enough = gate();
      const complete = gate();
      let here = 0;
      const crowd = Array.from({ length: 10 }, () =>
        open.dataSource.transaction(() => {
          here += 1;
          if (here === 10) complete.open();
          return enough.opened;
        }),
      );
      await complete.opened;
      const late: unknown = await open.database.query(TITLES).catch((error: unknown) => error);
      enough.open();
      await Promise.all(crowd);
      expect(late).toMatchObject(UNAVAILABLE);
    });
  });

  describe('by becoming read-only', () => {
    const set = (value: 'on' | 'off'): Promise<unknown> =>
      open.outsider.query(
        `ALTER DATABASE ${new URL(open.url).pathname.slice(1)} SET default_transaction_read_only = ${value}`,
      );

    it('reads go on and writes are 503 that say so (C219)', async () => {
      await set('on');
      await cutAll();
      try {
        expect(await open.database.query(TITLES)).toEqual([]);
        const write = open.database.transaction(() => open.database.query(INSERT, [1, 'one']));
        await expect(write).rejects.toMatchObject({
          ...UNAVAILABLE,
          detail: expect.stringContaining('read-only') as string,
        });
      } finally {
        await open.outsider.query('SET default_transaction_read_only = off');
        await set('off');
        await cutAll();
      }
    });
  });

  describe('by not knowing a prepared statement any more', () => {
    const ALL = { name: 'notes.all', text: 'SELECT * FROM notes' };

    it('a changed table is read as it is now', async () => {
      await open.database.query(ALL);
      await open.outsider.query('ALTER TABLE notes ADD COLUMN extra text');
      expect(await open.database.query(ALL)).toEqual([]);
      await open.outsider.query('ALTER TABLE notes DROP COLUMN extra');
      expect(await open.database.transaction(() => open.database.query(ALL))).toEqual([]);
    });

    it('a pooler that has dropped it is no failure', async () => {
      await open.database.query(TITLES);
      await open.database.queryText('DEALLOCATE ALL');
      expect(await open.database.query(TITLES)).toEqual([]);
    });
  });

  describe('by falling silent', () => {
    let proxy: FaultProxy;
    let far: DataSource;
    let database: Database;
    beforeAll(async () => {
      proxy = await startFaultProxy(open.url);
      far = await new DataSource(
        dataSourceOptions({ url: proxy.url, poolSize: 10, patience: 1000, statementTimeout: 3000, ssl: 'off' }),
      ).initialize();
      database = new Database(far);
    });
    afterEach(() => {
      proxy.behave(() => 'pass');
    });
    afterAll(async () => {
      await far.destroy();
      await proxy.close();
    });

    it('statements and transactions are 503 before 5 s (G6), and the next ones succeed once it is back', async () => {
      proxy.behave(() => 'swallow');
      const outcomes = await Promise.allSettled([
        database.query(TITLES),
        database.transaction(() => database.query(INSERT, [1, 'one'])),
      ]);
      expect(outcomes).toMatchObject([{ reason: UNAVAILABLE }, { reason: UNAVAILABLE }]);
      proxy.behave(() => 'pass');
      await database.transaction(() => database.query(INSERT, [1, 'one']));
      expect(await database.query(TITLES)).toHaveLength(1);
    });

    it('a COMMIT whose answer is lost is 503, not success, although it was done', async () => {
      proxy.behave((sent) => (sent.includes('COMMIT') ? 'pass, then cut before the answer' : 'pass'));
      const follow = jest.fn(() => Promise.resolve());
      let attempts = 0;
      const work = database.transaction(async () => {
        attempts += 1;
        database.afterCommit(follow);
        await database.query(INSERT, [1, 'one']);
      });
      await expect(work).rejects.toMatchObject(UNAVAILABLE);
      expect({ attempts, followed: follow.mock.calls.length }).toEqual({ attempts: 1, followed: 0 });
      expect(await open.seen('id')).toEqual([1]);
    });

    it('an unreachable server is 503', async () => {
      const gone = await startFaultProxy(open.url);
      const dataSource = await new DataSource(
        dataSourceOptions({ url: gone.url, poolSize: 2, patience: 1000, statementTimeout: 3000, ssl: 'off' }),
      ).initialize();
      await gone.close();
      const lost = new Database(dataSource);
      await expect(lost.query(TITLES)).rejects.toMatchObject(UNAVAILABLE);
      await expect(lost.transaction(() => lost.query(TITLES))).rejects.toMatchObject(UNAVAILABLE);
      await dataSource.destroy();
    });
  });

  /** Waits until some session waits for this kind of event. */
  async function untilSeen(event: string): Promise<void> {
    for (;;) {
      const { rowCount } = await open.outsider.query(
        'SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event = $1',
        [event],
      );
      if (rowCount) return;
    }
  }
});
