import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/index.js';

const PLANNED = 'post_import_plan n JOIN post_import_lines l USING (line)';

const add = (lines: string): string => `
  INSERT INTO posts (id, author_id, slug, title, excerpt, derived_excerpt, content, status, tags, cover_image_url,
    reading_time_minutes, published_at, publish_at, external_id, created_at, updated_at, search)
  SELECT n.post_id, n.author_id, n.slug, l.title, l.excerpt, l.derived_excerpt, l.content, coalesce(l.status, 'draft'),
    coalesce(l.tags, '{}'), l.cover_image_url, l.reading_time_minutes,
    CASE WHEN l.status = 'published' THEN coalesce(l.published_at, l.created_at, $1) ELSE l.published_at END,
    l.publish_at, l.external_id, coalesce(l.created_at, $1), $1, l.search
  FROM ${PLANNED} WHERE n.is_new AND line ${lines} (SELECT max(line) FROM post_import_plan WHERE is_new) ORDER BY line`;

// A post whose time has come since it was brought is not sent back to wait for it.
const STATUS = `
  CASE WHEN l.status = 'scheduled' AND l.publish_at <= $1 AND p.status = 'published' THEN 'published'
    ELSE coalesce(l.status, p.status) END`;

// The search index takes the entries in larger heaps than a live writer's, which saves a quarter of the insertion, and
// puts the last heap in its place with the last post, so that no search has to go through it.
const GATHER = `SELECT set_config('gin_pending_list_limit', '64MB', true), set_config('work_mem', '64MB', true)`;
const SETTLE = `SET LOCAL gin_pending_list_limit = '64kB'`;

/** What a known post `p` becomes: each member as the API names it, its column, and its next value. */
const MEMBERS: readonly [member: string, column: string, next: string][] = [
  ['title', 'title', 'l.title'],
  ['content', 'content', 'l.content'],
  ['excerpt', 'excerpt', 'CASE WHEN l.gives_excerpt THEN l.excerpt ELSE p.excerpt END'],
  ['tags', 'tags', 'coalesce(l.tags, p.tags)'],
  ['coverImageUrl', 'cover_image_url', 'CASE WHEN l.gives_cover THEN l.cover_image_url ELSE p.cover_image_url END'],
  ['slug', 'slug', 'coalesce(n.slug, p.slug)'],
  ['status', 'status', STATUS],
  [
    'publishAt',
    'publish_at',
    `CASE WHEN l.status IS NULL THEN p.publish_at WHEN (${STATUS}) = 'scheduled' THEN l.publish_at END`,
  ],
  [
    'publishedAt',
    'published_at',
    `coalesce(l.published_at, p.published_at, CASE WHEN (${STATUS}) = 'published' THEN coalesce(l.created_at, $1) END)`,
  ],
  ['authorId', 'author_id', 'coalesce(n.author_id, p.author_id)'],
  ['createdAt', 'created_at', 'coalesce(l.created_at, p.created_at)'],
];

const isNew = ([, column, next]: (typeof MEMBERS)[number]): string => `p.${column} IS DISTINCT FROM (${next})`;
const TEXT = ['title', 'content', 'excerpt', 'tags'];

// All of it looks at the row that is being written, so that what a live writer has just changed counts.
const CHANGE = `
  WITH changed AS (
    UPDATE posts p SET
      ${MEMBERS.map(([, column, next]) => `${column} = ${next}`).join(',\n      ')},
      derived_excerpt = l.derived_excerpt,
      reading_time_minutes = l.reading_time_minutes,
      version = p.version + 1,
      updated_at = $1,
      field_versions = p.field_versions || jsonb_strip_nulls(jsonb_build_object(
        ${MEMBERS.map((member) => `'${member[0]}', CASE WHEN ${isNew(member)} THEN p.version + 1 END`).join(',\n        ')}))
    FROM ${PLANNED}
    WHERE p.id = n.post_id AND NOT n.is_new AND p.deleted_at IS NULL AND (${MEMBERS.map(isNew).join(' OR ')})
    RETURNING p.id, p.version, p.field_versions AS versions
  )
  UPDATE post_import_plan n SET version = c.version, new_tags = coalesce((c.versions ->> 'tags')::integer = c.version, false),
    new_text = (${TEXT.map((member) => `coalesce((c.versions ->> '${member}')::integer = c.version, false)`).join(' OR ')})
  FROM changed c WHERE c.id = n.post_id`;

const REVISE = `
  INSERT INTO post_revisions (id, post_id, version, title, excerpt, content, tags, edited_by, created_at)
  SELECT l.revision_id, p.id, p.version, p.title, p.excerpt, p.content, p.tags, $2, $1
  FROM ${PLANNED} JOIN posts p ON p.id = n.post_id WHERE n.new_text`;

/** The posts of an import. */
@Injectable()
export class ImportPostsRepository {
  constructor(private readonly database: Database) {}

  /** Adds the new posts and changes the known ones, all of which have their slug and author. */
  async write(now: Date): Promise<void> {
    await this.database.queryText(GATHER);
    await this.database.queryText(add('<'), [now]);
    await this.database.queryText(SETTLE);
    await this.database.queryText(add('='), [now]);
    await this.database.queryText(CHANGE, [now]);
  }

  /** Keeps what the posts say now as revisions. */
  async revise(editorId: string | undefined, now: Date): Promise<void> {
    await this.database.queryText(REVISE, [now, editorId ?? null]);
  }

  /** Has the database check now what it would check at COMMIT, which is then short. */
  async checkConstraints(): Promise<void> {
    await this.database.queryText('SET CONSTRAINTS ALL IMMEDIATE');
  }
}
