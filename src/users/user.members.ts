/** How views document a username and a display name. */
export const USERNAME_MEMBER = { type: 'string', minLength: 3, maxLength: 30, example: 'ann' } as const;
export const NAME_MEMBER = { type: 'string', minLength: 1, maxLength: 100, example: 'Ann Example' } as const;
