import { Injectable } from '@nestjs/common';
import type { Readable } from 'node:stream';
import { Database } from '../platform/database/index.js';
import { visibleTo } from '../posts/index.js';
import { PLACEHOLDER_ID } from '../users/index.js';

const moment = (column: string): string => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/**
 * SQL for the text of a JSON object: members that are null are left out, which the first never is. `json_strip_nulls` would
 * read and write again all that `json_build_object` has just written.
 */
function object(members: Record<string, string>): string {
  const parts = Object.entries(members).map(([name, value], at) => `'${at === 0 ? '{' : ','}"${name}":' || ${value}`);
  return `concat(${parts.join(', ')}, '}')`;
}

const json = (value: string): string => `to_json(${value})`;

// What erased people wrote has no author.
const AUTHOR = `CASE WHEN a.id <> '${PLACEHOLDER_ID}'
  THEN ${object({ username: json('a.username'), email: json('a.email'), name: json('a.name') })} END`;

const LINE = object({
  externalId: json(`coalesce(p.external_id, 'urn:uuid:' || p.id)`),
  title: json('p.title'),
  slug: json('p.slug'),
  status: json('p.status'),
  author: AUTHOR,
  createdAt: json(moment('p.created_at')),
  publishedAt: json(moment('p.published_at')),
  publishAt: json(moment('p.publish_at')),
  tags: json('p.tags'),
  coverImageUrl: json('p.cover_image_url'),
  excerpt: json('p.excerpt'),
  content: json('p.content'),
});

// PostgreSQL writes the lines itself. JSON holds no control characters, so with two of them as quote and delimiter CSV has
// nothing to quote: what arrives is NDJSON, and goes to the client as it comes.
const EXPORT = `
  COPY (
    SELECT ${LINE}
    FROM posts p JOIN users a ON a.id = p.author_id
    WHERE ${visibleTo('moderator', '')} ORDER BY p.id
  ) TO STDOUT (FORMAT csv, QUOTE E'\\x01', DELIMITER E'\\x02')`;

/** All posts at once. */
@Injectable()
export class ExportRepository {
  constructor(private readonly database: Database) {}

  /** A line of JSON for each post that is not in the trash, in the order of their ids. */
  stream(): Promise<Readable> {
    return this.database.copyOut(EXPORT);
  }
}
