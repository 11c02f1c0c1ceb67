import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateIdempotencyKeys20260101110000 implements MigrationInterface {
  name = 'CreateIdempotencyKeys20260101110000';

  async up(queryRunner: QueryRunner): Promise<void> {
    // The reply is text, because jsonb would reorder its members and a replay must send the same bytes. The rows end
    // within a day, so that no foreign key has to tie them to their user.
    await queryRunner.query(`
      CREATE TABLE idempotency_keys (
        user_id uuid NOT NULL,
        key text NOT NULL,
        fingerprint bytea NOT NULL,
        role text NOT NULL,
        reply text NOT NULL,
        expires_at timestamptz(3) NOT NULL,
        CONSTRAINT idempotency_keys_pkey PRIMARY KEY (user_id, key),
        CONSTRAINT idempotency_keys_key_length CHECK (length(key) BETWEEN 1 AND 255)
      )
    `);
    await queryRunner.query('CREATE INDEX idempotency_keys_expires_at_idx ON idempotency_keys (expires_at)');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE idempotency_keys');
  }
}
