import { createHash } from 'node:crypto';
import { TagCountsRepository } from '../../../src/posts/tag-counts.repository.js';
import { startApp, type TestApp } from '../../support/app.js';
import { anApiKey } from '../../support/api-keys.js';
import type { Client } from '../../support/client.js';
import { createDatabase } from '../../support/postgres.js';
import { aPost } from '../../support/posts.js';
import { until } from '../../support/until.js';
import { aUser, type TestUser } from '../../support/users.js';
import { say } from '../../comments/comments.js';
import { onDatabase } from '../catalogue.js';
import { fillTables } from './large-data.js';

/** Who calls: `ann` is the writer whom the large tables are filled around, `bob` a reader with next to nothing. */
export interface World {
  server: TestApp;
  anyone: Client;
  ann: TestUser;
  bob: TestUser;
  moderator: TestUser;
  admin: TestUser;
  /** One of ann's API keys, and one of her comments, by what paths call them. */
  ids: Record<string, string>;
  stop(): Promise<void>;
}

/** The application without its cache, so that every read is a miss, on full tables. */
export async function fullWorld(): Promise<World> {
  const database = await createDatabase();
  const server = await start(database.url);
  const ann = await aUser().named('ann').in(server);
  await fillTables(database.url, ann.id);
  await onDatabase(database.url, async (client) => {
    // It passes by what the application's own job is at, so that once may not be enough.
    await until(async () => {
      await server.app.get(TagCountsRepository).settle();
      return (await client.query('SELECT FROM tag_counts LIMIT 1')).rows.length === 0;
    });
    await client.query('VACUUM ANALYZE tags, tag_counts');
    await client.query('SELECT pg_stat_reset()');
  });
  const bob = await aUser().named('bob').in(server);
  await aPost().by(bob.api).published();
  const moderator = await aUser().named('mia').moderator().in(server);
  const admin = await aUser().named('ada').admin().in(server);
  const { id: comment } = await say(ann, rowId('post', 7), 'A comment');
  const { id: key } = await anApiKey(server, ann, 'posts:read');
  const stop = async (): Promise<void> => {
    await server.app.close();
    await database.drop();
  };
  return { server, anyone: server.api, ann, bob, moderator, admin, ids: { comment, key }, stop };
}

/** The same world, whose application has been closed, with a new one. */
export async function restarted({ ann, bob, moderator, admin, ...world }: World): Promise<World> {
  const server = await start(world.server.databaseUrl);
  const again = (user: TestUser): TestUser => ({ ...user, api: server.api.with(user.accessToken) });
  const stop = async (): Promise<void> => {
    await server.app.close();
    await world.stop();
  };
  const callers = { ann: again(ann), bob: again(bob), moderator: again(moderator), admin: again(admin) };
  return { ...world, ...callers, server, anyone: server.api, stop };
}

function start(databaseUrl: string): Promise<TestApp> {
  return startApp({ cache: { enabled: false } }, { databaseUrl });
}

/** The id of a row by its table and number, as `large-data.ts` makes it. */
export function rowId(table: 'user' | 'post' | 'tag' | 'session' | 'key' | 'mail', number: number): string {
  const hex = createHash('md5').update(`${table}${number}`).digest('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
