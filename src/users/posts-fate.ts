/** What becomes of the posts of an erased account. */
export const POSTS_FATES = ['keep', 'delete'] as const;
export type PostsFate = (typeof POSTS_FATES)[number];
