import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/index.js';

// In the order of the slugs, so that two writers don't wait for each other in a circle.
const CLAIM_GIVEN = `
  INSERT INTO post_slugs (slug, post_id)
  SELECT DISTINCT ON (l.slug) l.slug, p.post_id FROM post_import_plan p JOIN post_import_lines l USING (line)
  WHERE l.slug IS NOT NULL ORDER BY l.slug, l.line
  ON CONFLICT DO NOTHING`;

const NOTE_GIVEN = `
  UPDATE post_import_plan p SET slug = s.slug FROM post_import_lines l JOIN post_slugs s ON s.slug = l.slug
  WHERE l.line = p.line AND s.post_id = p.post_id`;

const REFUSE_TAKEN = `
  INSERT INTO post_import_refusals
  SELECT line, 'slug', 'taken', 'slug is taken: another post has it, or had it once'
  FROM post_import_plan p JOIN post_import_lines l USING (line) WHERE l.slug IS NOT NULL AND p.slug IS NULL`;

/** @param suffix SQL that makes the ending of `place`, the line's place among those of the same stem; empty for none. */
const claimMade = (suffix: string): string => `
  INSERT INTO post_slugs (slug, post_id)
  SELECT DISTINCT ON (slug) slug, post_id
  FROM (
    SELECT line, post_id, CASE WHEN suffix = '' THEN stem
      ELSE rtrim(left(stem, 99 - length(suffix)), '-') || '-' || suffix END AS slug
    FROM (
      SELECT line, post_id, stem, ${suffix} AS suffix
      FROM (
        SELECT p.line, p.post_id, l.slug_stem AS stem, row_number() OVER (PARTITION BY l.slug_stem ORDER BY p.line) AS place
        FROM post_import_plan p JOIN post_import_lines l USING (line) WHERE p.is_new AND p.slug IS NULL
      ) placed
    ) ended
  ) made ORDER BY slug, line
  ON CONFLICT DO NOTHING`;

const NOTE_MADE = `
  UPDATE post_import_plan p SET slug = s.slug FROM post_slugs s
  WHERE s.post_id = p.post_id AND p.is_new AND p.slug IS NULL`;

const MISSING = 'SELECT EXISTS (SELECT 1 FROM post_import_plan WHERE is_new AND slug IS NULL) AS missing';

/** Rounds in which numbers are tried as endings before chance decides. */
const NUMBERED = 20;
const RANDOM = `substr(md5(random()::text), 1, 7)`;

/** Gives the posts of an import their slugs, in the register that they share with all others. */
@Injectable()
export class ImportSlugsRepository {
  constructor(private readonly database: Database) {}

  /** Claims the slugs that lines ask for; of those that another post holds the lines are refused. */
  async claimGiven(): Promise<void> {
    for (const step of [CLAIM_GIVEN, NOTE_GIVEN, REFUSE_TAKEN]) await this.database.queryText(step);
  }

  /** Claims slugs for all other new posts: the stem itself, else with `-2`, `-3` … as `SlugsService` does for one post. */
  async claimMade(): Promise<void> {
    for (let round = 0; await this.isMissing(); round += 1) {
      const suffix = round === 0 ? `''` : round <= NUMBERED ? `(place + ${round})::text` : RANDOM;
      await this.database.queryText(claimMade(suffix));
      await this.database.queryText(NOTE_MADE);
    }
  }

  private async isMissing(): Promise<boolean> {
    const [row] = await this.database.queryText<{ missing: boolean }>(MISSING);
    return row?.missing ?? false;
  }
}
