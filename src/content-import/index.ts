export { openImport } from './open-import.js';
export type { ImportSource, ReadItem } from './post/imported-post.js';
export { PostRefused } from './post/post-refused.js';
