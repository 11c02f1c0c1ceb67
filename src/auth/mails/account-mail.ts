import type { Purpose } from '../one-time-tokens/index.js';

/** What people are told about their accounts by mail. */
export type AccountMailKind =
  | 'verify-email'
  | 'reset-password'
  | 'confirm-email'
  | 'email-changing'
  | 'email-changed'
  | 'password-changed'
  | 'refresh-token-reused'
  | 'second-factor-on'
  | 'second-factor-off'
  | 'recovery-code-used'
  | 'api-key-created';

/** What a mail may tell besides its kind. */
export interface MailDetails {
  /** The address that it goes to, where that is not the account's present one. */
  to?: string;
  /** What the thing is called that it is about, such as an API key. */
  name?: string;
  /** Where it was done from. */
  ipAddress?: string;
  userAgent?: string | null;
}

/** A mail on its way. */
export interface AccountMail {
  id: string;
  userId: string;
  username: string;
  kind: AccountMailKind;
  email: string;
  details: Omit<MailDetails, 'to'>;
}

/** The mails that carry a token, and its purpose. */
export const PURPOSES: ReadonlyMap<AccountMailKind, Purpose> = new Map([
  ['verify-email', 'verify-email'],
  ['reset-password', 'reset-password'],
  ['confirm-email', 'confirm-email'],
]);
