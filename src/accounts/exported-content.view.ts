import { ApiProperty } from '../platform/http/index.js';
import { USERNAME_MEMBER } from '../users/index.js';

const id = { type: 'string', format: 'uuid' } as const;
const idOrNull = { ...id, nullable: true } as const;
const moment = { type: 'string', format: 'date-time' } as const;
const momentOrNull = { ...moment, nullable: true } as const;
const title = { type: 'string', maxLength: 200, example: 'Hello, world' } as const;
const excerpt = { type: 'string', maxLength: 500, nullable: true } as const;
const content = { type: 'string', maxLength: 1_000_000, example: 'It *begins*.' } as const;
const tags = { type: 'array', items: { type: 'string', maxLength: 50, example: 'sea' }, maxItems: 20 } as const;

export class ExportedRevisionView {
  @ApiProperty({ type: 'integer', minimum: 1 })
  version: number;

  @ApiProperty(title)
  title: string;

  @ApiProperty(excerpt)
  excerpt: string | null;

  @ApiProperty(content)
  content: string;

  @ApiProperty(tags)
  tags: string[];

  @ApiProperty()
  editedByYou: boolean;

  @ApiProperty(moment)
  createdAt: string;
}

export class ExportedPostView {
  @ApiProperty(id)
  id: string;

  @ApiProperty({ maxLength: 100, example: 'hello-world' })
  slug: string;

  @ApiProperty(title)
  title: string;

  @ApiProperty(excerpt)
  excerpt: string | null;

  @ApiProperty(content)
  content: string;

  @ApiProperty({ enum: ['draft', 'scheduled', 'published', 'archived', 'trashed'] })
  status: string;

  @ApiProperty(tags)
  tags: string[];

  @ApiProperty({ type: 'string', format: 'uri', nullable: true })
  coverImageUrl: string | null;

  @ApiProperty({ type: 'string', maxLength: 500, nullable: true })
  externalId: string | null;

  @ApiProperty(momentOrNull)
  publishedAt: string | null;

  @ApiProperty(momentOrNull)
  publishAt: string | null;

  @ApiProperty(moment)
  createdAt: string;

  @ApiProperty(moment)
  updatedAt: string;

  @ApiProperty({ type: 'integer', minimum: 1 })
  version: number;

  @ApiProperty({ type: [ExportedRevisionView] })
  revisions: ExportedRevisionView[];
}

export class ExportedCommentView {
  @ApiProperty(id)
  id: string;

  @ApiProperty(id)
  postId: string;

  @ApiProperty(idOrNull)
  parentId: string | null;

  @ApiProperty({ type: 'string', maxLength: 10_000, nullable: true, example: 'Well said.' })
  content: string | null;

  @ApiProperty()
  hidden: boolean;

  @ApiProperty()
  deleted: boolean;

  @ApiProperty(moment)
  createdAt: string;

  @ApiProperty(moment)
  updatedAt: string;
}

/** A change of somebody else's post. */
export class ExportedEditView {
  @ApiProperty(id)
  postId: string;

  @ApiProperty({ type: 'integer', minimum: 1 })
  version: number;

  @ApiProperty(moment)
  createdAt: string;
}

export class ExportedFavoriteView {
  @ApiProperty(id)
  postId: string;

  @ApiProperty(moment)
  createdAt: string;
}

export class ExportedFollowView {
  @ApiProperty(id)
  id: string;

  @ApiProperty(USERNAME_MEMBER)
  username: string;

  @ApiProperty({ ...moment, description: 'When it began' })
  createdAt: string;
}
