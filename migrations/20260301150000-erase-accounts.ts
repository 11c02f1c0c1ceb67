import type { MigrationInterface, QueryRunner } from 'typeorm';

export class EraseAccounts20260301150000 implements MigrationInterface {
  name = 'EraseAccounts20260301150000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [...COLUMN, ...INDEXES, ...WIDER.flatMap(widen)]) await queryRunner.query(statement);
  }

  /** Accounts whose erasure is under way stay deleted ones, without a name. */
  async down(queryRunner: QueryRunner): Promise<void> {
    for (const statement of WIDER.flatMap(narrow)) await queryRunner.query(statement);
    await queryRunner.query(
      'DROP INDEX users_standing_idx, users_deleted_at_idx, users_erasing_idx, idempotency_keys_staff_idx',
    );
    await queryRunner.query('ALTER TABLE users DROP COLUMN erasing');
  }
}

// Set while an account is erased, until nothing hangs on the row any more and it goes: what becomes of the posts.
const COLUMN = [
  `ALTER TABLE users ADD COLUMN erasing text,
    ADD CONSTRAINT users_erasing_known CHECK (erasing IN ('keep', 'delete')),
    ADD CONSTRAINT users_erasing_deleted CHECK (erasing IS NULL OR deleted_at IS NOT NULL)`,
];

// Accounts are counted from the third one alone. Stored answers to staff are few, and show other people.
const INDEXES = [
  'CREATE INDEX users_erasing_idx ON users (id) WHERE erasing IS NOT NULL',
  'CREATE INDEX users_deleted_at_idx ON users (deleted_at) WHERE deleted_at IS NOT NULL',
  'CREATE INDEX users_standing_idx ON users (role, deleted_at, suspended_at, suspended_until)',
  `CREATE INDEX idempotency_keys_staff_idx ON idempotency_keys (expires_at) WHERE role <> 'user'`,
];

// What somebody wrote is exported in the order of its ids.
const WIDER = [
  { table: 'comments', column: 'author_id' },
  { table: 'post_revisions', column: 'edited_by' },
];

function widen({ table, column }: { table: string; column: string }): string[] {
  const name = `${table}_${column}_idx`;
  return [`DROP INDEX ${name}`, `CREATE INDEX ${name} ON ${table} (${column}, id)`];
}

function narrow({ table, column }: { table: string; column: string }): string[] {
  const name = `${table}_${column}_idx`;
  return [`DROP INDEX ${name}`, `CREATE INDEX ${name} ON ${table} (${column})`];
}
