import { Injectable } from '@nestjs/common';
import {
  Database,
  keysetAfter,
  keysetColumns,
  keysetOrderBy,
  keysetValues,
  type KeysetOrder,
  type KeysetRow,
} from '../platform/database/index.js';
import type { SortOrder, Window } from '../platform/http/index.js';
import type { TagSort } from './tag-sort.js';

/** A tag with the number of published posts that have it. */
export interface TagRow {
  name: string;
  slug: string;
  version: number;
  count: number;
}

export type PlacedTag = TagRow & KeysetRow;

const COLUMNS = 't.name, t.slug, t.version, t.count';

/** Changes that the tags' own counts do not have yet: those of the last minute. */
const CHANGES = 'SELECT tag_id, sum(change)::integer AS change FROM tag_counts GROUP BY tag_id';

const BY_SLUG = {
  name: 'tags.by-slug',
  text: `
    SELECT t.name, t.slug, t.version,
      t.count + (SELECT coalesce(sum(c.change), 0)::integer FROM tag_counts c WHERE c.tag_id = t.id) AS count
    FROM tags named JOIN tags t ON t.id = coalesce(named.alias_of, named.id) WHERE named.slug = $1`,
};

const SORTS: Record<TagSort, Pick<KeysetOrder, 'expression' | 'type'>> = {
  count: { expression: 't.count', type: 'integer' },
  name: { expression: 't.key COLLATE "C"', type: 'text' },
};

/** Tags as they are shown. */
@Injectable()
export class TagListsRepository {
  constructor(private readonly database: Database) {}

  /** Tags of published posts only: the others would tell of drafts. */
  findUsed(sortBy: TagSort, direction: SortOrder, { limit, offset, after }: Window): Promise<PlacedTag[]> {
    const order: KeysetOrder = { ...SORTS[sortBy], direction, id: 't.id' };
    const first = (count: number): string => `ORDER BY ${keysetOrderBy(order)} LIMIT ${count}`;
    const used = usedTags(after ? keysetAfter(order, 1) : 'true', first(offset + limit + 1));
    return this.database.queryText<TagRow & KeysetRow>(
      `SELECT ${COLUMNS}, ${keysetColumns(order)} FROM (${used}) t ${first(limit + 1)} OFFSET ${offset}`,
      after ? keysetValues(after) : [],
    );
  }

  async countUsed(limit: number): Promise<number> {
    const [row] = await this.database.queryText<{ count: number }>(
      `SELECT count(*)::integer AS count FROM (${usedTags('true', `LIMIT ${limit}`)} LIMIT ${limit}) counted`,
    );
    return row?.count ?? 0;
  }

  /** The tag that has this slug, or had it once. */
  async findBySlug(slug: string): Promise<TagRow | undefined> {
    const [row] = await this.database.query<TagRow>(BY_SLUG, [slug]);
    return row;
  }
}

/**
 * Tags `t` that published posts have: those whose own count says so, which have an index for each order, and those that
 * have changed since, of which there are few.
 *
 * @param condition narrows both down.
 * @param first which of the former are needed, at the end of a SELECT.
 */
function usedTags(condition: string, first: string): string {
  return `
    (SELECT t.id, t.key, t.name, t.slug, t.version, t.count FROM tags t
      WHERE t.count > 0 AND NOT EXISTS (SELECT FROM tag_counts c WHERE c.tag_id = t.id) AND ${condition} ${first})
    UNION ALL
    SELECT t.* FROM (${CHANGES}) c CROSS JOIN LATERAL (
      SELECT t.id, t.key, t.name, t.slug, t.version, t.count + c.change AS count FROM tags t
      WHERE t.id = c.tag_id LIMIT 1) t
    WHERE t.count > 0 AND ${condition}`;
}
