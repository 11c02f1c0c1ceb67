import type { TestUser } from '../support/users.js';

/** A comment as the API shows it. */
export interface ShownComment {
  id: string;
  postId: string;
  parentId: string | null;
  content: string | null;
  author: { id: string; username: string; name: string };
  hidden: boolean;
  hiddenReason?: string | null;
  deleted: boolean;
  createdAt: string;
  updatedAt: string;
  version: number;
}

/**
 * Comments on a post through the API; with a parent it is a reply.
 *
 * @throws Error when the API refuses it.
 */
export async function say(
  author: TestUser,
  postId: string,
  content: string,
  parent?: ShownComment,
): Promise<ShownComment> {
  const body = { content, ...(parent && { parentId: parent.id }) };
  const reply = await author.api.post(`/posts/${postId}/comments`, body);
  if (reply.status !== 201) throw new Error(`The comment was refused: ${reply.text}`);
  return reply.data as ShownComment;
}
