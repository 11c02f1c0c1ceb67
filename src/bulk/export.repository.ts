import { Injectable } from '@nestjs/common';
import type { Readable } from 'node:stream';
import { Database } from '../platform/database/index.js';
import { visibleTo } from '../posts/index.js';
import { PLACEHOLDER_ID } from '../users/index.js';

const moment = (column: string): string => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

// PostgreSQL writes the lines itself. JSON holds no control characters, so with two of them as quote and delimiter CSV has
// nothing to quote: what arrives is NDJSON, and goes to the client as it comes. What erased people wrote has no author.
const EXPORT = `
  COPY (
    SELECT json_strip_nulls(json_build_object(
      'externalId', coalesce(p.external_id, 'urn:uuid:' || p.id),
      'title', p.title, 'slug', p.slug, 'status', p.status,
      'author', CASE WHEN a.id <> '${PLACEHOLDER_ID}'
        THEN json_build_object('username', a.username, 'email', a.email, 'name', a.name) END,
      'createdAt', ${moment('p.created_at')}, 'publishedAt', ${moment('p.published_at')},
      'publishAt', ${moment('p.publish_at')},
      'tags', p.tags, 'coverImageUrl', p.cover_image_url, 'excerpt', p.excerpt, 'content', p.content))
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
