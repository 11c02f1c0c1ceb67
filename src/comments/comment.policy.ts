import type { Principal } from '../platform/context/index.js';
import { forbidden } from '../platform/problem/index.js';

interface Authored {
  authorId: string;
}

/** Moderators and admins see what is hidden, and why. */
export function seesHidden(caller: Principal | undefined): boolean {
  return caller !== undefined && caller.role !== 'user';
}

/** Nobody's words are changed by another, moderators included. @throws FORBIDDEN */
export function requireAuthor(caller: Principal, { authorId }: Authored): void {
  if (caller.userId !== authorId) throw forbidden({ detail: 'Only its author may edit a comment' });
}

/** @throws FORBIDDEN unless the caller is its author, a moderator or an admin. */
export function requireRemover(caller: Principal, { authorId }: Authored): void {
  if (caller.role === 'user' && caller.userId !== authorId) {
    throw forbidden({ detail: 'Only its author and moderators may delete a comment' });
  }
}
