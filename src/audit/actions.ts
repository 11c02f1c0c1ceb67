/** Everything that the audit log tells of: the feature first, then what was done. */
export const ACTIONS = [
  'access.forbidden',
  'access.rate-limited',
  'audit.list',
  'auth.api-key-create',
  'auth.api-key-revoke',
  'auth.email-change',
  'auth.email-change-request',
  'auth.email-verify',
  'auth.login',
  'auth.logout',
  'auth.logout-all',
  'auth.password-change',
  'auth.password-forgot',
  'auth.password-reset',
  'auth.recovery-code-use',
  'auth.recovery-codes-renew',
  'auth.refresh-token-reused',
  'auth.register',
  'auth.session-end',
  'auth.sessions-end-others',
  'auth.step-up',
  'auth.totp-disable',
  'auth.totp-enable',
  'comments.delete',
  'comments.hide',
  'comments.unhide',
  'posts.change',
  'posts.export',
  'posts.import',
  'posts.purge',
  'tags.merge',
  'tags.rename',
  'users.create',
  'users.delete',
  'users.edit',
  'users.end-sessions',
  'users.erase',
  'users.export',
  'users.list',
  'users.read',
  'users.reinstate',
  'users.restore',
  'users.role-change',
  'users.stats',
  'users.suspend',
] as const;
export type Action = (typeof ACTIONS)[number];

/** `denied`: the caller had no right to it; `failure`: it was wrong, such as a password. */
export const OUTCOMES = ['success', 'failure', 'denied'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** Kinds of what an action is about. An operation has its method and path as its id. */
export const TARGET_TYPES = ['user', 'session', 'api-key', 'post', 'comment', 'tag', 'operation'] as const;
export type TargetType = (typeof TARGET_TYPES)[number];
