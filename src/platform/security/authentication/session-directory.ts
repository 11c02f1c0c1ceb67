import type { Principal } from '../../context/index.js';

/**
 * What the platform asks of the feature that keeps sessions: the caller's state at this moment. Asked at each request
 * and answered from the database, so that an ended session, a suspension and a changed role count from the next
 * request on, on every instance.
 */
export abstract class SessionDirectory {
  /** The principal of a live session of an active account, or undefined. */
  abstract findPrincipal(sessionId: string, userId: string): Promise<Principal | undefined>;
}
