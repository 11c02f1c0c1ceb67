import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/index.js';
import { PUBLISHED } from './visibility.js';

/** Where a published post stands in a sitemap. */
export interface PublishedPostLink {
  slug: string;
  updatedAt: string;
}

/** The contents of posts in their order, until they fill the bytes; one that alone has too many is passed over. */
const CONTENTS = {
  name: 'posts.published-contents',
  text: `
    SELECT p.id, p.content FROM (
      SELECT w.id, sum(octet_length(q.content)) OVER (ORDER BY w.place) AS bytes
      FROM unnest($1::uuid[]) WITH ORDINALITY AS w (id, place) JOIN posts q ON q.id = w.id
      WHERE octet_length(q.content) <= $2) fitting
    JOIN posts p ON p.id = fitting.id WHERE bytes <= $3 AND ${PUBLISHED}`,
};

const COUNT = {
  name: 'posts.published-count',
  text: `SELECT count(*)::integer AS count FROM posts p WHERE ${PUBLISHED}`,
};

const LINKS = {
  name: 'posts.published-links',
  text: `
    SELECT p.slug, p.updated_at AS "updatedAt" FROM posts p WHERE ${PUBLISHED}
    ORDER BY p.published_at, p.id LIMIT $1 OFFSET $2`,
};

/** What everybody may see, for those who read all of it. */
@Injectable()
export class PublishedPostsRepository {
  constructor(private readonly database: Database) {}

  /**
   * @param each bytes that one content may have.
   * @param all bytes that they may have together.
   * @returns the contents by the ids of their posts; those that don't fit are missing.
   */
  async contents(ids: string[], each: number, all: number): Promise<Map<string, string>> {
    const rows = await this.database.query<{ id: string; content: string }>(CONTENTS, [ids, each, all]);
    return new Map(rows.map(({ id, content }) => [id, content]));
  }

  async count(): Promise<number> {
    const [row] = await this.database.query<{ count: number }>(COUNT);
    return row?.count ?? 0;
  }

  /** From the oldest to the newest: what is published later leaves the places of the others as they are. */
  links(limit: number, offset: number): Promise<PublishedPostLink[]> {
    return this.database.query<PublishedPostLink>(LINKS, [limit, offset]);
  }
}
