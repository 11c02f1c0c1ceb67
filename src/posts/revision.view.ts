import { ApiExtraModels, ApiProperty, getSchemaPath } from '../platform/http/index.js';
import { PostAuthorView, TAGS_MEMBER } from './post.view.js';
import type { RevisionDiff } from './revision-diff.js';
import type { RevisionRow, RevisionSummaryRow } from './revisions.repository.js';

const version = { type: 'integer', minimum: 1 } as const;
const text = { type: 'string' } as const;
const excerpt = { ...text, maxLength: 500, nullable: true } as const;
const title = { ...text, maxLength: 200, example: 'Hello, world' } as const;

/** A revision without its content, as lists show it. */
@ApiExtraModels(PostAuthorView)
export class RevisionSummaryView {
  @ApiProperty({ ...version, description: 'The version of the post that the change led to' })
  version: number;

  @ApiProperty(title)
  title: string;

  @ApiProperty(excerpt)
  excerpt: string | null;

  @ApiProperty({ ...TAGS_MEMBER, description: 'As they were spelled at the time' })
  tags: string[];

  @ApiProperty({
    oneOf: [{ $ref: getSchemaPath(PostAuthorView) }, { type: 'null' }],
    description: 'Null when nobody in particular has changed it, such as an import',
  })
  editedBy: PostAuthorView | null;

  @ApiProperty({ format: 'date-time' })
  createdAt: string;
}

/** What a post said from one change of its text to the next. */
export class RevisionView extends RevisionSummaryView {
  @ApiProperty({ maxLength: 1_000_000, description: 'Markdown', example: 'It *begins*.' })
  content: string;
}

/** Lines that lie together, with three that stay around them. */
export class HunkView {
  @ApiProperty({ ...version, minimum: 0, description: 'Number of the first line, from 1; 0 when there was none' })
  oldStart: number;

  @ApiProperty({ ...version, minimum: 0 })
  oldLines: number;

  @ApiProperty({ ...version, minimum: 0 })
  newStart: number;

  @ApiProperty({ ...version, minimum: 0 })
  newLines: number;

  @ApiProperty({
    type: 'array',
    items: { ...text, example: '+It *begins*.' },
    description: 'The first character is a space for a line that stays, `-` or `+`',
  })
  lines: string[];
}

/** How the content has changed. */
export class ContentChangeView {
  @ApiProperty({ type: [HunkView], description: 'Empty when the contents have more than 20 000 lines together' })
  hunks: HunkView[];

  @ApiProperty({ ...text, nullable: true, description: 'The hunks as a unified diff; null when they are empty' })
  patch: string | null;

  @ApiProperty({
    example: false,
    description: 'The contents are too different, or too long, to be compared: all lines are replaced',
  })
  isWhole: boolean;
}

/** How the title has changed. */
export class TitleChangeView {
  @ApiProperty(title)
  from: string;

  @ApiProperty(title)
  to: string;
}

/** How the excerpt has changed. */
export class ExcerptChangeView {
  @ApiProperty(excerpt)
  from: string | null;

  @ApiProperty(excerpt)
  to: string | null;
}

/** How the tags have changed. */
export class TagsChangeView {
  @ApiProperty(TAGS_MEMBER)
  from: string[];

  @ApiProperty(TAGS_MEMBER)
  to: string[];

  @ApiProperty(TAGS_MEMBER)
  added: string[];

  @ApiProperty(TAGS_MEMBER)
  removed: string[];
}

const orNull = (view: new () => object): object => ({
  oneOf: [{ $ref: getSchemaPath(view) }, { type: 'null' }],
  description: 'Null when it is the same',
});

/** What differs between two revisions of a post. */
@ApiExtraModels(TitleChangeView, ExcerptChangeView, TagsChangeView, ContentChangeView)
export class RevisionDiffView {
  @ApiProperty(version)
  version: number;

  @ApiProperty({ ...version, nullable: true, description: 'Null for the first one: there was nothing before' })
  against: number | null;

  @ApiProperty(orNull(TitleChangeView))
  title: TitleChangeView | null;

  @ApiProperty(orNull(ExcerptChangeView))
  excerpt: ExcerptChangeView | null;

  @ApiProperty(orNull(TagsChangeView))
  tags: TagsChangeView | null;

  @ApiProperty(orNull(ContentChangeView))
  content: ContentChangeView | null;
}

export function toRevisionSummary(row: RevisionSummaryRow): Pick<RevisionSummaryView, keyof RevisionSummaryView> {
  return {
    version: row.version,
    title: row.title,
    excerpt: row.excerpt,
    tags: row.tags,
    editedBy: editorOf(row),
    createdAt: row.createdAt,
  };
}

export function toRevisionView(row: RevisionRow): RevisionView {
  return { ...toRevisionSummary(row), content: row.content };
}

export function toRevisionDiffView(
  { version }: RevisionRow,
  against: RevisionRow | undefined,
  { title, excerpt, tags, content }: RevisionDiff,
): RevisionDiffView {
  return { version, against: against?.version ?? null, title, excerpt, tags, content };
}

function editorOf({
  editorId,
  editorUsername,
  editorName,
  editorAvatarUrl,
}: RevisionSummaryRow): PostAuthorView | null {
  if (editorId === null || editorUsername === null || editorName === null) return null;
  return { id: editorId, username: editorUsername, name: editorName, avatarUrl: editorAvatarUrl };
}
