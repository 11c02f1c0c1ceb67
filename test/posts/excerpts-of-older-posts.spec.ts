import { randomUUID } from 'node:crypto';
import { migrate, revertMigration } from '../../src/platform/database/index.js';
import { loadMigrations } from '../../src/platform/database/migration-files.js';
import { onDatabase } from '../database/catalogue.js';
import { need } from '../support/environment.js';

const DERIVED = '20260201160000';
const AUTHOR = '0192f0c1-2345-7abc-8def-0123456789ab';

const CONTENTS = [
  ['A **bold** word and [a link](https://a.example).', 'A bold word and a link.'],
  ['# Title\n\n<div>Some <b>HTML</b></div>\n\n```js\n```\n', 'Some HTML'],
  ['![only](https://a.example/x.png)', ''],
  ['世'.repeat(1_000), `${'世'.repeat(199)}…`],
  ['word '.repeat(100_000), /^(?:word )+(?:word|wor|wo|w)…$/],
] as const;

describe('posts that were there before', () => {
  const server = need('server');
  const url = new URL(server);
  url.pathname = `quire_test_${randomUUID().replaceAll('-', '')}`;
  const name = url.pathname.slice(1);
  beforeAll(() => onDatabase(server, (client) => client.query(`CREATE DATABASE ${name} TEMPLATE template0`)));
  afterAll(() => onDatabase(server, (client) => client.query(`DROP DATABASE ${name} WITH (FORCE)`)));

  it('get excerpts of their contents; and back again', async () => {
    const migrations = (await loadMigrations()).filter(({ name: migration }) => migration.slice(-14) <= DERIVED);
    await migrate(url.href, { migrations: migrations.filter(({ name: migration }) => migration.slice(-14) < DERIVED) });
    await onDatabase(url.href, async (client) => {
      await client.query(
        `INSERT INTO users (id, username, name, role, created_at, updated_at) VALUES ($1, 'ann', 'Ann', 'user', now(), now())`,
        [AUTHOR],
      );
      await client.query(
        `INSERT INTO posts (id, author_id, slug, title, content, status, reading_time_minutes, created_at, updated_at)
         SELECT gen_random_uuid(), $1, 'post-' || n, 'Post', content, 'draft', 1, now(), now()
         FROM unnest($2::text[]) WITH ORDINALITY AS c (content, n)`,
        [AUTHOR, CONTENTS.map(([content]) => content)],
      );
    });
    await migrate(url.href, { migrations });
    const { rows } = await onDatabase(url.href, (client) =>
      client.query<{ derived_excerpt: string }>('SELECT derived_excerpt FROM posts ORDER BY slug'),
    );
    for (const [index, [, excerpt]] of CONTENTS.entries())
      expect(rows[index]?.derived_excerpt).toMatch(excerpt || /^$/);
    await revertMigration(url.href, { migrations });
    const columns = `SELECT 1 FROM information_schema.columns WHERE column_name = 'derived_excerpt'`;
    expect((await onDatabase(url.href, (client) => client.query(columns))).rows).toEqual([]);
  });
});
