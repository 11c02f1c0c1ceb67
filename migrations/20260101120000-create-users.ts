import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateUsers20260101120000 implements MigrationInterface {
  name = 'CreateUsers20260101120000';

  async up(queryRunner: QueryRunner): Promise<void> {
    // A session remembers the epoch in which it began; raising the user's ends all of them at once, those of
    // sign-ins under way included.
    await queryRunner.query(`
      CREATE TABLE users (
        id uuid NOT NULL,
        username text NOT NULL,
        name text NOT NULL,
        bio text,
        avatar_url text,
        website text,
        email text,
        email_verified boolean NOT NULL DEFAULT false,
        role text NOT NULL DEFAULT 'user',
        suspended_at timestamptz(3),
        suspended_until timestamptz(3),
        suspension_reason text,
        deleted_at timestamptz(3),
        last_login_at timestamptz(3),
        session_epoch integer NOT NULL DEFAULT 1,
        version integer NOT NULL DEFAULT 1,
        field_versions jsonb NOT NULL DEFAULT '{}',
        created_at timestamptz(3) NOT NULL,
        updated_at timestamptz(3) NOT NULL,
        CONSTRAINT users_pkey PRIMARY KEY (id),
        CONSTRAINT users_username_key UNIQUE (username),
        CONSTRAINT users_email_key UNIQUE (email),
        CONSTRAINT users_username_form CHECK (username ~ '^[a-z0-9_-]{3,30}$'),
        CONSTRAINT users_name_length CHECK (length(name) BETWEEN 1 AND 100),
        CONSTRAINT users_bio_length CHECK (length(bio) <= 500),
        CONSTRAINT users_email_length CHECK (length(email) <= 254),
        CONSTRAINT users_role_known CHECK (role IN ('user', 'moderator', 'admin')),
        CONSTRAINT users_suspension_whole CHECK ((suspended_at IS NULL) = (suspension_reason IS NULL)
          AND (suspended_at IS NOT NULL OR suspended_until IS NULL))
      )
    `);
    await queryRunner.query('CREATE INDEX users_created_at_idx ON users (created_at, id)');
    await queryRunner.query('CREATE INDEX users_name_idx ON users (lower(name), id)');
    await queryRunner.query("CREATE INDEX users_email_idx ON users (coalesce(email, ''), id)");
    await queryRunner.query(
      "CREATE INDEX users_last_login_at_idx ON users (coalesce(last_login_at, '-infinity'::timestamptz), id)",
    );
    await queryRunner.query("CREATE INDEX users_staff_idx ON users (role, id) WHERE role <> 'user'");
    await queryRunner.query('CREATE INDEX users_without_email_idx ON users (name) WHERE email IS NULL');
    await queryRunner.query(`
      CREATE TABLE credentials (
        user_id uuid NOT NULL,
        password_hash text NOT NULL,
        changed_at timestamptz(3) NOT NULL DEFAULT now(),
        CONSTRAINT credentials_pkey PRIMARY KEY (user_id),
        CONSTRAINT credentials_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
        CONSTRAINT credentials_password_hash_form CHECK (password_hash LIKE '$argon2id$%')
      )
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE credentials');
    await queryRunner.query('DROP TABLE users');
  }
}
