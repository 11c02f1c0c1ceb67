import type { Principal } from '../platform/context/index.js';
import { forbidden } from '../platform/problem/index.js';

/** Authors change their own posts, moderators and admins every post. */
export function mayEdit(caller: Principal, post: { authorId: string }): boolean {
  return caller.role !== 'user' || post.authorId === caller.userId;
}

/** @throws FORBIDDEN when the caller may read the post, but not change it. */
export function requireEditor(caller: Principal, post: { authorId: string }): void {
  if (!mayEdit(caller, post)) throw forbidden({ detail: 'Only its author and moderators may change a post' });
}

/** @throws FORBIDDEN unless the caller is an admin: what is removed for good, nobody can bring back. */
export function requirePurger(caller: Principal): void {
  if (caller.role !== 'admin') throw forbidden({ detail: 'Only admins may remove a post for good' });
}
