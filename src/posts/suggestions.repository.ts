import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/index.js';
import { PUBLISHED } from './visibility.js';

export interface SuggestionRow {
  id: string;
  slug: string;
  title: string;
}

const MOST = 10;

// A range instead of LIKE: the plan that is kept for every caller can use the index, and no character has a meaning of
// its own. U+10FFFF sorts behind all that can follow the beginning.
const BY_BEGINNING = {
  name: 'posts.suggest',
  text: `
    SELECT p.id, p.slug, p.title FROM posts p
    WHERE ${PUBLISHED} AND p.title_key >= (SELECT post_title_key($1)) COLLATE "C"
      AND p.title_key < (SELECT post_title_key($1) || chr(1114111)) COLLATE "C"
    ORDER BY p.title_key, p.id LIMIT ${MOST}`,
};

/** Titles of published posts by their beginning, whatever its case and accents. */
@Injectable()
export class SuggestionsRepository {
  constructor(private readonly database: Database) {}

  /** The first ones in the order of the alphabet. */
  findByBeginning(beginning: string): Promise<SuggestionRow[]> {
    return this.database.query<SuggestionRow>(BY_BEGINNING, [beginning]);
  }
}
