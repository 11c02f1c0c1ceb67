import { createHash, createSecretKey, randomBytes } from 'node:crypto';
import type { QueryConfig, QueryResult } from 'pg';
import type { KeysetRow } from '../../src/platform/database/index.js';
import { CursorSeal } from '../../src/platform/http/pagination/cursor.js';
import type { PostRow } from '../../src/posts/post.rows.js';
import { toPostListItem, toPostView } from '../../src/posts/post.view.js';
import type { Recorded, SentStatement } from '../tape.js';
import type { BareAnswer } from './bare-server.js';

/** A pool or a client. */
export interface Queryable {
  query(config: QueryConfig): Promise<QueryResult>;
}

/** Runs the statements of an answer one after the other and makes the same answer of their rows. */
export async function replayRead(database: Queryable, recorded: Recorded): Promise<BareAnswer> {
  let posts: PostRow[] = [];
  for (const statement of recorded.statements) {
    const { rows } = await database.query(toQuery(statement));
    if (isPosts(rows)) posts = rows;
  }
  const { status, headers } = recorded;
  return { status, headers, ...toBody(recorded, posts) };
}

/** Named where the application names it, and so prepared once per connection. */
export function toQuery({ name, text, values }: SentStatement): QueryConfig {
  return { name, text, values };
}

/** A search without hits has one row of nothing but counts. */
export function isPosts(rows: unknown[]): rows is PostRow[] {
  const [first] = rows;
  return typeof first === 'object' && first !== null && 'authorUsername' in first && first.authorUsername !== null;
}

/** The bytes of one post and their tag, made as the application makes them. */
export function toPostBody(post: PostRow): { body: Buffer; etag: string } {
  const body = Buffer.from(JSON.stringify({ data: toPostView(post) }));
  return { body, etag: `"${post.version}.${digest(body)}"` };
}

/** What a list has around its rows. */
interface Envelope {
  meta: { limit: number; nextCursor: string | null };
  links: { next: string | null };
}

/** Cursors are sealed as the application seals them, by a key of our own: nobody follows them. */
const seal = new CursorSeal(createSecretKey(randomBytes(32)));
const envelopes = new WeakMap<Recorded, Envelope | undefined>();

function toBody(recorded: Recorded, posts: PostRow[]): { body: Buffer; etag: string } {
  const envelope = envelopeOf(recorded);
  const [post] = posts;
  if (!envelope && post) return toPostBody(post);
  if (!envelope) throw new Error(`${recorded.path} has no post`);
  // The application asks for one row more than it shows.
  const shown = posts.slice(0, envelope.meta.limit) as (PostRow & KeysetRow)[];
  const body = Buffer.from(
    JSON.stringify({ data: shown.map(toPostListItem), ...withCursor(envelope, recorded.path, shown.at(-1)) }),
  );
  return { body, etag: `"${digest(body)}"` };
}

/** Totals and links as they were, and a cursor of the request's own. */
function withCursor({ meta, links }: Envelope, path: string, last: KeysetRow | undefined): Envelope {
  if (meta.nextCursor === null || !last) return { meta, links };
  const nextCursor = seal.seal({ value: last.sortValue, id: last.sortId }, path);
  const next = links.next?.replace(meta.nextCursor, nextCursor) ?? null;
  return { meta: { ...meta, nextCursor }, links: { ...links, next } };
}

function envelopeOf(recorded: Recorded): Envelope | undefined {
  if (!envelopes.has(recorded)) {
    const { meta, links } = JSON.parse(recorded.body) as Partial<Envelope>;
    envelopes.set(recorded, meta && links && { meta, links });
  }
  return envelopes.get(recorded);
}

function digest(body: Buffer): string {
  return createHash('sha256').update(body).digest('base64url').slice(0, 16);
}
