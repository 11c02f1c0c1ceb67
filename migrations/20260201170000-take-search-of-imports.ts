import type { MigrationInterface, QueryRunner } from 'typeorm';

export class TakeSearchOfImports20260201170000 implements MigrationInterface {
  name = 'TakeSearchOfImports20260201170000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [DROP, FOR_NEW, FOR_CHANGED]) await queryRunner.query(statement);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const statement of ['DROP TRIGGER posts_set_search_of_new ON posts', DROP, FOR_ALL]) {
      await queryRunner.query(statement);
    }
  }
}

const DROP = 'DROP TRIGGER posts_set_search ON posts';

// An import has the same function make the search entry of each line while the lines arrive: what is merged in the end
// brings it along, and the time in which the merge is in the way of others is a fraction.
const FOR_NEW = `
  CREATE TRIGGER posts_set_search_of_new BEFORE INSERT ON posts
  FOR EACH ROW WHEN (NEW.search IS NULL) EXECUTE FUNCTION posts_set_search()`;

const FOR_CHANGED = `
  CREATE TRIGGER posts_set_search BEFORE UPDATE OF title, tags, excerpt, content ON posts
  FOR EACH ROW EXECUTE FUNCTION posts_set_search()`;

const FOR_ALL = `
  CREATE TRIGGER posts_set_search BEFORE INSERT OR UPDATE OF title, tags, excerpt, content ON posts
  FOR EACH ROW EXECUTE FUNCTION posts_set_search()`;
