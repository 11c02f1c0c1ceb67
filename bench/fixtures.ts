import type { Client } from 'pg';
import { ask, posting, refusal, send } from './ask.js';
import { post, word } from './data-set.js';
import type { Call } from './load.js';
import type { Credentials, Quire } from './quire.js';

/** What the scenarios ask for. */
export interface Fixtures {
  /** People who sign in; their hash is the first one's. */
  accounts: Credentials[];
  hash: string;
  /** Access tokens of a writer, who is none of `accounts`, and of an admin. */
  writer: string;
  admin: string;
  /** One post of 2 KB and the front page. */
  bySlug: Call;
  newest: Call;
  ownDraft: Call;
  create: Call;
  searchMany: Call[];
  searchFew: Call[];
  /** The posts that people read and their authors edit, none of which is on the front page. */
  popular: { id: string; slug: string }[];
}

const PASSWORD = 'Bench-4-everybody!';
const POPULAR = 10_000;
/** No list that is measured shows posts which a scenario edits. */
const FRONT = 100;
/** Far enough for the post to stay a scheduled one. */
const SCHEDULED = '2100-01-01T00:00:00Z';

/** Makes what is missing through the API, and looks up the rest. */
export async function makeFixtures(quire: Quire, client: Client): Promise<Fixtures> {
  const accounts = Array.from({ length: 11 }, (_, number) => ({
    email: `bench-${number}@example.com`,
    password: PASSWORD,
  }));
  for (const [number, account] of accounts.entries()) {
    const registration = posting('/auth/register', { ...account, username: `bench-${number}` });
    const reply = await send(quire.url, registration);
    if (![201, 409].includes(reply.status)) throw refusal(registration, reply);
  }
  const [first, ...others] = accounts;
  const writer = await quire.signIn(first);
  const authorized = { Authorization: `Bearer ${writer}` };
  const { content, tags } = post(0);
  const draft = await ask(quire.url, posting('/posts', { title: 'A draft of the bench', content, tags }, authorized));
  const front = await rows<{ slug: string }>(client, PUBLISHED, [1, 10]);
  const hashes = await rows<{ hash: string }>(client, HASH, [others[0]?.email]);
  return {
    accounts: others,
    hash: hashes[0]?.hash ?? '',
    writer,
    admin: await quire.signIn(),
    bySlug: { path: `/api/v1/posts/${front[0]?.slug ?? ''}` },
    newest: { path: '/api/v1/posts' },
    ownDraft: {
      path: `/api/v1/posts/${(JSON.parse(draft.text) as { data: { id: string } }).data.id}`,
      headers: authorized,
    },
    create: posting(
      '/posts',
      { title: 'Written as {n}', content, tags, publishAt: SCHEDULED },
      { ...authorized, 'Idempotency-Key': '{n}' },
    ),
    searchMany: searches((number) => word(number)),
    searchFew: searches((number) => word(25_000 + 200 * number)),
    popular: await rows<{ id: string; slug: string }>(client, PUBLISHED, [POPULAR, FRONT]),
  };
}

const PUBLISHED = `
  SELECT id, slug FROM posts WHERE status = 'published' ORDER BY published_at DESC, id DESC LIMIT $1 OFFSET $2`;
const HASH = `
  SELECT password_hash AS hash FROM credentials JOIN users ON users.id = user_id WHERE email = $1`;

function searches(query: (number: number) => string): Call[] {
  return Array.from({ length: 20 }, (_, number) => ({ path: `/api/v1/posts?q=${query(number)}` }));
}

async function rows<Row extends object>(client: Client, text: string, values: unknown[]): Promise<Row[]> {
  return (await client.query<Row>(text, values)).rows;
}
