import { all } from './post-selection.js';

export interface NewestHits {
  /** How many. */
  count: number;
  /** SQL for what posts `p` have in common. */
  conditions: string[];
  /** SQL of their date. */
  date: string;
  /** SQL for a date since which there may be enough of them; undefined to look through all at once. */
  since: string | undefined;
}

/**
 * Common table expressions, the last of which is `newest`: the place in the table (`spot`) of each of the newest hits.
 * Those since a date are enough if there are so many of them; then all older hits need not be looked at.
 */
export function newestHits({ count, conditions, date, since }: NewestHits): string[] {
  const among = (more: string[]): string =>
    `SELECT p.ctid AS spot, p.id, ${date} AS date FROM posts p WHERE ${all([...conditions, ...more])}`;
  const gathered =
    since === undefined
      ? [`hits AS (${among([])})`]
      : [
          `recent AS MATERIALIZED (${among([`${date} >= ${since}`])})`,
          `enough AS MATERIALIZED (SELECT count(*) >= ${count} AS yes FROM recent)`,
          `hits AS (SELECT * FROM recent WHERE (SELECT yes FROM enough)
            UNION ALL ${among(['NOT (SELECT yes FROM enough)'])})`,
        ];
  return [
    ...gathered,
    `newest AS MATERIALIZED (SELECT h.spot FROM hits h ORDER BY h.date DESC, h.id DESC LIMIT ${count})`,
  ];
}
