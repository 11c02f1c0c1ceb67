import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateSecondFactors20260301140000 implements MigrationInterface {
  name = 'CreateSecondFactors20260301140000';

  async up(queryRunner: QueryRunner): Promise<void> {
    // The secret is encrypted under a key of the application; last_period is that of the code used last (RFC 6238 §5.2).
    await queryRunner.query(`
      CREATE TABLE second_factors (
        user_id uuid NOT NULL,
        sealed_secret text NOT NULL,
        last_period integer NOT NULL DEFAULT 0,
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        confirmed_at timestamptz(3),
        CONSTRAINT second_factors_pkey PRIMARY KEY (user_id),
        CONSTRAINT second_factors_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
      )
    `);
    await queryRunner.query(`
      CREATE TABLE recovery_codes (
        user_id uuid NOT NULL,
        code_hash bytea NOT NULL,
        CONSTRAINT recovery_codes_pkey PRIMARY KEY (user_id, code_hash),
        CONSTRAINT recovery_codes_user_id_fkey FOREIGN KEY (user_id) REFERENCES second_factors (user_id)
          ON DELETE CASCADE,
        CONSTRAINT recovery_codes_code_hash_length CHECK (length(code_hash) = 32)
      )
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE recovery_codes, second_factors');
  }
}
