import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateApiKeys20260301130000 implements MigrationInterface {
  name = 'CreateApiKeys20260301130000';

  async up(queryRunner: QueryRunner): Promise<void> {
    // Of the key itself there is only its hash, and the four characters by which its owner tells it from others.
    await queryRunner.query(`
      CREATE TABLE api_keys (
        id uuid NOT NULL,
        user_id uuid NOT NULL,
        name text NOT NULL,
        scopes text[] NOT NULL,
        key_hash bytea NOT NULL,
        last_four text NOT NULL,
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        last_used_at timestamptz(3),
        expires_at timestamptz(3) NOT NULL,
        CONSTRAINT api_keys_pkey PRIMARY KEY (id),
        CONSTRAINT api_keys_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
        CONSTRAINT api_keys_name_length CHECK (length(name) BETWEEN 1 AND 100),
        CONSTRAINT api_keys_scopes_given CHECK (cardinality(scopes) > 0),
        CONSTRAINT api_keys_key_hash_length CHECK (octet_length(key_hash) = 32),
        CONSTRAINT api_keys_last_four_length CHECK (length(last_four) = 4)
      )
    `);
    await queryRunner.query('CREATE INDEX api_keys_user_id_idx ON api_keys (user_id, created_at, id)');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE api_keys');
  }
}
