import { cleanInput, UUID, validate } from '../platform/http/index.js';
import { invalidField, Problem, type FieldError } from '../platform/problem/index.js';
import {
  deriveExcerpt,
  readingTimeMinutes,
  refuseReservedSlug,
  slugFromTitle,
  tagKey,
  tidyTags,
  type PostStatus,
} from '../posts/index.js';
import type { ImportOptions } from './import-line.js';
import { ImportLineAuthorInput, ImportLineInput } from './import-line.dto.js';
import { lineId } from './line-ids.js';

/** What a post that has no id of another system is known by: its own. */
const OWN_ID = 'urn:uuid:';

/** A line that has been checked as far as it can be by itself, with all that the application makes of it. */
export interface StagedPost {
  line: number;
  /** Ids for the post and its revision, should the line lead to any. */
  id: string;
  revisionId: string;
  externalId: string | null;
  /** The id of a post here that the external id may stand for. */
  ownId: string | null;
  title: string;
  content: string;
  excerpt: string | null;
  givesExcerpt: boolean;
  derivedExcerpt: string;
  readingTimeMinutes: number;
  /** The slug that the post must have, else null. */
  slug: string | null;
  /** What a new post's slug is made of where it need not have one in particular. */
  slugStem: string;
  tags: string[] | null;
  tagKeys: string[] | null;
  coverImageUrl: string | null;
  givesCover: boolean;
  status: PostStatus | null;
  publishAt: Date | null;
  publishedAt: Date | null;
  createdAt: Date | null;
  username: string | null;
  email: string | null;
  name: string | null;
}

/** What comes of a line before the database is asked: a staged post, or its faults. */
export type CheckedLine = { post: StagedPost } | { faults: FieldError[] };

/** Holds a line against the declarations of the API, and against itself. */
export function checkLine(line: number, value: unknown, { slugs = 'exact' }: ImportOptions, now: Date): CheckedLine {
  try {
    const input = readLine(value);
    return { post: stage(line, input, slugs, now) };
  } catch (error) {
    if (!(error instanceof Problem) || !error.errors) throw error;
    return { faults: error.errors };
  }
}

interface CheckedInput {
  post: ImportLineInput;
  author: ImportLineAuthorInput | undefined;
}

function readLine(value: unknown): CheckedInput {
  const cleaned = cleanInput(value, 'line');
  const post = validate(ImportLineInput, cleaned, 'line');
  if (post.author === undefined) return { post, author: undefined };
  return { post, author: readAuthor((cleaned as { author: object }).author) };
}

function readAuthor(value: object): ImportLineAuthorInput {
  try {
    return validate(ImportLineAuthorInput, value, 'author');
  } catch (error) {
    if (!(error instanceof Problem) || !error.errors) throw error;
    const errors = error.errors.map(({ field, code, message }) => ({
      field: `author.${field}`,
      code,
      message: `author.${message}`,
    }));
    throw new Problem(error.definition, { errors });
  }
}

function stage(line: number, { post, author }: CheckedInput, slugs: 'exact' | 'suggested', now: Date): StagedPost {
  requirePast('publishedAt', post.publishedAt, now);
  requirePast('createdAt', post.createdAt, now);
  if (slugs === 'exact' && post.slug !== undefined) refuseReservedSlug(post.slug);
  const tags = post.tags && tidyTags(post.tags);
  const { externalId = null, publishAt = null } = post;
  return {
    line,
    id: lineId(line),
    revisionId: lineId(line),
    externalId,
    ownId: ownIdOf(externalId),
    title: post.title,
    content: post.content,
    excerpt: post.excerpt === '' ? null : (post.excerpt ?? null),
    givesExcerpt: post.excerpt !== undefined,
    derivedExcerpt: deriveExcerpt(post.content),
    readingTimeMinutes: readingTimeMinutes(post.content),
    slug: slugs === 'exact' ? (post.slug ?? null) : null,
    slugStem: slugFromTitle(post.slug ?? post.title),
    tags: tags ?? null,
    tagKeys: tags?.map(tagKey) ?? null,
    coverImageUrl: post.coverImageUrl ?? null,
    givesCover: post.coverImageUrl !== undefined,
    status: statusOf(post),
    publishAt,
    publishedAt: post.publishedAt ?? null,
    createdAt: post.createdAt ?? null,
    username: author?.username ?? null,
    email: author?.email ?? null,
    name: author?.name ?? null,
  };
}

/** As for `POST /posts`, a time to publish at makes a scheduled post. */
function statusOf({ status, publishAt }: ImportLineInput): PostStatus | null {
  if (!publishAt) {
    if (status === 'scheduled') throw invalidField('publishAt', 'required', 'publishAt is required');
    return status ?? null;
  }
  if (status === 'draft' || status === 'archived')
    throw invalidField('publishAt', 'status', `publishAt is not for posts that are ${status}: leave out status`);
  return 'scheduled';
}

function requirePast(field: string, moment: Date | undefined, now: Date): void {
  if (moment && moment > now) throw invalidField(field, 'past', `${field} must not be in the future`);
}

function ownIdOf(externalId: string | null): string | null {
  const id = externalId?.startsWith(OWN_ID) ? externalId.slice(OWN_ID.length) : '';
  return UUID.test(id) ? id : null;
}
