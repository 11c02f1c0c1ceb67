import type { MigrationInterface, QueryRunner } from 'typeorm';

export class IndexEndsOfSessions20260301160000 implements MigrationInterface {
  name = 'IndexEndsOfSessions20260301160000';

  // For the daily sweep of sessions that ended by themselves.
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('CREATE INDEX sessions_expires_at_idx ON sessions (expires_at)');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP INDEX sessions_expires_at_idx');
  }
}
