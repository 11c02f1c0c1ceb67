import { ApiProperty } from '../platform/http/index.js';
import { PostAuthorView } from '../posts/index.js';
import type { CommentRow } from './comment.rows.js';

/** A comment. */
export class CommentView {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({ format: 'uuid' })
  postId: string;

  @ApiProperty({ type: 'string', format: 'uuid', nullable: true, description: 'The comment that a reply answers' })
  parentId: string | null;

  @ApiProperty({
    type: 'string',
    minLength: 1,
    maxLength: 10_000,
    nullable: true,
    example: 'Well said.',
    description: 'Plain text. Null when it is deleted, or hidden and the caller is no moderator',
  })
  content: string | null;

  @ApiProperty()
  author: PostAuthorView;

  @ApiProperty({ example: false, description: 'Moderators and admins still see the content' })
  hidden: boolean;

  @ApiProperty({
    type: 'string',
    maxLength: 500,
    nullable: true,
    required: false,
    description: 'Only to moderators and admins',
  })
  hiddenReason?: string | null;

  @ApiProperty({ example: false, description: 'Its content is gone for everybody; it keeps its place for its replies' })
  deleted: boolean;

  @ApiProperty({ format: 'date-time' })
  createdAt: string;

  @ApiProperty({ format: 'date-time' })
  updatedAt: string;

  @ApiProperty({ type: 'integer', minimum: 1 })
  version: number;
}

/** @param seesHidden whether the caller may see what is hidden, and why. */
export function toCommentView(row: CommentRow, seesHidden: boolean): CommentView {
  return {
    id: row.id,
    postId: row.postId,
    parentId: row.parentId,
    content: row.hidden && !seesHidden ? null : row.content,
    author: { id: row.authorId, username: row.authorUsername, name: row.authorName, avatarUrl: row.authorAvatarUrl },
    hidden: row.hidden,
    ...(seesHidden && { hiddenReason: row.hiddenReason }),
    deleted: row.deleted,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
    version: row.version,
  };
}
