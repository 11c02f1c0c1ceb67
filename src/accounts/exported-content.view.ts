import { ApiProperty } from '../platform/http/index.js';

const id = { type: 'string', format: 'uuid' } as const;
const idOrNull = { ...id, nullable: true } as const;
const moment = { type: 'string', format: 'date-time' } as const;
const momentOrNull = { ...moment, nullable: true } as const;
const textOrNull = { type: 'string', nullable: true } as const;

export class ExportedRevisionView {
  @ApiProperty({ type: 'integer', minimum: 1 })
  version: number;

  @ApiProperty()
  title: string;

  @ApiProperty(textOrNull)
  excerpt: string | null;

  @ApiProperty()
  content: string;

  @ApiProperty({ type: [String] })
  tags: string[];

  @ApiProperty()
  editedByYou: boolean;

  @ApiProperty(moment)
  createdAt: string;
}

export class ExportedPostView {
  @ApiProperty(id)
  id: string;

  @ApiProperty()
  slug: string;

  @ApiProperty()
  title: string;

  @ApiProperty(textOrNull)
  excerpt: string | null;

  @ApiProperty()
  content: string;

  @ApiProperty({ enum: ['draft', 'scheduled', 'published', 'archived', 'trashed'] })
  status: string;

  @ApiProperty({ type: [String] })
  tags: string[];

  @ApiProperty(textOrNull)
  coverImageUrl: string | null;

  @ApiProperty(textOrNull)
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

  @ApiProperty(textOrNull)
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

  @ApiProperty()
  username: string;

  @ApiProperty({ ...moment, description: 'When it began' })
  createdAt: string;
}
