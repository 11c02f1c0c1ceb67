import pg from 'pg';
import { Jobs } from '../../src/platform/jobs/index.js';
import type { Reply } from '../support/client.js';
import { ignoreStatements, noteStatements, sentBy, sentByWork, type SentStatement } from '../support/statements.js';
import { until } from '../support/until.js';
import { canReplace, foreignKeysOf, indexesOf } from './plans/indexes.js';
import { CHANGING_OPERATIONS, ordersOf, READING_OPERATIONS } from './plans/openapi.js';
import { Planner } from './plans/plan-faults.js';
import { READINGS, type Reading } from './plans/readings.js';
import { fullWorld, rowId, restarted, type World } from './plans/world.js';
import { WRITINGS } from './plans/writings.js';

let world: World;
let client: pg.Client;
let planner: Planner;
beforeAll(async () => {
  world = await fullWorld();
  client = new pg.Client(world.server.databaseUrl);
  await client.connect();
  planner = await Planner.on(client);
  noteStatements();
}, 240_000);
afterAll(async () => {
  ignoreStatements();
  await client.end();
  await world.stop();
});

const POPULAR_COMMENTS = `/posts/${rowId('post', 7)}/comments`;

/** Tables that stay small, with the reason. */
const SMALL: Record<string, string> = {
  migrations: 'one row for each change of the schema',
  tag_counts: 'changes of the last minute, which a job adds to the tags',
};

it('every table is filled, or stays small for a reason', async () => {
  const { rows } = await client.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1`,
  );
  const small = rows.map(({ name }) => name).filter((name) => !planner.isLarge(name));
  expect(small).toEqual(Object.keys(SMALL).sort());
});

describe('nothing that is written reads a large table from end to end', () => {
  it.each(WRITINGS.map((row) => [row.operation, row] as const))('%s', async (_, { prepare, send }) => {
    await prepare?.(world);
    const { sent } = await sentBy(() => send(world));
    expect(sent.length).toBeGreaterThan(0);
    expect(await planner.faultsOf(sent)).toEqual([]);
  });

  it('covers every operation of the document that changes something', () => {
    const covered = new Set(WRITINGS.map(({ operation }) => operation));
    expect(CHANGING_OPERATIONS.filter((name) => !covered.has(name))).toEqual(['POST /posts/import']);
  });
});

describe('no job reads a large table from end to end', () => {
  /** What the jobs that requests add are given. */
  const PAYLOADS: Record<string, object> = {
    'send-account-mail': { id: rowId('mail', 5) },
    'recover-account': { email: 'ann@example.com' },
  };
  /** Jobs that read everything, with the reason. */
  const WHOLE: Record<string, string> = { 'prune-title-words': 'compares all words with all titles, once a night' };

  it('neither on its schedule, nor asked for by a request', async () => {
    const { handlers } = world.server.app.get(Jobs);
    const names = [...handlers.keys()].filter((name) => !(name in WHOLE));
    const faults: Record<string, string[]> = {};
    for (const name of names) {
      const sent = await sentByWork(
        () => handlers.get(name)?.(PAYLOADS[name] ?? {}) ?? Promise.reject(new Error(name)),
      );
      faults[name] = sent.length === 0 ? ['has had nothing to do'] : await planner.faultsOf(sent);
    }
    expect(faults).toEqual(Object.fromEntries(names.map((name) => [name, []])));
  });

  it('nor again and again', async () => {
    for (const { name, work } of world.server.app.get(Jobs).repeated) {
      expect([name, await planner.faultsOf(await sentByWork(work))]).toEqual([name, []]);
    }
  });

  it('but for the one that has to', async () => {
    const { handlers } = world.server.app.get(Jobs);
    expect([...handlers.keys()].filter((name) => name in WHOLE)).toEqual(Object.keys(WHOLE));
  });

  it('nor do the functions, triggers and foreign keys of the database behind all that was written', async () => {
    await world.server.app.close();
    await until(async () => {
      const { rows } = await client.query(
        `SELECT FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()`,
      );
      return rows.length === 0;
    });
    const { rows } = await client.query<{ relname: string; seq_scan: string }>(
      `SELECT relname, seq_scan FROM pg_stat_user_tables WHERE schemaname = 'public' AND seq_scan > 0`,
    );
    expect(rows.filter(({ relname }) => planner.isLarge(relname))).toEqual([]);
  });
});

/** Audit entries about reading are made once a minute at most. */
const counted = (sent: SentStatement[]): SentStatement[] => sent.filter(({ name }) => name !== 'audit.insert');

const pathOf = ({ path }: Reading): string => path.replace(/\{(\w+)\}/, (_, name: string) => world.ids[name] ?? '');

/** An answer, the number of statements that it took, and what is wrong with their plans. */
async function read(row: Reading, query: Record<string, string>): Promise<{ reply: Reply; found: unknown[] }> {
  const { reply, sent } = await sentBy(async () => row.by(world).get(pathOf(row), { query }));
  const statements = counted(sent);
  const isWithin = row.shared === true && statements.length <= row.statements;
  const faults = await planner.faultsOf(statements, Object.keys(row.whole ?? {}));
  return { reply, found: [isWithin ? row.statements : statements.length, faults] };
}

describe('what is read takes the statements that it may, none of which reads a large table from end to end', () => {
  beforeAll(async () => {
    world = await restarted(world);
  });

  it.each(READINGS.map((row) => [row.path, row] as const))('%s', async (_, row) => {
    const found: Record<string, unknown> = {};
    const expected: Record<string, unknown> = {};
    for (const order of ordersOf(row)) {
      const name = Object.values(order).join(' ');
      const first = await read(row, order);
      found[name] = first.found;
      expected[name] = [row.statements, []];
      const cursor = first.reply.body?.meta?.nextCursor as string | null | undefined;
      if (!cursor) continue;
      found[`${name} by cursor`] = (await read(row, { ...order, cursor })).found;
      expected[`${name} by cursor`] = [row.byCursor ?? row.statements - 1, []];
    }
    expect(found).toEqual(expected);
  });

  it('covers every operation of the document that reads', () => {
    const covered = new Set(READINGS.map(({ operation }) => operation));
    expect(READING_OPERATIONS.filter((name) => !covered.has(name))).toEqual([]);
  });
});

describe('a page by cursor', () => {
  /** Where the page of twenty begins: behind so many rows. */
  const NEAR = 1;
  const DEEP = 4_998;

  it.each(['/posts', '/posts?sortBy=title', '/tags', '/tags?sortBy=name', '/users', '/audit-log', POPULAR_COMMENTS])(
    'touches as many pages of the tables however deep it lies: %s',
    async (path) => {
      const pagesAt = async (page: number): Promise<number> => {
        const { body } = await world.admin.api.get(path, { query: { limit: 1, page } });
        const query = { limit: 20, cursor: body.meta.nextCursor as string };
        const { reply, sent } = await sentBy(() => world.admin.api.get(path, { query }));
        expect(reply.data).toHaveLength(20);
        const touched = sent.filter(({ text }) => text.includes('ORDER BY')).map((list) => planner.pagesOf(list));
        return (await Promise.all(touched)).reduce((sum, pages) => sum + pages, 0);
      };
      const near = await pagesAt(NEAR);
      // Twenty rows may happen to lie across one page more of the table and of each index.
      expect(await pagesAt(DEEP)).toBeLessThanOrEqual(near * 1.1 + 3);
    },
  );
});

describe('the indexes', () => {
  /** What no plan above shows, with the reason. */
  const UNSEEN: Record<string, string> = {
    title_words_trigrams_idx: 'search_resembling() finds the words by it that come closest to a misspelt one',
    title_words_word_idx: 'triggers look by it whether a word of a title is known',
  };

  it('one of them begins with the columns of each foreign key', async () => {
    const keys = await foreignKeysOf(client);
    expect(keys.length).toBeGreaterThan(0);
    expect(keys.filter(({ indexes }) => indexes.length === 0)).toEqual([]);
  });

  it('none of them finds only what another one finds as well', async () => {
    const indexes = await indexesOf(client);
    const doubles = indexes.flatMap((one) =>
      indexes.filter((other) => canReplace(one, other)).map((other) => `${one.name}, for there is ${other.name}`),
    );
    expect(doubles).toEqual([]);
  });

  it('each of them is used by a plan, forbids something, or serves a foreign key', async () => {
    const forKeys = new Set((await foreignKeysOf(client)).flatMap(({ indexes }) => indexes));
    const unseen = (await indexesOf(client))
      .filter(({ name, isUnique }) => !isUnique && !forKeys.has(name) && !planner.usedIndexes.has(name))
      .map(({ name }) => name);
    expect(unseen).toEqual(Object.keys(UNSEEN));
  });
});
