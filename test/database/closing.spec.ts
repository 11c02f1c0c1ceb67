import { openDatabase, type OpenDatabase } from './open-database.js';
import { until } from '../support/until.js';

const LOCK = 20_261_121;

describe('closing the database', () => {
  let open: OpenDatabase;

  beforeEach(async () => {
    open = await openDatabase();
    // A COMMIT that takes as long as the outsider holds the lock.
    await open.outsider.query(`
      CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN PERFORM pg_advisory_xact_lock(${LOCK}); RETURN NULL; END $$;
      CREATE CONSTRAINT TRIGGER notes_wait AFTER INSERT ON notes DEFERRABLE INITIALLY DEFERRED
      FOR EACH ROW EXECUTE FUNCTION wait();
      SELECT pg_advisory_lock(${LOCK})`);
  });

  const waiting = async (): Promise<boolean> => {
    const { rows } = await open.outsider.query(`SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted`);
    return rows.length === 1;
  };

  it('waits for a COMMIT that is under way', async () => {
    const written = open.database.transaction(() =>
      open.database.queryText(`INSERT INTO notes (id, title) VALUES (1, 'last')`),
    );
    await until(waiting);
    const closed = open.dataSource.destroy();
    await open.outsider.query(`SELECT pg_advisory_unlock(${LOCK})`);
    await Promise.all([written, closed]);
    expect(await open.seen('title')).toEqual(['last']);
  });

  it('waits for a transaction that has more to do', async () => {
    await open.outsider.query(`SELECT pg_advisory_unlock(${LOCK})`);
    const { promise: goOn, resolve } = Promise.withResolvers<undefined>();
    let begun = false;
    const written = open.database.transaction(async () => {
      await open.database.queryText(`INSERT INTO notes (id, title) VALUES (1, 'first')`);
      begun = true;
      await goOn;
      await open.database.queryText(`INSERT INTO notes (id, title) VALUES (2, 'second')`);
    });
    await until(() => begun);
    const closed = open.dataSource.destroy();
    resolve(undefined);
    await Promise.all([written, closed]);
    expect(await open.seen('title')).toEqual(['first', 'second']);
  });

  afterEach(async () => {
    await open.outsider.query('SELECT pg_advisory_unlock_all()');
    await open.close();
  });
});
