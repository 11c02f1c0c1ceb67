import { newMigration } from './migration-text.js';

describe('a new migration', () => {
  const now = new Date('2026-03-04T05:06:07.890Z');

  it.each(['AddTagsToPosts', 'addTagsToPosts', 'add-tags-to-posts', 'add tags to posts'])(
    'is named alike by %s',
    (name) => {
      const { file, text } = newMigration(name, now);
      expect(file).toBe('20260304050607-add-tags-to-posts.ts');
      expect(text).toContain('export class AddTagsToPosts20260304050607 implements MigrationInterface');
      expect(text).toContain(`name = 'AddTagsToPosts20260304050607';`);
    },
  );

  it('holds statements whatever is in them, each direction in its own method', () => {
    const up = 'ALTER TABLE "a" ADD "b" text DEFAULT \'`${x}\\\'';
    const { text } = newMigration('x', now, [up], ['ALTER TABLE "a" DROP COLUMN "b"']);
    expect(text).toContain('await queryRunner.query(`ALTER TABLE "a" ADD "b" text DEFAULT \'\\`\\${x}\\\\\'`);');
    expect(text.indexOf('DROP COLUMN')).toBeGreaterThan(text.indexOf('async down'));
  });

  it('breaks a long statement as the formatter does', () => {
    const statement = `CREATE TABLE "a" (${'"b" text, '.repeat(20)})`;
    expect(newMigration('x', now, [statement]).text).toContain(`query(\n      \`${statement}\`,\n    );`);
  });
});
