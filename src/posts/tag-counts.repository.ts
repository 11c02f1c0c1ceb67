import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/index.js';

const COMPACT = {
  name: 'tags.compact-counts',
  text: `
    WITH changes AS (
      DELETE FROM tag_counts WHERE tag_id IN (SELECT tag_id FROM tag_counts GROUP BY tag_id HAVING count(*) > 1)
      RETURNING tag_id, change)
    INSERT INTO tag_counts (tag_id, change)
    SELECT tag_id, sum(change) FROM changes GROUP BY tag_id HAVING sum(change) <> 0`,
};

/** The changes of how many published posts have a tag, which the database itself writes down. */
@Injectable()
export class TagCountsRepository {
  constructor(private readonly database: Database) {}

  /** Draws the changes of each tag together into one row; the sums stay what they are at every moment. */
  async compact(): Promise<void> {
    await this.database.query(COMPACT);
  }
}
