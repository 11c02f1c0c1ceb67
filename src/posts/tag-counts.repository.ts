import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/index.js';

// By arrays, because a join would read all tags for the few that have changed. A tag that is being renamed or merged is left to the next time: nobody waits for the sums, and they wait for nobody.
const SETTLE = {
  name: 'tags.settle-counts',
  text: `
    WITH changed AS MATERIALIZED (
      SELECT t.id FROM tags t WHERE t.id = ANY (ARRAY(SELECT c.tag_id FROM tag_counts c))
      ORDER BY t.id FOR NO KEY UPDATE SKIP LOCKED),
    changes AS (
      DELETE FROM tag_counts c USING changed t WHERE c.tag_id = t.id RETURNING c.tag_id, c.change)
    UPDATE tags t SET count = t.count + sums.change
    FROM (SELECT tag_id, sum(change)::integer AS change FROM changes GROUP BY tag_id) sums
    WHERE t.id = sums.tag_id AND t.id = ANY (ARRAY(SELECT id FROM changed))`,
};

/** The changes of how many published posts have a tag, which the database itself writes down. */
@Injectable()
export class TagCountsRepository {
  constructor(private readonly database: Database) {}

  /** Adds the changes to the tags' own counts; the sums of both stay what they are at every moment. */
  async settle(): Promise<void> {
    await this.database.query(SETTLE);
  }
}
