import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/index.js';

const COLLECT = `
  CREATE TEMPORARY TABLE post_import_tags ON COMMIT DROP AS
  SELECT DISTINCT ON (used.key) used.key, used.name
  FROM post_import_plan p JOIN post_import_lines l USING (line)
  CROSS JOIN unnest(l.tag_keys, l.tags) AS used (key, name)
  WHERE p.new_tags ORDER BY used.key, p.line`;

const PAGE = `
  SELECT key, name FROM post_import_tags WHERE key > $1 COLLATE "C" ORDER BY key COLLATE "C" LIMIT 500`;

const RENAMED = `
  SELECT EXISTS (SELECT 1 FROM post_import_tags JOIN tags t USING (key) WHERE t.alias_of IS NOT NULL) AS renamed`;

const UNLINK = `
  DELETE FROM post_tags t USING post_import_plan p WHERE t.post_id = p.post_id AND p.new_tags AND NOT p.is_new`;

const LINK = `
  INSERT INTO post_tags (post_id, position, tag_id)
  SELECT p.post_id, used.place - 1, t.id
  FROM post_import_plan p JOIN post_import_lines l USING (line)
  CROSS JOIN unnest(l.tag_keys) WITH ORDINALITY AS used (key, place) JOIN tags t USING (key)
  WHERE p.new_tags`;

/** The tags of an import. */
@Injectable()
export class ImportTagsRepository {
  constructor(private readonly database: Database) {}

  /** Finds the names of the tags that posts are to be given. */
  async collect(): Promise<void> {
    await this.database.queryText(COLLECT);
    await this.database.queryText('CREATE INDEX ON post_import_tags (key COLLATE "C")');
  }

  /** Some of the names, in the order of their keys, from behind the key `after` on. */
  async namesAfter(after: string): Promise<{ key: string; name: string }[]> {
    return this.database.queryText(PAGE, [after]);
  }

  /** Whether one of them has become an old name of a tag since the lines were respelled. */
  async isAnyRenamed(): Promise<boolean> {
    const [row] = await this.database.queryText<{ renamed: boolean }>(RENAMED);
    return row?.renamed ?? false;
  }

  /** Gives each post exactly the tags of its line; all of them are in the register. */
  async link(): Promise<void> {
    for (const step of [UNLINK, LINK]) await this.database.queryText(step);
  }
}
