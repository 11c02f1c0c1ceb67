import { startApp, type TestApp } from '../support/app.js';
import type { Client } from '../support/client.js';
import { aUser, type TestUser } from '../support/users.js';
import { livePost, type LivedPost } from './lived-posts.js';
import { threeAtATime } from './three-at-a-time.js';

const SEED = 20_260_201;
const POSTS = 48;

type Name = 'anonymous' | 'ann' | 'bob' | 'eve' | 'mia';

let server: TestApp;
let users: Record<Exclude<Name, 'anonymous'>, TestUser>;
let posts: LivedPost[];
let apis: [Name, Client][];
beforeAll(async () => {
  server = await startApp();
  users = {
    ann: await aUser().named('ann').in(server),
    bob: await aUser().named('bob').in(server),
    eve: await aUser().named('eve').in(server),
    mia: await aUser().named('mia').moderator().in(server),
  };
  apis = [
    ['anonymous', server.api],
    ...Object.entries(users).map(([name, { api }]): [Name, Client] => [name as Name, api]),
  ];
  for (const { api } of Object.values(users)) {
    for (const author of [users.ann, users.bob]) await api.put(`/users/${author.id}/follow`); // themselves nobody can
  }
  const readers = [users.ann.api, users.bob.api, users.eve.api, users.mia.api];
  const lives = Array.from(
    { length: POSTS },
    (_, n) => () => livePost(server, n % 3 === 0 ? users.bob : users.ann, readers, SEED + n),
  );
  posts = await threeAtATime(lives);
}, 120_000);
afterAll(() => server.stop());

const isPublic = ({ status, trashed }: LivedPost): boolean => status === 'published' && !trashed;
const isOurs = (name: Name, { author }: LivedPost): boolean => name === 'mia' || name === author;
/** The rule, as the contract says it. */
const sees = (name: Name, post: LivedPost): boolean => !post.trashed && (isPublic(post) || isOurs(name, post));

it('the lives that were made up end in every state, in the trash and out of it', () => {
  const ends = new Set(posts.map(({ status, trashed }) => `${status}${trashed ? ' in the trash' : ''}`));
  expect([...ends].sort()).toEqual(
    ['archived', 'draft', 'published', 'scheduled'].flatMap((status) => [status, `${status} in the trash`]),
  );
  expect(posts.some((post) => post.oldSlug !== undefined && isPublic(post))).toBe(true);
});

/** What shows one post: the status for a caller who may see it, and which posts have it at all. */
const SINGLE: [string, (post: LivedPost) => string | undefined, (name: Name, post: LivedPost) => number][] = [
  ['by id', ({ id }) => `/posts/${id}`, (name, post) => (sees(name, post) ? 200 : 404)],
  ['by slug', ({ slug }) => `/posts/${slug}`, (name, post) => (sees(name, post) ? 200 : 404)],
  ['by an old slug', ({ oldSlug }) => oldSlug && `/posts/${oldSlug}`, (name, post) => (sees(name, post) ? 308 : 404)],
  ['as HTML', ({ id }) => `/posts/${id}?render=html`, (name, post) => (sees(name, post) ? 200 : 404)],
  ['its comments', ({ id }) => `/posts/${id}/comments`, (name, post) => (sees(name, post) ? 200 : 404)],
  [
    'one of its comments',
    ({ commentId }) => commentId && `/comments/${commentId}`,
    (name, post) => (sees(name, post) ? 200 : 404),
  ],
  ['its revisions', ({ id }) => `/posts/${id}/revisions`, revisions],
  ['one of its revisions', ({ id }) => `/posts/${id}/revisions/1`, revisions],
];

function revisions(name: Name, post: LivedPost): number {
  if (name === 'anonymous') return 401;
  if (!sees(name, post)) return 404;
  return isOurs(name, post) ? 200 : 403;
}

it.each(SINGLE)('%s: exactly whoever may see the post', async (_, path, expected) => {
  for (const post of posts) {
    const target = path(post);
    if (target === undefined) continue;
    for (const [name, api] of apis) {
      const { status } = await api.get(target);
      expect([name, describePost(post), status]).toEqual([name, describePost(post), expected(name, post)]);
    }
  }
});

type Shown = (name: Name, post: LivedPost) => boolean;
const inStatus =
  (status: string): Shown =>
  (name, post) =>
    sees(name, post) && post.status === status;
const published: Shown = (_, post) => isPublic(post);
const inTrash: Shown = (name, post) => post.trashed && isOurs(name, post);
const of =
  (author: string, shown: Shown): Shown =>
  (name, post) =>
    post.author === author && shown(name, post);

/** What lists posts, and which of them for whom; undefined where the caller has no such list. */
const LISTS: [path: string, shown: Shown, known?: boolean][] = [
  ['/posts', published],
  ['/posts?status=published', published],
  ...['draft', 'scheduled', 'archived'].flatMap((status): [string, Shown][] => [
    [`/posts?status=${status}`, inStatus(status)],
    [`/posts?status=${status}&q=whale`, inStatus(status)],
    [`/posts?status=${status}&tag=sea&sortBy=title`, inStatus(status)],
    [`/posts?status=${status}&author=ann`, of('ann', inStatus(status))],
    [`/users/bob/posts?status=${status}`, of('bob', inStatus(status))],
  ]),
  ['/posts?status=trashed', inTrash],
  ['/posts?status=trashed&q=whale', inTrash],
  ['/posts?status=trashed&tag=sea', inTrash],
  ['/posts?status=trashed&author=ann', of('ann', inTrash)],
  ['/users/bob/posts?status=trashed', of('bob', inTrash)],
  ['/posts?q=whale', published],
  ['/posts?q=whale&sortBy=createdAt', published],
  ['/posts?q=whalle', published],
  ['/posts?tag=sea', published],
  ['/posts?author=ann&tag=sea&q=whale', of('ann', published)],
  ['/users/ann/posts', of('ann', sees)],
  ['/users/bob/posts?q=whale', of('bob', sees)],
  ['/posts/feed', (name, post) => isPublic(post) && post.author !== name, true],
  ['/users/me/favorites', (_, post) => isPublic(post) && post.commentId !== undefined, true],
];

it.each(LISTS)('%s: exactly what the caller may see in it', async (path, shown, known = false) => {
  for (const [name, api] of apis.slice(known ? 1 : 0)) {
    const reply = await api.get(`${path}${path.includes('?') ? '&' : '?'}limit=100`);
    const ids = (reply.data as { id: string }[]).map(({ id }) => id).sort();
    const expected = posts.filter((post) => shown(name, post)).map(({ id }) => id);
    expect([name, ids]).toEqual([name, expected.sort()]);
    expect([name, reply.body.meta.total]).toEqual([name, expected.length]);
  }
});

it.each(['//feed.xml', '//feed.json', '//sitemap.xml', '//feed.xml?tag=sea', '//feed.json?author=ann'])(
  '%s: published posts only, whoever asks',
  async (path) => {
    const ofAnn = path.endsWith('author=ann');
    for (const [name, api] of apis) {
      const { text } = await api.get(path);
      const found = posts.filter(({ slug }) => new RegExp(`${slug}(?![a-z0-9-])`).test(text));
      const expected = posts.filter((post) => isPublic(post) && !(ofAnn && post.author !== 'ann'));
      expect([name, found.map(describePost)]).toEqual([name, expected.map(describePost)]);
    }
  },
);

it('/posts/suggest: published posts only, whoever asks', async () => {
  for (const post of posts) {
    for (const [name, api] of apis) {
      const { data } = await api.get('/posts/suggest', { query: { q: post.title } });
      const ids = (data as { id: string }[]).map(({ id }) => id);
      expect([name, describePost(post), ids.includes(post.id)]).toEqual([name, describePost(post), isPublic(post)]);
    }
  }
});

it('/tags: the published posts are counted, and the tags of others are nobody’s business', async () => {
  const count = posts.filter(isPublic).length;
  const own = posts.filter(isPublic).map(({ ownTag }) => ({ name: ownTag, slug: ownTag, count: 1 }));
  for (const [name, api] of apis) {
    const tags = (await api.get('/tags?limit=100&sortBy=name&sortOrder=asc')).data as { slug: string }[];
    const expected = [...own, { name: 'sea', slug: 'sea', count }].sort((a, b) => (a.slug < b.slug ? -1 : 1));
    expect([name, tags]).toEqual([name, expected]);
  }
});

it('/posts/export: every post outside of the trash, for admins alone', async () => {
  const admin = await aUser().named('root').admin().in(server);
  for (const [name, api] of apis) {
    expect([name, (await api.get('/posts/export')).status]).toEqual([name, name === 'anonymous' ? 401 : 403]);
  }
  const { text } = await admin.api.get('/posts/export');
  const lines = text.split('\n').filter((line) => line !== '');
  const slugs = lines.map((line) => (JSON.parse(line) as { slug: string }).slug);
  const kept = posts.filter(({ trashed }) => !trashed).map(({ slug }) => slug);
  expect(slugs.sort()).toEqual(kept.sort());
});

function describePost({ title, author, status, trashed }: LivedPost): string {
  return `${title} of ${author}, ${status}${trashed ? ' in the trash' : ''}`;
}
