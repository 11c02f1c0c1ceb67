import type { ApiKeyPrincipal } from '../../context/index.js';

/**
 * What the platform asks of the feature that keeps API keys: whom a key speaks for at this moment. Asked at each
 * request and answered from the database, so that a revoked key, a suspension and a changed role count from the next
 * request on, on every instance.
 */
export abstract class ApiKeyDirectory {
  /** The principal of a key of an active account; `expired` for one that is past its time, undefined for any other. */
  abstract findPrincipal(key: string): Promise<ApiKeyPrincipal | 'expired' | undefined>;
}
