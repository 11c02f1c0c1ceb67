import { all } from './post-selection.js';
import type { RecentLook } from './recent-posts.js';

export interface NewestHits {
  /** How many. */
  count: number;
  /** SQL for what posts `p` have in common beside the words. */
  conditions: string[];
  /** SQL for the words that they have. */
  words: string;
  /** SQL of their date. */
  date: string;
  /** How to look among the newest first, since a date in SQL; undefined to look through all at once. */
  recent: (Omit<RecentLook, 'since'> & { since: string }) | undefined;
}

/**
 * Common table expressions, the last of which is `newest`: place in the table (`spot`), id, date and searched head of each
 * of the newest hits.
 * Those since a date are enough if there are so many of them; then all older hits need not be looked at.
 */
export function newestHits({ count, conditions, words, date, recent }: NewestHits): string[] {
  const columns = `p.ctid AS spot, p.id, ${date} AS date, p.search_head AS head`;
  const among = (...conditions: string[]): string => `SELECT ${columns} FROM posts p WHERE ${all(conditions)}`;
  const newestFirst = `ORDER BY date DESC, id DESC LIMIT ${count}`;
  const newest = `newest AS MATERIALIZED (SELECT * FROM hits ${newestFirst})`;
  if (!recent) return [`hits AS (${among(...conditions, words)})`, newest];
  const { since, isFinal, isWalk } = recent;
  const those = [...conditions, `${date} >= ${since}`];
  const lookUp = among(...those, words);
  // What is read in an order that nothing may change has no use for an index of words.
  const walk = `SELECT spot, id, date, head FROM (
    SELECT ${columns}, p.search FROM posts p WHERE ${all(those)} ORDER BY ${date} DESC, p.id DESC OFFSET 0) p
    WHERE ${words} ${newestFirst}`;
  const found = `recent AS MATERIALIZED (${isWalk ? walk : lookUp})`;
  if (isFinal) return [found, 'hits AS (SELECT * FROM recent)', newest];
  return [
    found,
    `enough AS MATERIALIZED (SELECT count(*) >= ${count} AS yes FROM recent)`,
    `hits AS (SELECT * FROM recent WHERE (SELECT yes FROM enough)
      UNION ALL ${among(...conditions, words, 'NOT (SELECT yes FROM enough)')})`,
    newest,
  ];
}
