import { rowId, type World } from './world.js';

/** A GET request, and the statements that it may take. */
export interface Reading {
  /** As the OpenAPI document names it. */
  operation: string;
  by: (world: World) => World['anyone'];
  path: string;
  /** The look for the caller's session included, audit entries about reading left out: those are made once a minute. */
  statements: number;
  /** Those of a page by cursor; one fewer than those of the first page, which counts, unless said otherwise. */
  byCursor?: number;
  /** Orders that the document offers, but not for this. */
  without?: string[];
  /** Answers of the database are shared for a while: it may take fewer statements. */
  shared?: boolean;
  /** What may be read from end to end, with the reason. */
  whole?: Record<string, string>;
}

const anyone = ({ anyone: api }: World): World['anyone'] => api;
const ann = ({ ann: { api } }: World): World['anyone'] => api;
const bob = ({ bob: { api } }: World): World['anyone'] => api;
const moderator = ({ moderator: { api } }: World): World['anyone'] => api;
const admin = ({ admin: { api } }: World): World['anyone'] => api;

/** One of ann's published posts: it has hundreds of revisions and thousands of comments. */
const POPULAR = rowId('post', 7);
/** A follower of ann's who has a session, an API key and so on. */
const SOMEBODY = 'reader-5';

/** Only a search has a relevance to be ordered by. */
const LIST = { without: ['relevance'] };

/** Probes ask the database less than twice a second. */
const SHARED = { shared: true };
const SITEMAP = {
  whole: { posts_published_links_idx: 'the number of sitemaps follows from that of all published posts' },
};
const STATISTICS = {
  whole: {
    users_standing_idx: 'all accounts are counted, from an index alone',
    posts_author_published_idx: 'whoever wrote most is known once all published posts are counted, from an index alone',
  },
};

const reading = (
  operation: string,
  by: Reading['by'],
  statements: number,
  path: string = operation,
  more: Partial<Reading> = {},
): Reading => ({ operation: `GET ${operation}`, by, path, statements, ...more });

/**
 * Every operation that reads, with each of its filters. Lists are read in each of their orders besides.
 */
export const READINGS: Reading[] = [
  reading('/problems', anyone, 0, '//problems'),
  reading('/.well-known/jwks.json', anyone, 0, '//.well-known/jwks.json'),
  reading('/metrics', anyone, 0, '//metrics'),
  reading('/health', anyone, 2, '//health', SHARED),
  reading('/health/live', anyone, 0, '//health/live'),
  reading('/health/ready', anyone, 2, '//health/ready', SHARED),
  reading('/feed.xml', anyone, 2, '//feed.xml'),
  reading('/feed.xml', anyone, 2, '//feed.xml?tag=tag-1'),
  reading('/feed.xml', anyone, 3, '//feed.xml?author=ann'),
  reading('/feed.json', anyone, 2, '//feed.json'),
  reading('/sitemap.xml', anyone, 1, '//sitemap.xml', SITEMAP),
  reading('/sitemap.xml', anyone, 2, '//sitemap.xml?page=2', SITEMAP),

  reading('/posts', anyone, 2, '/posts', LIST),
  reading('/posts', anyone, 2, '/posts?tag=tag-1', LIST),
  reading('/posts', anyone, 2, '/posts?tag=no-such-tag', LIST),
  reading('/posts', anyone, 3, '/posts?author=ann', LIST),
  reading('/posts', anyone, 3, '/posts?author=ann&tag=tag-1', LIST),
  reading('/posts', anyone, 2, '/posts?publishedAfter=2020-01-14T00:00:00Z', LIST),
  reading('/posts', anyone, 2, '/posts?publishedBefore=2020-01-02T00:00:00Z', LIST),
  reading('/posts', anyone, 2, '/posts?q=whales', { byCursor: 2 }),
  reading('/posts', anyone, 2, '/posts?q=whales&sortBy=title', { byCursor: 2 }),
  reading('/posts', anyone, 3, '/posts?q=%25'),
  reading('/posts', ann, 3, '/posts', LIST),
  reading('/posts', ann, 3, '/posts?status=draft', LIST),
  reading('/posts', ann, 3, '/posts?status=scheduled', LIST),
  reading('/posts', ann, 3, '/posts?status=archived', LIST),
  reading('/posts', ann, 3, '/posts?status=trashed', LIST),
  reading('/posts', ann, 3, '/posts?tag=tag-1', LIST),
  reading('/posts', moderator, 3, '/posts', LIST),
  reading('/posts', moderator, 3, '/posts?status=draft', LIST),
  reading('/posts', moderator, 3, '/posts?status=scheduled', LIST),
  reading('/posts', moderator, 3, '/posts?status=archived', LIST),
  reading('/posts', moderator, 3, '/posts?status=trashed', LIST),
  reading('/posts', moderator, 4, '/posts?author=ann', LIST),
  reading('/posts/suggest', anyone, 1, '/posts/suggest?q=post+c4'),
  reading('/posts/feed', ann, 3),
  reading('/posts/export', admin, 4, '/posts/export'),
  reading('/posts/{id}', anyone, 1, '/posts/post-7'),
  reading('/posts/{id}', anyone, 1, `/posts/${POPULAR}`),
  reading('/posts/{id}', ann, 2, '/posts/post-7'),
  reading('/posts/{id}', moderator, 2, `/posts/${POPULAR}`),
  reading('/posts/{id}/revisions', ann, 4, `/posts/${POPULAR}/revisions`),
  reading('/posts/{id}/revisions/{version}', ann, 3, `/posts/${POPULAR}/revisions/2`),
  reading('/posts/{id}/revisions/{version}/diff', ann, 4, `/posts/${POPULAR}/revisions/3/diff`),
  reading('/posts/{id}/revisions/{version}/diff', ann, 4, `/posts/${POPULAR}/revisions/3/diff?against=1`),
  reading('/posts/{id}/comments', anyone, 2, `/posts/${POPULAR}/comments`),
  reading('/posts/{id}/comments', anyone, 2, `/posts/${POPULAR}/comments?parentId=none`),
  reading('/posts/{id}/comments', anyone, 3, `/posts/${POPULAR}/comments?parentId={comment}`),
  reading('/posts/{id}/comments', ann, 3, `/posts/${POPULAR}/comments`),
  reading('/comments/{id}', anyone, 1, '/comments/{comment}'),
  reading('/comments/{id}', ann, 2, '/comments/{comment}'),
  reading('/tags', anyone, 2),
  reading('/tags/{slug}', anyone, 1, '/tags/tag-1'),

  reading('/users', moderator, 3, '/users', { without: ['email', 'lastLoginAt'] }),
  reading('/users', admin, 3),
  reading('/users', admin, 3, '/users?role=moderator'),
  reading('/users', admin, 3, '/users?role=user'),
  reading('/users', admin, 3, '/users?status=active'),
  reading('/users', admin, 3, '/users?status=suspended'),
  reading('/users', admin, 3, '/users?status=deleted'),
  reading('/users', admin, 3, `/users?search=${rowId('mail', 7).slice(0, 6)}`),
  reading('/users', moderator, 3, '/users?search=reader', { without: ['email', 'lastLoginAt'] }),
  reading('/users', admin, 3, '/users?createdBefore=2025-01-01T00:00:00Z'),
  reading('/users/me', ann, 2),
  reading('/users/me/export', bob, 12),
  reading('/users/me/export', ann, 283),
  reading('/users/me/favorites', ann, 3),
  reading('/users/me/following', ann, 3),
  reading('/users/stats', admin, 4, '/users/stats', STATISTICS),
  reading('/users/{id}', anyone, 1, '/users/ann'),
  reading('/users/{id}', ann, 2, `/users/${SOMEBODY}`),
  reading('/users/{id}/posts', anyone, 3, '/users/ann/posts', LIST),
  reading('/users/{id}/posts', ann, 4, '/users/ann/posts', LIST),

  reading('/auth/sessions', ann, 2),
  reading('/auth/api-keys', ann, 2),
  reading('/auth/api-keys/{id}', ann, 2, '/auth/api-keys/{key}'),
  reading('/auth/totp', ann, 2),

  reading('/audit-log', admin, 4),
  reading('/audit-log', admin, 5, '/audit-log?actor=reader-7'),
  reading('/audit-log', admin, 4, '/audit-log?action=posts.purge'),
  reading('/audit-log', admin, 4, '/audit-log?targetType=user'),
  reading('/audit-log', admin, 4, '/audit-log?targetType=post'),
  reading('/audit-log', admin, 4, `/audit-log?targetType=user&targetId=${rowId('user', 9)}`),
  reading('/audit-log', admin, 4, '/audit-log?outcome=denied'),
  reading('/audit-log', admin, 4, '/audit-log?outcome=success'),
  reading('/audit-log', admin, 4, '/audit-log?action=auth.login&outcome=success'),
];
