/**
 * What has to be an error of the compiler: `npm run types` fails where one of these lines compiles. Nothing here runs.
 */
import {
  createQuire,
  isProblem,
  type ItemOf,
  type ProblemCode,
  type Schemas,
} from '../../clients/typescript/src/index.js';

const quire = createQuire({ baseUrl: '' });
const program = createQuire({ baseUrl: '', apiKey: 'quire_…' });
function read<Value>(value: Value): Value {
  return value;
}

const id = '0192f0a0-0000-7000-8000-000000000001';

export async function wrongCalls(): Promise<void> {
  // @ts-expect-error -- no such path
  await quire.get('/api/v1/nowhere');
  // @ts-expect-error -- the path has no such method
  await quire.put('/api/v1/posts');
  // @ts-expect-error -- the path needs its parameter
  await quire.get('/api/v1/posts/{id}');
  // @ts-expect-error -- the parameter has another name
  await quire.get('/api/v1/posts/{id}', { path: { slug: id } });
  // @ts-expect-error -- an unknown query parameter
  await quire.get('/api/v1/posts', { query: { colour: 'red' } });
  // @ts-expect-error -- a value outside the enum
  await quire.get('/api/v1/posts', { query: { sortBy: 'length' } });
  // @ts-expect-error -- a body is needed
  await quire.post('/api/v1/posts');
  // @ts-expect-error -- a required member is missing
  await quire.post('/api/v1/posts', { body: { title: 'News' } });
  // @ts-expect-error -- a member of another type
  await quire.post('/api/v1/posts', { body: { title: 'News', content: 7 } });
  // @ts-expect-error -- an unknown member
  await quire.post('/api/v1/posts', { body: { title: 'News', content: 'Words.', colour: 'red' } });
  // @ts-expect-error -- reading takes no If-Match
  await quire.get('/api/v1/posts/{id}', { path: { id }, ifMatch: '"1.a"' });
  // @ts-expect-error -- the operation takes no Idempotency-Key
  await quire.post('/api/v1/auth/logout-all', { idempotencyKey: 'k' });
  // @ts-expect-error -- what is no JSON has to be fetched
  await quire.get('/feed.xml');
}

export async function wrongReads(): Promise<void> {
  const { data: post } = await quire.get('/api/v1/posts/{id}', { path: { id } });
  // @ts-expect-error -- no such member
  read(post.colour);
  // @ts-expect-error -- null before it is published
  post.publishedAt.toUpperCase();
  const { data: row } = await quire.get('/api/v1/posts');
  // @ts-expect-error -- lists leave the content out
  read(row[0]?.content);
  const { data: nothing } = await quire.delete('/api/v1/posts/{id}', { path: { id } });
  // @ts-expect-error -- nothing is answered
  read(nothing.id);
}

export async function wrongLists(): Promise<void> {
  // @ts-expect-error -- no list
  quire.items('/api/v1/users/me');
  // @ts-expect-error -- the walk keeps its own place
  quire.items('/api/v1/posts', { query: { cursor: 'x' } });
  for await (const tag of quire.items('/api/v1/tags')) {
    // @ts-expect-error -- a row of another list
    read(tag.title);
  }
}

export function wrongProblems(error: unknown): void {
  // @ts-expect-error -- no such code
  isProblem(error, 'OUT_OF_INK');
  // @ts-expect-error -- the code has been narrowed
  if (isProblem(error, 'SLUG_TAKEN')) read<'NOT_FOUND'>(error.code);
  // @ts-expect-error -- not every code is this one
  const code: 'NOT_FOUND' = 'RATE_LIMITED' as ProblemCode;
  read(code);
}

export async function wrongCallers(): Promise<void> {
  // @ts-expect-error -- a key has no session
  read(program.session);
  // @ts-expect-error -- either a key or a session
  createQuire({ baseUrl: '', apiKey: 'quire_…', cookie: true });
  // @ts-expect-error -- the client sets it by itself
  await quire.session.login({ email: 'ann@example.com', password: 'x', cookie: true });
}

// @ts-expect-error -- rows have no content, posts have
export const post: Schemas['PostView'] = {} as ItemOf<'/api/v1/posts'>;
