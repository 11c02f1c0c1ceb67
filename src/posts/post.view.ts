import { ApiProperty } from '../platform/http/index.js';
import { NAME_MEMBER, USERNAME_MEMBER } from '../users/index.js';
import { toHighlight } from './highlight.js';
import type { FoundPostRow, PostRow, PostSummaryRow } from './post.rows.js';
import { STATUSES, type PostStatus } from './visibility.js';

/** How views document the tags of a post. */
export const TAGS_MEMBER = {
  type: 'array',
  items: { type: 'string', maxLength: 50, example: 'sea' },
  maxItems: 20,
} as const;

const nullableTime = { type: 'string', format: 'date-time', nullable: true } as const;

/** Who wrote a post, as everybody sees it. */
export class PostAuthorView {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty(USERNAME_MEMBER)
  username: string;

  @ApiProperty(NAME_MEMBER)
  name: string;

  @ApiProperty({ type: 'string', format: 'uri', nullable: true })
  avatarUrl: string | null;
}

/** Where a search hit: HTML that is safe to insert, in which everything is escaped but `<mark>`. */
export class PostHighlightView {
  @ApiProperty({ maxLength: 4000, example: 'Node.js <mark>security</mark> &lt;release&gt;' })
  title: string;

  @ApiProperty({
    description: 'One or two passages; the beginning when the hit lies elsewhere',
    example: 'It <mark>begins</mark>.',
  })
  content: string;
}

/** A post without its content, as lists show it. */
export class PostSummaryView {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({ maxLength: 100, example: 'hello-world' })
  slug: string;

  @ApiProperty({ maxLength: 200, example: 'Hello, world' })
  title: string;

  @ApiProperty({
    type: 'string',
    maxLength: 500,
    nullable: true,
    example: 'It begins.',
    description: 'The one given, else the beginning of the content as plain text; null when that has no text',
  })
  excerpt: string | null;

  @ApiProperty({ enum: ['markdown'] })
  contentFormat: 'markdown';

  @ApiProperty({ enum: STATUSES, example: 'published' })
  status: PostStatus;

  @ApiProperty({ ...TAGS_MEMBER, description: 'In the order given' })
  tags: string[];

  @ApiProperty()
  author: PostAuthorView;

  @ApiProperty({ type: 'string', format: 'uri', nullable: true })
  coverImageUrl: string | null;

  @ApiProperty({ type: 'integer', minimum: 1 })
  readingTimeMinutes: number;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'Comments that are neither hidden nor deleted' })
  commentCount: number;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'How many users have it among their favourites' })
  favoriteCount: number;

  @ApiProperty({
    required: false,
    description: 'Whether it is one of the caller’s favourites; absent for an anonymous caller',
  })
  favorited?: boolean;

  @ApiProperty({ ...nullableTime, description: 'First publication; kept while the post is a draft again' })
  publishedAt: string | null;

  @ApiProperty({ ...nullableTime, description: 'When it goes live; null unless it is scheduled', example: null })
  publishAt: string | null;

  @ApiProperty({ format: 'date-time' })
  createdAt: string;

  @ApiProperty({ format: 'date-time' })
  updatedAt: string;

  @ApiProperty({ type: 'integer', minimum: 1 })
  version: number;
}

/** A post in a list; with `q` it shows where the search hit. */
export class PostListItemView extends PostSummaryView {
  @ApiProperty({ required: false })
  highlight?: PostHighlightView;
}

/** A post. */
export class PostView extends PostSummaryView {
  @ApiProperty({ maxLength: 1_000_000, description: 'Markdown', example: 'It *begins*.' })
  content: string;

  @ApiProperty({ required: false, description: 'With `render=html`: the content as sanitised HTML, safe to insert' })
  contentHtml?: string;
}

/** @param contentHtml is left out unless the caller asked for it. */
export function toPostView(row: PostRow, contentHtml?: string): PostView {
  return { ...toSummary(row), content: row.content, ...(contentHtml !== undefined && { contentHtml }) };
}

export function toPostListItem(row: FoundPostRow): PostListItemView {
  const { titleHighlight, contentHighlight } = row;
  const found = titleHighlight !== undefined && contentHighlight !== undefined;
  return {
    ...toSummary(row),
    ...(found && { highlight: { title: toHighlight(titleHighlight), content: toHighlight(contentHighlight) } }),
  };
}

function toSummary(row: PostSummaryRow): Pick<PostSummaryView, keyof PostSummaryView> {
  return {
    id: row.id,
    slug: row.slug,
    title: row.title,
    excerpt: row.excerpt ?? (row.derivedExcerpt || null),
    contentFormat: 'markdown',
    status: row.status,
    tags: row.tags,
    author: { id: row.authorId, username: row.authorUsername, name: row.authorName, avatarUrl: row.authorAvatarUrl },
    coverImageUrl: row.coverImageUrl,
    readingTimeMinutes: row.readingTimeMinutes,
    commentCount: row.commentCount,
    favoriteCount: row.favoriteCount,
    ...(row.favorited !== undefined && { favorited: row.favorited }),
    publishedAt: row.publishedAt,
    publishAt: row.publishAt,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
    version: row.version,
  };
}
