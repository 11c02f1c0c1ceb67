import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateOneTimeTokens20260301120000 implements MigrationInterface {
  name = 'CreateOneTimeTokens20260301120000';

  async up(queryRunner: QueryRunner): Promise<void> {
    // One row for each user and purpose: a newer token takes the place of the one before.
    await queryRunner.query(`
      CREATE TABLE one_time_tokens (
        user_id uuid NOT NULL,
        purpose text NOT NULL,
        token_hash bytea NOT NULL,
        email text NOT NULL,
        expires_at timestamptz(3) NOT NULL,
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        CONSTRAINT one_time_tokens_pkey PRIMARY KEY (user_id, purpose),
        CONSTRAINT one_time_tokens_token_hash_key UNIQUE (token_hash),
        CONSTRAINT one_time_tokens_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
        CONSTRAINT one_time_tokens_purpose CHECK (purpose IN ('verify-email', 'reset-password', 'confirm-email')),
        CONSTRAINT one_time_tokens_token_hash_length CHECK (octet_length(token_hash) = 32)
      )
    `);
    await queryRunner.query('CREATE INDEX one_time_tokens_expires_at_idx ON one_time_tokens (expires_at)');
    // Mails on their way. A job holds only the id, so that what is personal goes with the user, and no token is kept.
    await queryRunner.query(`
      CREATE TABLE account_mails (
        id uuid NOT NULL,
        user_id uuid NOT NULL,
        kind text NOT NULL,
        email text NOT NULL,
        details jsonb NOT NULL,
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        CONSTRAINT account_mails_pkey PRIMARY KEY (id),
        CONSTRAINT account_mails_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
      )
    `);
    await queryRunner.query('CREATE INDEX account_mails_user_id_idx ON account_mails (user_id, kind)');
    await queryRunner.query('CREATE INDEX account_mails_created_at_idx ON account_mails (created_at)');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE account_mails');
    await queryRunner.query('DROP TABLE one_time_tokens');
  }
}
