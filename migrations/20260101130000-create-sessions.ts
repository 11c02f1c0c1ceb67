import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateSessions20260101130000 implements MigrationInterface {
  name = 'CreateSessions20260101130000';

  async up(queryRunner: QueryRunner): Promise<void> {
    // No token and no hash of one: a refresh token is derived from id and counter under a key of the application.
    await queryRunner.query(`
      CREATE TABLE sessions (
        id uuid NOT NULL,
        user_id uuid NOT NULL,
        epoch integer NOT NULL,
        counter integer NOT NULL DEFAULT 0,
        rotated_at timestamptz NOT NULL DEFAULT now(),
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        last_used_at timestamptz(3) NOT NULL DEFAULT now(),
        expires_at timestamptz(3) NOT NULL,
        user_agent text,
        ip_address text NOT NULL,
        CONSTRAINT sessions_pkey PRIMARY KEY (id),
        CONSTRAINT sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
        CONSTRAINT sessions_user_agent_length CHECK (length(user_agent) <= 500)
      )
    `);
    await queryRunner.query('CREATE INDEX sessions_user_id_idx ON sessions (user_id, created_at)');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE sessions');
  }
}
