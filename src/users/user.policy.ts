import type { Principal, Role } from '../platform/context/index.js';
import type { Sight } from './user.view.js';

/** How much of a user the caller sees. */
export function sightOf(caller: Principal | undefined, userId: string): Sight {
  if (caller?.role === 'admin' || caller?.userId === userId) return 'full';
  return caller?.role === 'moderator' ? 'moderator' : 'profile';
}

/** Whether the caller may search in email addresses, and sort by what only admins see. */
export function maySeeAll(caller: Principal): boolean {
  return caller.role === 'admin';
}

/** Whether the caller may suspend and reinstate somebody of this role. */
export function mayModerate(caller: Principal, role: Role): boolean {
  return caller.role === 'admin' || (caller.role === 'moderator' && role === 'user');
}
