// Generated from openapi.json by scripts/generate.js.
/** The paths whose POST takes an `Idempotency-Key`. */
export const KEYED_POSTS: ReadonlySet<string> = new Set([
  '/api/v1/comments/{id}/hide',
  '/api/v1/comments/{id}/unhide',
  '/api/v1/posts',
  '/api/v1/posts/{id}/archive',
  '/api/v1/posts/{id}/comments',
  '/api/v1/posts/{id}/publish',
  '/api/v1/posts/{id}/restore',
  '/api/v1/posts/{id}/revisions/{version}/restore',
  '/api/v1/posts/{id}/unpublish',
  '/api/v1/tags/{slug}/merge',
  '/api/v1/users',
  '/api/v1/users/{id}/reinstate',
  '/api/v1/users/{id}/restore',
  '/api/v1/users/{id}/suspend',
]);
