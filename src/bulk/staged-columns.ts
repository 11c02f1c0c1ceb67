import type { CopyRows } from './copy-rows.js';
import type { StagedPost } from './staged-post.js';

/** A column of a staged line: its type, and how the value of a post gets into it. */
interface Column {
  type: string;
  write: (rows: CopyRows, post: StagedPost) => void;
}

/** @param get gives the value; `write` is not called for null. */
function column<T>(
  type: string,
  get: (post: StagedPost) => T | null,
  write: (rows: CopyRows, value: T) => void,
): Column {
  return {
    type,
    write: (rows, post) => {
      const value = get(post);
      if (value === null) rows.null();
      else write(rows, value);
    },
  };
}

const uuid = (get: (post: StagedPost) => string | null): Column =>
  column('uuid', get, (rows, value) => {
    rows.uuid(value);
  });
const text = (get: (post: StagedPost) => string | null): Column =>
  column('text', get, (rows, value) => {
    rows.text(value);
  });
const texts = (get: (post: StagedPost) => string[] | null): Column =>
  column('text[]', get, (rows, value) => {
    rows.texts(value);
  });
const boolean = (get: (post: StagedPost) => boolean): Column =>
  column('boolean', get, (rows, value) => {
    rows.boolean(value);
  });
const moment = (get: (post: StagedPost) => Date | null): Column =>
  column('timestamptz(3)', get, (rows, value) => {
    rows.timestamptz(value);
  });

const COLUMNS: Record<string, Column> = {
  line: column(
    'bigint',
    (post) => post.line,
    (rows, value) => {
      rows.bigint(value);
    },
  ),
  id: uuid((post) => post.id),
  revision_id: uuid((post) => post.revisionId),
  external_id: text((post) => post.externalId),
  own_id: uuid((post) => post.ownId),
  title: text((post) => post.title),
  content: text((post) => post.content),
  excerpt: text((post) => post.excerpt),
  gives_excerpt: boolean((post) => post.givesExcerpt),
  derived_excerpt: text((post) => post.derivedExcerpt),
  reading_time_minutes: column(
    'integer',
    (post) => post.readingTimeMinutes,
    (rows, value) => {
      rows.integer(value);
    },
  ),
  slug: text((post) => post.slug),
  slug_stem: text((post) => post.slugStem),
  tags: texts((post) => post.tags),
  tag_keys: texts((post) => post.tagKeys),
  cover_image_url: text((post) => post.coverImageUrl),
  gives_cover: boolean((post) => post.givesCover),
  status: text((post) => post.status),
  publish_at: moment((post) => post.publishAt),
  published_at: moment((post) => post.publishedAt),
  created_at: moment((post) => post.createdAt),
  username: text((post) => post.username),
  email: text((post) => post.email),
  name: text((post) => post.name),
};
const WRITES = Object.values(COLUMNS).map(({ write }) => write);

/** The names in the order of {@link writeStaged}, with `search` at the end. */
export const STAGED_NAMES = [...Object.keys(COLUMNS), 'search'].join(', ');

/** The same with their types, as `CREATE TABLE` wants them. */
export const STAGED_COLUMNS = [
  ...Object.entries(COLUMNS).map(([name, { type }]) => `${name} ${type}`),
  'search tsvector',
].join(', ');

/** Adds a post to the rows. @param search its entry in the search index as PostgreSQL sends it, null where it has none yet. */
export function writeStaged(rows: CopyRows, post: StagedPost, search: Buffer | null): void {
  rows.begin(WRITES.length + 1);
  for (const write of WRITES) write(rows, post);
  if (search) rows.sent(search);
  else rows.null();
}
