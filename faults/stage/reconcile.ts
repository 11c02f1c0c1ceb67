import type { Ledger } from '../load/ledger.js';
import { ask } from './postgres.js';

/** How the database differs from what clients were told. Only zeros are right. */
export interface Differences {
  /** Acknowledged and not there. */
  lost: number;
  /** There more than once. */
  doubled: number;
  /** Refused and there all the same. */
  refusedButDone: number;
  /** There under another id than the answer told. */
  otherId: number;
  /** Posts without the reply that is kept with them for repeats, and such replies without their post. */
  keptReplies: number;
}

interface Found {
  marker: string;
  count: number;
  id: string;
}

/** Compares what a ledger says with the posts and the kept replies whose marker begins with `prefix`. */
export async function reconcile(databaseUrl: string, prefix: string, ledger: Ledger): Promise<Differences> {
  const pattern = `${prefix}-%`;
  const posts = await ask<Found>(
    databaseUrl,
    'SELECT title AS marker, count(*)::int AS count, min(id::text) AS id FROM posts WHERE title LIKE $1 GROUP BY title',
    [pattern],
  );
  const replies = await ask<{ key: string }>(databaseUrl, 'SELECT key FROM idempotency_keys WHERE key LIKE $1', [
    pattern,
  ]);
  return compare(ledger, posts, new Set(replies.map(({ key }) => key)));
}

/** The comparison itself: rows by marker, and the markers under which a reply is kept. */
export function compare(ledger: Ledger, posts: readonly Found[], replies: ReadonlySet<string>): Differences {
  const found = new Map(posts.map((post) => [post.marker, post]));
  const differences = { lost: 0, doubled: 0, refusedButDone: 0, otherId: 0, keptReplies: 0 };
  for (const [marker, { outcome, id }] of ledger.entries) {
    const post = found.get(marker);
    if (outcome === 'ok' && !post) differences.lost += 1;
    if (outcome === 'ok' && post && post.id !== id) differences.otherId += 1;
    if (outcome === 'fail' && post) differences.refusedButDone += 1;
  }
  differences.doubled = posts.filter(({ count }) => count > 1).length;
  const unkept = posts.filter(({ marker }) => !replies.has(marker)).length;
  differences.keptReplies = unkept + [...replies].filter((marker) => !found.has(marker)).length;
  return differences;
}

/** The sum: what must be 0. */
export function sumOf(differences: Differences): number {
  const { lost, doubled, refusedButDone, otherId, keptReplies } = differences;
  return lost + doubled + refusedButDone + otherId + keptReplies;
}
