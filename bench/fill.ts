import type { Client } from 'pg';

const USERS = 10_000;
/** Two for each post on average, which a tenth of the posts share. */
const COMMENTS_PER_POST = 2;
const DISCUSSED = 10;

/**
 * What the import leaves out: users who only read, and comments. Set-based, because there is no bulk way for them; the
 * same in every run.
 */
export async function fill(client: Client, posts: number): Promise<void> {
  await client.query('BEGIN');
  await client.query(READERS, [USERS]);
  await client.query(COMMENTS, [posts * COMMENTS_PER_POST, DISCUSSED]);
  await client.query(COUNTS);
  await client.query('COMMIT');
  // What autovacuum would have done by the time that anybody reads.
  await client.query('VACUUM ANALYZE');
}

const READERS = `
  INSERT INTO users (id, username, name, created_at, updated_at)
  SELECT md5('reader ' || n)::uuid, 'reader-' || n, 'Reader ' || n, now(), now()
  FROM generate_series(1, $1::integer - (SELECT count(*)::integer FROM users)) AS n`;

const COMMENTS = `
  WITH discussed AS (
    SELECT id, row_number() OVER (ORDER BY published_at DESC, id DESC) AS place FROM (
      SELECT id, published_at, row_number() OVER (ORDER BY published_at DESC, id DESC) AS number FROM posts
      WHERE status = 'published') numbered
    WHERE number % $2 = 1),
  authors AS (SELECT id, row_number() OVER (ORDER BY username) AS place FROM users)
  INSERT INTO comments (id, post_id, author_id, content, created_at, updated_at)
  SELECT md5('comment ' || n)::uuid, d.id, a.id, 'Comment ' || n || '. ' || repeat('I see it in another way. ', 6),
    now() - n * interval '1 second', now() - n * interval '1 second'
  FROM generate_series(1, $1::integer) AS n
  JOIN discussed d ON d.place = 1 + n % (SELECT count(*) FROM discussed)
  JOIN authors a ON a.place = 1 + n % (SELECT count(*) FROM authors)`;

const COUNTS = `
  UPDATE posts SET comment_count = counted.count
  FROM (SELECT post_id, count(*)::integer AS count FROM comments GROUP BY post_id) counted
  WHERE posts.id = counted.post_id`;
