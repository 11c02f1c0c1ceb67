import { ChoiceField, PageQuery, SORT_ORDERS, TextField, UUID, type SortOrder } from '../platform/http/index.js';

/** What `parentId` says in a query for comments that answer no other. */
export const NO_PARENT = 'none';

const COMMENT_SORTS = ['createdAt'] as const;
type CommentSort = (typeof COMMENT_SORTS)[number];

const content = {
  min: 1,
  max: 10_000,
  pattern: { expression: /\S/, hint: 'must not be blank' },
  description: 'Plain text: to be escaped where it is shown',
  example: 'Well said.',
};

const lowerCase = (text: string): string => text.toLowerCase();

/** The body of `POST /posts/{id}/comments`. */
export class CreateComment {
  @TextField(content)
  content: string;

  @TextField({
    max: 36,
    format: 'uuid',
    optional: true,
    nullable: true,
    convert: lowerCase,
    pattern: { expression: UUID, hint: 'must be a UUID' },
    description: 'The comment that this one answers; not a reply itself',
  })
  parentId?: string | null;
}

/** The body of `PATCH /comments/{id}`. */
export class EditComment {
  @TextField(content)
  content: string;
}

/** The body of `POST /comments/{id}/hide`. */
export class HideComment {
  @TextField({
    max: 500,
    optional: true,
    nullable: true,
    convert: (text) => text.trim(),
    description: 'Shown to moderators and admins only',
    example: 'Off topic',
  })
  reason?: string | null;
}

/** The query of `GET /posts/{id}/comments`. */
export class CommentsQuery extends PageQuery {
  @TextField({
    max: 36,
    optional: true,
    convert: lowerCase,
    pattern: { expression: new RegExp(`${UUID.source}|^${NO_PARENT}$`), hint: `must be a UUID or ${NO_PARENT}` },
    example: NO_PARENT,
    description: `The replies to one comment; \`${NO_PARENT}\`: comments that are no replies; without it, all of both`,
  })
  parentId?: string;

  @ChoiceField(COMMENT_SORTS, { default: 'createdAt', description: 'The one order there is' })
  sortBy: CommentSort = 'createdAt';

  @ChoiceField(SORT_ORDERS, {
    default: 'asc',
    description: 'Oldest first, so that a comment comes before its replies; ties are broken by id',
  })
  override sortOrder: SortOrder = 'asc';
}
