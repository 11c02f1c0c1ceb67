import pg from 'pg';
import type { TestApp } from '../support/app.js';

/**
 * Writes published posts straight into the database: `Post 1`, `Post 2` …, a minute apart (ten of each minute share
 * their moment), every fiftieth about whales, every hundredth with the tag `rare`. On a connection of its own, without
 * the limits on how long a request's statement may take.
 */
export async function manyPosts(server: TestApp, authorId: string, count: number): Promise<void> {
  const client = new pg.Client({ connectionString: server.databaseUrl });
  await client.connect();
  try {
    for (const text of [POSTS, SLUGS, TAG, POST_TAGS]) {
      await client.query(text, text.includes('$1') ? [authorId, count] : []);
    }
    await client.query('ANALYZE posts, post_slugs, tags, post_tags, users');
  } finally {
    await client.end();
  }
}

const POSTS = `
  INSERT INTO posts (id, author_id, slug, title, content, status, tags, reading_time_minutes, published_at, created_at, updated_at)
  SELECT gen_random_uuid(), $1, 'post-' || n, 'Post ' || n,
    CASE WHEN n % 50 = 0 THEN 'About whales and ' ELSE 'About ' END || repeat('lorem ipsum dolor ', 20),
    'published', CASE WHEN n % 100 = 0 THEN '{rare}'::text[] ELSE '{}' END, 1,
    '2020-01-01T00:00:00Z'::timestamptz + (n / 10) * interval '1 minute', now(), now()
  FROM generate_series(1, $2::integer) AS n`;
const SLUGS = 'INSERT INTO post_slugs SELECT slug, id FROM posts ON CONFLICT DO NOTHING';
const TAG = `INSERT INTO tags VALUES (gen_random_uuid(), 'rare', 'rare', 'rare')`;
const POST_TAGS = `
  INSERT INTO post_tags SELECT p.id, 0, t.id FROM posts p JOIN tags t ON t.slug = 'rare' WHERE 'rare' = ANY (p.tags)`;
