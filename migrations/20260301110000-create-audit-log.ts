import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateAuditLog20260301110000 implements MigrationInterface {
  name = 'CreateAuditLog20260301110000';

  async up(queryRunner: QueryRunner): Promise<void> {
    const guards = [CHECK_CHANGE, REFUSE, ...TRIGGERS];
    const exceptions = [TRUSTED_PATH, FORGET, EXPIRE, ...KEPT_FROM_STRANGERS];
    for (const statement of [LOG, ...INDEXES, ...guards, ...exceptions]) await queryRunner.query(statement);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE audit_log');
    for (const signature of FUNCTIONS) await queryRunner.query(`DROP FUNCTION ${signature}`);
  }
}

// No foreign keys: an entry outlives what it tells of.
const LOG = `
  CREATE TABLE audit_log (
    id uuid NOT NULL,
    at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
    actor_id uuid,
    action text NOT NULL,
    target_type text,
    target_id text,
    outcome text NOT NULL,
    ip_address text,
    user_agent text,
    request_id uuid,
    changes jsonb,
    CONSTRAINT audit_log_pkey PRIMARY KEY (id),
    CONSTRAINT audit_log_outcome_known CHECK (outcome IN ('success', 'failure', 'denied')),
    CONSTRAINT audit_log_target_whole CHECK ((target_type IS NULL) = (target_id IS NULL)),
    CONSTRAINT audit_log_user_agent_length CHECK (char_length(user_agent) <= 500),
    CONSTRAINT audit_log_changes_object CHECK (jsonb_typeof(changes) = 'object')
  )`;

const INDEXES = [
  'CREATE INDEX audit_log_at_idx ON audit_log (at, id)',
  'CREATE INDEX audit_log_actor_id_idx ON audit_log (actor_id, at, id)',
  'CREATE INDEX audit_log_action_idx ON audit_log (action, at, id)',
  'CREATE INDEX audit_log_target_id_idx ON audit_log (target_id, at, id)',
  'CREATE INDEX audit_log_target_type_idx ON audit_log (target_type, at, id)',
  `CREATE INDEX audit_log_outcome_idx ON audit_log (outcome, at, id) WHERE outcome <> 'success'`,
];

// Two changes pass: taking personal data away, and deleting what has been kept for a year.
const CHECK_CHANGE = `
  CREATE FUNCTION audit_log_check_change() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF TG_OP = 'DELETE' THEN
      IF OLD.at < now() - interval '365 days' THEN RETURN OLD; END IF;
    ELSIF to_jsonb(NEW) - '{ip_address,user_agent,changes}'::text[]
        = to_jsonb(OLD) - '{ip_address,user_agent,changes}'::text[]
      AND (NEW.ip_address IS NULL OR NEW.ip_address IS NOT DISTINCT FROM OLD.ip_address)
      AND (NEW.user_agent IS NULL OR NEW.user_agent IS NOT DISTINCT FROM OLD.user_agent)
      AND (NEW.changes IS NULL OR NEW.changes IS NOT DISTINCT FROM OLD.changes)
    THEN RETURN NEW;
    END IF;
    RAISE EXCEPTION 'The audit log is append-only' USING ERRCODE = 'insufficient_privilege';
  END $$`;

const REFUSE = `
  CREATE FUNCTION audit_log_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    RAISE EXCEPTION 'The audit log is append-only' USING ERRCODE = 'insufficient_privilege';
  END $$`;

// By the name append_only the migrator knows which tables the application's role may read and add to, and no more.
const TRIGGERS = [
  `CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON audit_log
   FOR EACH ROW EXECUTE FUNCTION audit_log_check_change()`,
  `CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON audit_log
   FOR EACH STATEMENT EXECUTE FUNCTION audit_log_refuse()`,
];

// For the rest of this transaction, and so for the two functions: nothing that a caller makes stands in for the log.
const TRUSTED_PATH = `SELECT set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true)`;

// They run with the rights of the role that migrates, so that the application's needs none but to call them.
const FORGET = `
  CREATE FUNCTION audit_log_forget(person uuid) RETURNS void
  LANGUAGE sql SECURITY DEFINER SET search_path FROM CURRENT AS $$
    UPDATE audit_log SET ip_address = NULL, user_agent = NULL WHERE actor_id = person;
    UPDATE audit_log SET ip_address = NULL, user_agent = NULL WHERE target_id = person::text AND actor_id IS NULL;
    UPDATE audit_log SET changes = NULL WHERE changes IS NOT NULL
      AND (target_id = person::text OR actor_id = person AND target_type IN ('session', 'api-key'));
  $$`;

const EXPIRE = `
  CREATE FUNCTION audit_log_expire(most integer) RETURNS integer
  LANGUAGE sql SECURITY DEFINER SET search_path FROM CURRENT AS $$
    WITH expired AS (
      DELETE FROM audit_log WHERE id IN (
        SELECT id FROM audit_log WHERE at < now() - interval '365 days' ORDER BY at, id LIMIT most
        FOR UPDATE SKIP LOCKED)
      RETURNING id)
    SELECT count(*)::integer FROM expired;
  $$`;

const KEPT_FROM_STRANGERS = [
  'REVOKE EXECUTE ON FUNCTION audit_log_forget(uuid) FROM PUBLIC',
  'REVOKE EXECUTE ON FUNCTION audit_log_expire(integer) FROM PUBLIC',
];

const FUNCTIONS = [
  'audit_log_forget(uuid)',
  'audit_log_expire(integer)',
  'audit_log_check_change()',
  'audit_log_refuse()',
];
