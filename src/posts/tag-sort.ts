/** The orders in which tags are listed. */
export const TAG_SORTS = ['count', 'name'] as const;
export type TagSort = (typeof TAG_SORTS)[number];
