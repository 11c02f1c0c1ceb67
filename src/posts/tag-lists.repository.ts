import { Injectable } from '@nestjs/common';
import {
  Database,
  keysetAfter,
  keysetColumns,
  keysetOrderBy,
  keysetValues,
  withPosition,
  type KeysetOrder,
  type KeysetRow,
} from '../platform/database/index.js';
import type { Position, SortOrder, Window } from '../platform/http/index.js';
import type { TagSort } from './tag-sort.js';

/** A tag with the number of published posts that have it. */
export interface TagRow {
  name: string;
  slug: string;
  version: number;
  count: number;
}

export type PlacedTag = TagRow & { position: Position };

const COLUMNS = 't.name, t.slug, t.version, t.count';

/** Summed up from what is kept per tag, never from the posts: there are far fewer tags. */
const USED = `(
  SELECT t.*, c.count FROM tags t
  JOIN (SELECT tag_id, sum(change)::integer AS count FROM tag_counts GROUP BY tag_id) c ON c.tag_id = t.id
  WHERE c.count > 0) t`;

const BY_SLUG = {
  name: 'tags.by-slug',
  text: `
    SELECT t.name, t.slug, t.version,
      (SELECT coalesce(sum(c.change), 0)::integer FROM tag_counts c WHERE c.tag_id = t.id) AS count
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
  async findUsed(sortBy: TagSort, direction: SortOrder, { limit, offset, after }: Window): Promise<PlacedTag[]> {
    const order: KeysetOrder = { ...SORTS[sortBy], direction, id: 't.id' };
    const rows = await this.database.queryText<TagRow & KeysetRow>(
      `SELECT ${COLUMNS}, ${keysetColumns(order)} FROM ${USED}
        ${after ? `WHERE ${keysetAfter(order, 1)}` : ''} ORDER BY ${keysetOrderBy(order)} LIMIT ${limit + 1} OFFSET ${offset}`,
      after ? keysetValues(after) : [],
    );
    return rows.map(withPosition);
  }

  async countUsed(limit: number): Promise<number> {
    const [row] = await this.database.queryText<{ count: number }>(
      `SELECT count(*)::integer AS count FROM (SELECT 1 FROM ${USED} LIMIT ${limit}) counted`,
    );
    return row?.count ?? 0;
  }

  /** The tag that has this slug, or had it once. */
  async findBySlug(slug: string): Promise<TagRow | undefined> {
    const [row] = await this.database.query<TagRow>(BY_SLUG, [slug]);
    return row;
  }
}
