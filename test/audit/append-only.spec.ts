import { randomUUID } from 'node:crypto';
import { migrate } from '../../src/platform/database/index.js';
import { onDatabase } from '../database/catalogue.js';
import { createDatabase, type TestDatabase } from '../support/postgres.js';

const ANN = '0192f0a0-0000-7000-8000-00000000000a';
const ROOT = '0192f0a0-0000-7000-8000-00000000000b';

describe('the audit log in the database', () => {
  const role = `quire_test_${randomUUID().slice(0, 8)}`;
  let database: TestDatabase;
  /** The owner of the tables, and the role that the application is given beside it. */
  let roles: Record<'owner' | 'application', string>;

  beforeAll(async () => {
    database = await createDatabase();
    const application = new URL(database.url);
    application.username = role;
    application.password = 'app';
    await onDatabase(database.url, (client) => client.query(`CREATE ROLE ${role} LOGIN PASSWORD 'app'`));
    await migrate(database.url, { applicationUrl: application.href });
    roles = { owner: database.url, application: application.href };
  });

  beforeEach(() =>
    onDatabase(database.url, async (client) => {
      await client.query('ALTER TABLE audit_log DISABLE TRIGGER ALL; DELETE FROM audit_log');
      await client.query('ALTER TABLE audit_log ENABLE TRIGGER ALL');
      await client.query(
        `INSERT INTO audit_log
           (id, at, actor_id, action, target_type, target_id, outcome, ip_address, user_agent, changes)
         SELECT gen_random_uuid(), now() - age * interval '1 day', actor::uuid, action, type, target, outcome, ip, agent,
           changes::jsonb
         FROM (VALUES
          (0, $1, 'auth.login', 'user', $1, 'success', '192.0.2.1', 'Ann''s', '{"a": 1}'),
          (0, NULL, 'auth.login', 'user', $1, 'failure', '192.0.2.1', 'Ann''s', NULL),
          (0, $1, 'auth.api-key-create', 'api-key', 'k', 'success', '192.0.2.1', NULL, '{"b": 1}'),
          (0, $2, 'users.suspend', 'user', $1, 'success', '192.0.2.2', 'Root''s', '{"c": 1}'),
          (0, $2, 'users.suspend', 'user', 'bob', 'success', '192.0.2.2', 'Root''s', '{"d": 1}'),
          (364, $2, 'users.list', NULL, NULL, 'success', NULL, NULL, NULL),
          (366, $2, 'users.list', NULL, NULL, 'success', NULL, NULL, NULL),
          (367, $2, 'users.list', NULL, NULL, 'success', NULL, NULL, NULL)
         ) AS entries (age, actor, action, type, target, outcome, ip, agent, changes)`,
        [ANN, ROOT],
      );
    }),
  );

  afterAll(async () => {
    await onDatabase(database.url, (client) => client.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`));
    await database.drop();
  });

  it.each(['owner', 'application'] as const)(
    'C205: cannot be changed, emptied or shortened by the role %s',
    async (who) => {
      await onDatabase(roles[who], async (client) => {
        for (const forbidden of [
          "UPDATE audit_log SET outcome = 'success'",
          'UPDATE audit_log SET actor_id = NULL',
          "UPDATE audit_log SET at = now() - interval '2 years'",
          "UPDATE audit_log SET ip_address = '203.0.113.9' WHERE ip_address IS NOT NULL",
          `UPDATE audit_log SET changes = '{"a": 2}' WHERE changes IS NOT NULL`,
          'UPDATE audit_log SET ip_address = NULL, target_id = NULL, target_type = NULL',
          'DELETE FROM audit_log',
          "DELETE FROM audit_log WHERE at > now() - interval '365 days'",
          'TRUNCATE audit_log',
          'TRUNCATE audit_log CASCADE',
        ]) {
          await expect(client.query(forbidden)).rejects.toMatchObject({ code: '42501' });
        }
        expect((await client.query('SELECT FROM audit_log')).rowCount).toBe(8);
      });
    },
  );

  it('C205: the application can read it and add to it, and that is all', async () => {
    await onDatabase(roles.application, async (client) => {
      await client.query(
        "INSERT INTO audit_log (id, action, outcome) VALUES (gen_random_uuid(), 'users.list', 'success')",
      );
      for (const forbidden of [
        'UPDATE audit_log SET changes = NULL',
        "DELETE FROM audit_log WHERE at < now() - interval '2 years'",
        'ALTER TABLE audit_log DISABLE TRIGGER ALL',
        'DROP TRIGGER append_only ON audit_log',
        "SET session_replication_role = 'replica'",
        'CREATE OR REPLACE FUNCTION audit_log_check_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN END $$',
      ]) {
        await expect(client.query(forbidden)).rejects.toMatchObject({ code: '42501' });
      }
    });
  });

  it('C205: what runs with more rights is not led astray by tables that a caller makes', async () => {
    await onDatabase(roles.application, async (client) => {
      await client.query('CREATE TEMPORARY TABLE audit_log (id uuid, at timestamptz)');
      await client.query(`INSERT INTO pg_temp.audit_log VALUES (gen_random_uuid(), '2001-01-01')`);
      expect((await client.query('SELECT audit_log_expire(10) AS count')).rows).toEqual([{ count: 2 }]);
      expect((await client.query('SELECT FROM pg_temp.audit_log')).rowCount).toBe(1);
    });
  });

  it('lets entries go that have been kept for a year, some at a time', async () => {
    await onDatabase(roles.application, async (client) => {
      const counts: unknown[] = [];
      for (let turn = 0; turn < 3; turn += 1) counts.push((await client.query('SELECT audit_log_expire(1)')).rows[0]);
      expect(counts).toEqual([1, 1, 0].map((count) => ({ audit_log_expire: count })));
      expect((await client.query('SELECT FROM audit_log')).rowCount).toBe(6);
    });
  });

  it('takes a person out of it, and leaves that something was done', async () => {
    await onDatabase(roles.application, async (client) => {
      await client.query('SELECT audit_log_forget($1)', [ANN]);
      const { rows } = await client.query(
        `SELECT action, outcome, ip_address, user_agent, changes FROM audit_log
         WHERE actor_id = $1::uuid OR target_id = $1::uuid::text OR target_id = 'bob'
         ORDER BY action, outcome, changes`,
        [ANN],
      );
      const gone = { ip_address: null, user_agent: null, changes: null };
      const roots = { outcome: 'success', ip_address: '192.0.2.2', user_agent: "Root's" };
      expect(rows).toEqual([
        { action: 'auth.api-key-create', outcome: 'success', ...gone },
        { action: 'auth.login', outcome: 'failure', ...gone },
        { action: 'auth.login', outcome: 'success', ...gone },
        { action: 'users.suspend', ...roots, changes: { d: 1 } },
        { action: 'users.suspend', ...roots, changes: null },
      ]);
    });
  });
});
