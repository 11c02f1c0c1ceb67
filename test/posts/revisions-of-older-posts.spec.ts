import { randomUUID } from 'node:crypto';
import { migrate, revertMigration } from '../../src/platform/database/index.js';
import { loadMigrations } from '../../src/platform/database/migration-files.js';
import { onDatabase } from '../database/catalogue.js';
import { need } from '../support/environment.js';

const FIRST = '20260201120000';
const SECOND = '20260201121000';
const AUTHOR = '0192f0c1-2345-7abc-8def-0123456789ab';

const OLDER_POSTS = `
  INSERT INTO users (id, username, name, role, created_at, updated_at) VALUES ('${AUTHOR}', 'ann', 'Ann', 'user', now(), now());
  INSERT INTO posts (id, author_id, slug, title, content, status, tags, reading_time_minutes, published_at, created_at, updated_at, version)
    SELECT gen_random_uuid(), '${AUTHOR}', 'post-' || n, 'Post ' || n, 'Words.', CASE WHEN n = 3 THEN 'draft' ELSE 'published' END,
      '{News}', 1, now(), now(), '2026-01-01T00:00:00Z', n FROM generate_series(1, 3) n;
  INSERT INTO tags (id, key, slug, name) VALUES ('${AUTHOR}', 'news', 'news', 'News');
  INSERT INTO post_tags (post_id, position, tag_id) SELECT id, 0, '${AUTHOR}' FROM posts`;

describe('posts that were there before', () => {
  const server = need('server');
  const name = `quire_test_${randomUUID().replaceAll('-', '')}`;
  const url = new URL(server);
  url.pathname = name;
  beforeAll(() => onDatabase(server, (client) => client.query(`CREATE DATABASE ${name} TEMPLATE template0`)));
  afterAll(() => onDatabase(server, (client) => client.query(`DROP DATABASE ${name} WITH (FORCE)`)));

  async function all(text: string): Promise<unknown[]> {
    return (await onDatabase(url.href, (client) => client.query<Record<string, unknown>>(text))).rows;
  }

  it('begin their history with what they say now, and their tags keep their counts; and back again', async () => {
    const migrations = (await loadMigrations()).filter(({ name: migration }) => migration.slice(-14) <= SECOND);
    await migrate(url.href, { migrations: migrations.filter(({ name: migration }) => migration.slice(-14) < FIRST) });
    await onDatabase(url.href, (client) => client.query(OLDER_POSTS));
    await migrate(url.href, { migrations });

    expect(
      await all('SELECT version, title, tags, edited_by, created_at FROM post_revisions ORDER BY version'),
    ).toEqual(
      [1, 2, 3].map((version) => ({
        version,
        title: `Post ${version}`,
        tags: ['News'],
        edited_by: AUTHOR,
        created_at: new Date('2026-01-01T00:00:00Z'),
      })),
    );
    expect(await all('SELECT tag_id, change FROM tag_counts')).toEqual([{ tag_id: AUTHOR, change: 2 }]);

    await all(
      `INSERT INTO tags (id, key, slug, name, alias_of) VALUES (gen_random_uuid(), 'old', 'old', 'Old', '${AUTHOR}')`,
    );
    await revertMigration(url.href, { migrations });
    expect(await all('SELECT name FROM tags')).toEqual([{ name: 'News' }]);
    await migrate(url.href, { migrations });
  });
});
