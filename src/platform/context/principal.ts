export const ROLES = ['user', 'moderator', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** What an API key can be allowed: a kind of resource, and whether to read or to write it. */
export const SCOPES = [
  'profile:read',
  'posts:read',
  'posts:write',
  'comments:read',
  'comments:write',
  'users:read',
] as const;
export type Scope = (typeof SCOPES)[number];

/** The account that is asking, as the database knows it at the moment of the request. */
interface CallingAccount {
  readonly userId: string;
  readonly role: Role;
  readonly emailVerified: boolean;
}

/** Somebody who has signed in. */
export interface SessionPrincipal extends CallingAccount {
  readonly sessionId: string;
  readonly apiKey?: undefined;
}

/** A program that acts for the owner of an API key, within the key's scopes. */
export interface ApiKeyPrincipal extends CallingAccount {
  readonly sessionId?: undefined;
  readonly apiKey: { readonly id: string; readonly scopes: readonly Scope[] };
}

/** Who is asking: an account, by one of its sessions or one of its API keys. */
export type Principal = SessionPrincipal | ApiKeyPrincipal;
