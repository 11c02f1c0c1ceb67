import { setTimeout as delay } from 'node:timers/promises';
import { jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { onViolation, violatedConstraint } from '../../src/platform/database/violations.js';
import { defineProblem, Problem } from '../../src/platform/problem/index.js';
import { gate, INSERT, openDatabase, RENAME, TITLES, type OpenDatabase } from './open-database.js';

const titleTaken = defineProblem('TEST_TITLE_TAKEN', 409, 'Title is taken', 'Another note has this title.');

describe('a transaction', () => {
  let open: OpenDatabase;
  beforeAll(async () => {
    open = await openDatabase();
  });
  beforeEach(() => open.outsider.query('TRUNCATE notes'));
  afterAll(() => open.close());

  const add = (id: number, title = `note ${id}`): Promise<unknown> => open.database.query(INSERT, [id, title]);

  it('shows nothing to others before it is committed, and everything afterwards', async () => {
    await open.database.transaction(async () => {
      await add(1);
      await open.database.manager.query(`INSERT INTO notes (id, title) VALUES (2, 'by the entity manager')`);
      expect(await open.seen('id')).toEqual([]);
      expect(await open.database.query(TITLES)).toHaveLength(2);
    });
    expect(await open.seen('id')).toEqual([1, 2]);
  });

  it('gives its result back', async () => {
    expect(await open.database.transaction(() => Promise.resolve('done'))).toBe('done');
  });

  it('undoes everything when the work fails, and lets the failure through as it is', async () => {
    const failure = new Error('no');
    const work = open.database.transaction(async () => {
      await add(1);
      await open.database.manager.query(`INSERT INTO notes (id, title) VALUES (2, 'by the entity manager')`);
      throw failure;
    });
    await expect(work).rejects.toBe(failure);
    expect(await open.seen('id')).toEqual([]);
  });

  it('is joined by one that begins inside it', async () => {
    const { database } = open;
    const work = database.transaction(async () => {
      await database.transaction(async () => {
        await add(1);
      });
      expect(await open.seen('id')).toEqual([]);
      throw new Error('afterwards');
    });
    await expect(work).rejects.toThrow('afterwards');
    expect(await open.seen('id')).toEqual([]);
  });

  it('commits nothing when a joined part has failed, even if its failure is caught', async () => {
    const { database } = open;
    const part = new Error('the part failed');
    const work = database.transaction(async () => {
      await add(1);
      await database.transaction(() => Promise.reject(part)).catch(() => undefined);
      await add(2);
    });
    await expect(work).rejects.toBe(part);
    expect(await open.seen('id')).toEqual([]);
  });

  it('is nobody else’s: two at the same time do not share', async () => {
    const { database } = open;
    const bothWrote = gate();
    let writers = 0;
    const write = (id: number, fails: boolean): Promise<void> =>
      database.transaction(async () => {
        await add(id);
        writers += 1;
        if (writers === 2) bothWrote.open();
        await bothWrote.opened;
        expect(await database.query(TITLES)).toEqual([{ title: `note ${id}` }]);
        if (fails) throw new Error('one of them fails');
      });
    const [kept, undone] = await Promise.allSettled([write(1, false), write(2, true)]);
    expect([kept.status, undone.status]).toEqual(['fulfilled', 'rejected']);
    expect(await open.seen('id')).toEqual([1]);
  });

  it('runs statements that are started side by side one after the other', async () => {
    await open.database.transaction(async () => {
      await Promise.all([add(1), add(2), add(3)]);
    });
    expect(await open.seen('id')).toEqual([1, 2, 3]);
  });

  it('gives its connection back however it ends', async () => {
    const { database } = open;
    for (let round = 0; round < 12; round += 1) {
      await database.transaction(() => Promise.reject(new Error('no'))).catch(() => undefined);
      await database
        .transaction(async () => {
          await database.query({ name: 'notes.bad', text: 'SELECT 1 / $1::int' }, [0]).catch(() => undefined);
        })
        .catch(() => undefined);
      await database.transaction(() => add(round));
    }
    const { total, idle, waiting } = database.usage;
    expect({ left: total - idle, waiting }).toEqual({ left: 0, waiting: 0 });
  });

  describe('around its commit', () => {
    it('prepares once per key, commits, then runs what follows, in order', async () => {
      const { database } = open;
      const events: string[] = [];
      await database.transaction(async () => {
        database.afterCommit(async () => {
          events.push(`after, ${(await open.seen('id')).length} seen`);
        });
        database.afterCommit(() => Promise.resolve(void events.push('after again')));
        database.beforeCommit('count', async () => {
          events.push(
            `before, ${(await database.query(TITLES)).length} written, ${(await open.seen('id')).length} seen`,
          );
          database.beforeCommit('late', () => Promise.resolve(void events.push('asked for while preparing')));
        });
        database.beforeCommit('count', () => Promise.resolve(void events.push('never')));
        await add(1);
        events.push('work');
      });
      events.push('resolved');
      expect(events).toEqual([
        'work',
        'before, 1 written, 0 seen',
        'asked for while preparing',
        'after, 1 seen',
        'after again',
        'resolved',
      ]);
    });

    it('waits for the outermost when a joined part asks', async () => {
      const { database } = open;
      const events: string[] = [];
      await database.transaction(async () => {
        await database.transaction(() => {
          database.beforeCommit('joined', () => Promise.resolve(void events.push('before')));
          database.afterCommit(() => Promise.resolve(void events.push('after')));
          return Promise.resolve();
        });
        events.push('the outer work');
      });
      expect(events).toEqual(['the outer work', 'before', 'after']);
    });

    it('is rolled back when the preparation fails, and nothing follows a rollback', async () => {
      const { database } = open;
      const follow = jest.fn(() => Promise.resolve());
      const work = database.transaction(async () => {
        await add(1);
        database.afterCommit(follow);
        database.beforeCommit('fails', () => Promise.reject(new Error('unprepared')));
      });
      await expect(work).rejects.toThrow('unprepared');
      expect(follow).not.toHaveBeenCalled();
      expect(await open.seen('id')).toEqual([]);
    });

    it('is not harmed by what fails afterwards, which is logged, and the rest still runs', async () => {
      const { database } = open;
      const log = jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
      const second = jest.fn(() => Promise.resolve());
      await database.transaction(async () => {
        await add(1);
        database.afterCommit(() => Promise.reject(new Error('too late to matter')));
        database.afterCommit(second);
      });
      expect(log).toHaveBeenCalledWith('Work after a commit failed', expect.stringContaining('too late to matter'));
      log.mockRestore();
      expect(second).toHaveBeenCalledTimes(1);
      expect(await open.seen('id')).toEqual([1]);
    });

    it('lets what follows begin a transaction of its own', async () => {
      const { database } = open;
      await database.transaction(async () => {
        await add(1);
        database.afterCommit(() => database.transaction(() => add(2)).then(() => undefined));
      });
      expect(await open.seen('id')).toEqual([1, 2]);
    });

    it('cannot be asked for without a transaction', () => {
      const nothing = (): Promise<void> => Promise.resolve();
      expect(() => {
        open.database.beforeCommit('key', nothing);
      }).toThrow('no open transaction');
      expect(() => {
        open.database.afterCommit(nothing);
      }).toThrow('no open transaction');
    });
  });

  describe('a violated constraint', () => {
    const rules = { notes_title_key: () => titleTaken() };

    it('becomes its problem and leaves the rest of the transaction alive', async () => {
      const { database } = open;
      await database.transaction(async () => {
        await add(1, 'same');
        await expect(onViolation(rules, () => add(2, 'same'))).rejects.toMatchObject({ code: 'TEST_TITLE_TAKEN' });
        await add(3, 'other');
      });
      expect(await open.seen('id')).toEqual([1, 3]);
    });

    it('undoes only its own part, also when that is a joined transaction', async () => {
      const { database } = open;
      await database.transaction(async () => {
        await add(1, 'same');
        const part = onViolation(rules, () =>
          database.transaction(async () => {
            await add(2, 'undone');
            await add(3, 'same');
          }),
        );
        await expect(part).rejects.toMatchObject({ code: 'TEST_TITLE_TAKEN' });
      });
      expect(await open.seen('id')).toEqual([1]);
    });

    it('nests', async () => {
      const { database } = open;
      await database.transaction(async () => {
        await onViolation(rules, async () => {
          await add(1, 'same');
          await onViolation(rules, () => add(2, 'same')).catch(() => undefined);
          await add(3, 'kept');
        });
        await onViolation(rules, () => add(4, 'same')).catch(() => undefined);
      });
      expect(await open.seen('title')).toEqual(['same', 'kept']);
    });

    it('is recognised without a transaction and through the entity manager', async () => {
      await add(1, 'same');
      await expect(onViolation(rules, () => add(2, 'same'))).rejects.toMatchObject({ code: 'TEST_TITLE_TAKEN' });
      const manager = onViolation(rules, () =>
        open.database.manager.query(`INSERT INTO notes (id, title) VALUES (2, 'same')`),
      );
      await expect(manager).rejects.toMatchObject({ code: 'TEST_TITLE_TAKEN' });
    });

    it('without a rule stays recognisable', async () => {
      await add(1);
      const failure: unknown = await onViolation(rules, () => add(1, 'other')).catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(Problem);
      expect(violatedConstraint(failure)).toBe('notes_pkey');
      expect(violatedConstraint(new Error('something else'))).toBeUndefined();
    });
  });

  describe('in conflict with another', () => {
    /** Two transactions that take two rows in opposite order. */
    async function cross(): Promise<{ attempts: number; outcomes: PromiseSettledResult<void>[] }> {
      const { database } = open;
      const bothHoldOne = gate();
      let attempts = 0;
      let holders = 0;
      const rename = (first: number, second: number): Promise<void> =>
        database.transaction(async () => {
          attempts += 1;
          await database.query(RENAME, [first, `by ${first}, first`]);
          holders += 1;
          if (holders === 2) bothHoldOne.open();
          await bothHoldOne.opened;
          await database.query(RENAME, [second, `by ${first}, second`]);
        });
      const outcomes = await Promise.allSettled([rename(1, 2), rename(2, 1)]);
      return { attempts, outcomes };
    }

    it('is repeated after a deadlock, so that both succeed (C184)', async () => {
      await add(1);
      await add(2);
      const { attempts, outcomes } = await cross();
      expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled']);
      expect(attempts).toBe(3);
    });

    it('gives up after three repeats with 503 and Retry-After', async () => {
      let attempts = 0;
      const work = open.database.transaction(async () => {
        attempts += 1;
        await open.database.queryText(`DO $$ BEGIN RAISE SQLSTATE '40001'; END $$`);
      });
      await expect(work).rejects.toMatchObject({
        code: 'SERVICE_UNAVAILABLE',
        headers: { 'Retry-After': expect.any(String) as string },
      });
      expect(attempts).toBe(4);
    });

    it('forgets what a failed attempt had asked for', async () => {
      const { database } = open;
      let attempts = 0;
      const follow = jest.fn<(attempt: number) => Promise<void>>(() => Promise.resolve());
      await database.transaction(async () => {
        attempts += 1;
        const attempt = attempts;
        database.afterCommit(() => follow(attempt));
        if (attempt === 1) await database.queryText(`DO $$ BEGIN RAISE SQLSTATE '40P01'; END $$`);
      });
      expect(follow.mock.calls).toEqual([[2]]);
    });

    it('is repeated as a whole when the conflict happens in a joined part', async () => {
      const { database } = open;
      let attempts = 0;
      await database.transaction(async () => {
        attempts += 1;
        await add(1);
        await database.transaction(async () => {
          if (attempts === 1) await database.queryText(`DO $$ BEGIN RAISE SQLSTATE '40001'; END $$`);
        });
      });
      expect(attempts).toBe(2);
      expect(await open.seen('id')).toEqual([1]);
    });
  });

  describe('that is misused', () => {
    it('fails when a failed statement was ignored: PostgreSQL would answer COMMIT with a rollback', async () => {
      const work = open.database.transaction(async () => {
        await add(1);
        await add(1).catch(() => undefined);
      });
      await expect(work).rejects.toThrow('the failure of a statement was ignored');
      expect(await open.seen('id')).toEqual([]);
    });

    it('fails when a statement was left un-awaited', async () => {
      let left: Promise<unknown> = Promise.resolve();
      const work = open.database.transaction(() => {
        left = add(1);
        return Promise.resolve();
      });
      await expect(work).rejects.toThrow('not awaited');
      await left;
      expect(await open.seen('id')).toEqual([]);
    });

    it('refuses statements, managers and transactions of work that has outlived it', async () => {
      const { database } = open;
      const over = gate();
      const late: Promise<unknown>[] = [];
      let manager = database.manager;
      await database.transaction(() => {
        manager = database.manager;
        late.push(
          over.opened.then(() => add(1)),
          over.opened.then(() => database.manager.query('SELECT 1')),
          over.opened.then(() => database.transaction(() => add(2))),
          over.opened.then(() => {
            database.afterCommit(() => Promise.resolve());
          }),
        );
        return Promise.resolve();
      });
      over.open();
      for (const outcome of await Promise.allSettled(late)) {
        expect(outcome).toMatchObject({
          status: 'rejected',
          reason: { message: expect.stringContaining('has ended') as string },
        });
      }
      await expect(manager.query('SELECT 1')).rejects.toThrow('released');
      expect(await open.seen('id')).toEqual([]);
    });

    it('lets no kept entity manager slip a statement behind the COMMIT', async () => {
      const { database } = open;
      let slipped: Promise<unknown> = Promise.resolve();
      const work = database.transaction(async () => {
        const { manager } = database;
        await add(1);
        slipped = delay(0).then(async () => {
          for (let id = 2; id < 500; id += 1)
            await manager.query(`INSERT INTO notes (id, title) VALUES (${id}, '${id}')`);
        });
        await delay(5);
      });
      await Promise.allSettled([work, slipped]);
      await expect(slipped).rejects.toThrow('released');
      const { rows } = await open.outsider.query<{ xids: string }>(
        'SELECT count(DISTINCT xmin::text) AS xids FROM notes',
      );
      expect(Number(rows[0]?.xids)).toBeLessThanOrEqual(1);
    });
  });
});
