import pg from 'pg';
import { until } from '../support/until.js';

/** The advisory lock that every COMMIT of a changed post waits for. */
const LOCK = 4_711;

/** Instances bound how long their statements may wait: here they go on waiting. */
const INSTALL = `
  CREATE FUNCTION wait_at_the_gate() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    LOOP
      BEGIN
        PERFORM pg_advisory_xact_lock_shared(${LOCK});
        RETURN NULL;
      EXCEPTION WHEN lock_not_available OR query_canceled THEN
      END;
    END LOOP;
  END $$;
  CREATE CONSTRAINT TRIGGER gate AFTER UPDATE ON posts DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION wait_at_the_gate()`;

/**
 * Holds COMMITs that change posts, inside PostgreSQL. An instance that is killed meanwhile dies between its COMMIT and
 * all that it does after it: PostgreSQL goes on with the COMMIT when the gate is opened.
 */
export class Gate {
  private constructor(private readonly client: pg.Client) {}

  /** Closes it; what is committed from now on waits. */
  static async close(databaseUrl: string): Promise<Gate> {
    const client = new pg.Client(databaseUrl);
    await client.connect();
    await client.query(INSTALL);
    await client.query('SELECT pg_advisory_lock($1)', [LOCK]);
    return new Gate(client);
  }

  async untilSoManyWait(count: number): Promise<void> {
    await until(async () => {
      const { rowCount } = await this.client.query('SELECT FROM pg_locks WHERE objid = $1 AND NOT granted', [LOCK]);
      return (rowCount ?? 0) >= count;
    });
  }

  /** Lets them pass, and waits until these posts are no longer what they were when they were made. */
  async open(posts: readonly { id: string }[]): Promise<void> {
    await this.client.query('SELECT pg_advisory_unlock($1)', [LOCK]);
    const ids = posts.map(({ id }) => id);
    await until(async () => {
      const { rowCount } = await this.client.query('SELECT FROM posts WHERE id = ANY($1) AND version > 1', [ids]);
      return rowCount === ids.length;
    });
    await this.client.end();
  }
}
