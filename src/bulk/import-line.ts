import type { FieldError } from '../platform/problem/index.js';

/** Somebody who wrote an imported post. Found by username, else by email, else made; never changed. */
export interface ImportLineAuthor {
  username: string;
  /** Without one the new account cannot sign in. */
  email?: string;
  name?: string;
}

/**
 * One line of an import: the members of `POST /posts`, and what a post from elsewhere brings along. Moments are RFC 3339
 * texts. In a post that is known already (by `externalId`), what is left out stays as it is, and null takes away.
 */
export interface ImportLine {
  title: string;
  content: string;
  excerpt?: string | null;
  slug?: string;
  tags?: string[];
  coverImageUrl?: string | null;
  status?: 'draft' | 'scheduled' | 'published' | 'archived';
  publishAt?: string;
  publishedAt?: string;
  createdAt?: string;
  /** What the post is known by where it comes from: the same at every import. */
  externalId?: string;
  /** The caller of the import where it is left out. */
  author?: ImportLineAuthor;
}

/** A line as it was read: what should be an {@link ImportLine} and has yet to be checked, or why nothing could be read. */
export type ReadLine = { line: number; value: unknown } | { line: number; refused: FieldError };

/** One fault of a line that was refused. */
export interface LineError extends FieldError {
  /** Counted from 1; blank lines count. */
  line: number;
}

export interface ImportOptions {
  /** Does everything and undoes it. */
  dryRun?: boolean;
  /** The author of lines that name none; without a caller they are refused. */
  callerId?: string;
  /**
   * What a line's slug is. `exact` (unless told otherwise): the post gets it, and a line whose slug another post has is
   * refused. `suggested`: a new post gets it with a suffix where it is taken; a known one keeps its own.
   */
  slugs?: 'exact' | 'suggested';
}

/** What came of an import. */
export interface ImportReport {
  /** Lines that were taken: `added`, `changed` and `unchanged` together. */
  accepted: number;
  added: number;
  changed: number;
  /** Known posts that a line says nothing new about, and those that lie in the trash here. */
  unchanged: number;
  refused: number;
  /** The faults of refused lines in the order of the lines, 1 000 at most. */
  errors: LineError[];
}
