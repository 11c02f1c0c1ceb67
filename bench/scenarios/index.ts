import { compare } from './comparison.js';
import { cursorPages } from './cursor-pages.js';
import { logIn } from './log-in.js';
import { mixed } from './mixed.js';
import { processes } from './processes.js';
import { searchKinds } from './search-kinds.js';
import type { Scenario } from './scenario.js';
import { start } from './start.js';

export type { Scenario } from './scenario.js';

/** Everything that is measured once the database is loaded; neighbours share servers. */
export const SCENARIOS: readonly Scenario[] = [
  start,
  compare({
    name: 'slug-hit',
    title: 'read a post by slug, cache hit',
    app: 'cached',
    controls: { b: 0.6, c: 0.9 },
    calls: ({ bySlug }) => [bySlug],
  }),
  compare({
    name: 'not-modified',
    title: 'the same with `If-None-Match` → 304',
    app: 'cached',
    controls: { b: 0.65 },
    calls: ({ bySlug }) => [bySlug],
    status: 304,
  }),
  compare({
    name: 'newest-hit',
    title: 'newest 20 with authors and tags, cache hit',
    app: 'cached',
    controls: { b: 0.6 },
    calls: ({ newest }) => [newest],
  }),
  logIn,
  cursorPages,
  searchKinds,
  compare({
    name: 'slug-off',
    title: 'read a post by slug, cache off',
    app: 'uncached',
    controls: { a: 0.85 },
    calls: ({ bySlug }) => [bySlug],
  }),
  compare({
    name: 'newest-off',
    title: 'newest 20 with authors and tags, cache off',
    app: 'uncached',
    controls: { a: 0.85 },
    calls: ({ newest }) => [newest],
  }),
  compare({
    name: 'own-draft',
    title: 'authenticated read of an own draft',
    app: 'uncached',
    controls: { a: 0.75 },
    calls: ({ ownDraft }) => [ownDraft],
  }),
  compare({
    name: 'search-many',
    title: 'full-text search, 20 of many hits',
    app: 'uncached',
    controls: { a: 0.8 },
    calls: ({ searchMany }) => searchMany,
    connections: [1, 10],
    p95: 50,
  }),
  compare({
    name: 'search-few',
    title: 'full-text search, 20 of few hits',
    app: 'uncached',
    controls: { a: 0.8 },
    calls: ({ searchFew }) => searchFew,
    connections: [1, 10],
    p95: 50,
  }),
  compare({
    name: 'create',
    title: 'create a post (revision, tags, job, idempotency row in one transaction)',
    app: 'uncached',
    controls: { a: 0.65 },
    calls: ({ create }) => [create],
    status: 201,
  }),
  // Edits posts that searches find.
  mixed,
  compare({
    name: 'redis-hit',
    title: 'read a post by slug, hit of the cache in Redis',
    app: 'redis',
    controls: { b: 'reported' },
    calls: ({ bySlug }) => [bySlug],
    connections: [50],
  }),
  ...processes,
];
