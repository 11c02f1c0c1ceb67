/** A comment `c` with its author `a`, as {@link COMMENT_COLUMNS} select it. */
export interface CommentRow {
  id: string;
  postId: string;
  parentId: string | null;
  content: string | null;
  hidden: boolean;
  hiddenReason: string | null;
  deleted: boolean;
  createdAt: string;
  updatedAt: string;
  version: number;
  authorId: string;
  authorUsername: string;
  authorName: string;
  authorAvatarUrl: string | null;
}

export const COMMENT_COLUMNS = `
  c.id, c.post_id AS "postId", c.parent_id AS "parentId", c.content, c.hidden, c.hidden_reason AS "hiddenReason",
  c.deleted, c.created_at AS "createdAt", c.updated_at AS "updatedAt", c.version,
  a.id AS "authorId", a.username AS "authorUsername", a.name AS "authorName", a.avatar_url AS "authorAvatarUrl"`;
