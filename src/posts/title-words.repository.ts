import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/index.js';

const PRUNE = `
  WITH used AS MATERIALIZED (
    SELECT DISTINCT w.word FROM posts p CROSS JOIN LATERAL words_of_title(p.title_key) w (word))
  DELETE FROM title_words t WHERE NOT EXISTS (SELECT FROM used u WHERE u.word = t.word)`;

/** The words of titles, which a trigger adds as they are written. */
@Injectable()
export class TitleWordsRepository {
  constructor(private readonly database: Database) {}

  /** Removes the words that stand in no title any more. Reads all titles. */
  async prune(): Promise<void> {
    await this.database.queryText(PRUNE);
  }
}
