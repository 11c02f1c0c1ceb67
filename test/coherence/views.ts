import type { State } from './history.js';
import { USERNAME } from './instance.js';
import { commentsOn, stateOf, THE_AUTHOR, type HotPost, type Scene, type ShownPost } from './scene.js';

/** What one answer showed of which things. */
export interface Shown {
  readonly readings: readonly { thing: string; shows: State }[];
  readonly counts: readonly { thing: string; count: number }[];
}

/** A public call, and what its answer shows. */
export interface View {
  readonly path: string;
  /** Whether `404`, of which no body is read, says that a post is not public. */
  readonly hides: boolean;
  read(body: unknown): Shown;
}

interface JsonFeed {
  items: { id: string; title: string; authors: { name: string }[] }[];
}

/** Every public call that shows the posts of a scene or their author. */
export function viewsOf(scene: Scene): View[] {
  const ofOne = scene.posts.flatMap((post): View[] => [
    { path: `/posts/${post.id}`, hides: true, read: (body) => onePost(scene, post, body) },
    { path: `/posts/${post.slug}`, hides: true, read: (body) => onePost(scene, post, body) },
    { path: `/posts/${post.id}/comments?limit=100`, hides: true, read: (body) => comments(post, body) },
  ]);
  const lists: [path: string, absent: State][] = [
    ['/posts?limit=20', { public: false }],
    [`/posts?tag=${scene.mark}`, { public: false }],
    [`/posts?tag=${scene.spare}`, { publicWithSpare: false }],
    [`/users/${USERNAME}/posts?limit=20`, { public: false }],
  ];
  return [
    ...ofOne,
    ...lists.map(([path, absent]) => ({ path, hides: false, read: (body: unknown) => list(scene, absent, body) })),
    { path: `/users/${USERNAME}`, hides: false, read: profile },
    { path: `//feed.json?tag=${scene.mark}`, hides: false, read: (body) => feed(scene, body) },
  ];
}

function onePost(scene: Scene, post: HotPost, body: unknown): Shown {
  if (body === undefined) return { readings: [{ thing: post.thing, shows: { public: false } }], counts: [] };
  return shown(scene, post, (body as { data: ShownPost }).data);
}

function shown(scene: Scene, post: HotPost, data: ShownPost): Shown {
  const author = { thing: THE_AUTHOR, shows: { name: data.author.name } };
  return {
    readings: [{ thing: post.thing, shows: stateOf(data, scene) }, author],
    counts: [{ thing: commentsOn(post), count: data.commentCount }],
  };
}

function comments(post: HotPost, body: unknown): Shown {
  if (body === undefined) return { readings: [{ thing: post.thing, shows: { public: false } }], counts: [] };
  const count = (body as { data: unknown[] }).data.length;
  return {
    readings: [{ thing: post.thing, shows: { public: true } }],
    counts: [{ thing: commentsOn(post), count }],
  };
}

function list(scene: Scene, absent: State, body: unknown): Shown {
  const data = new Map((body as { data: ShownPost[] }).data.map((item) => [item.id, item]));
  const each = scene.posts.map((post): Shown => {
    const item = data.get(post.id);
    return item ? shown(scene, post, item) : { readings: [{ thing: post.thing, shows: absent }], counts: [] };
  });
  return { readings: each.flatMap(({ readings }) => readings), counts: each.flatMap(({ counts }) => counts) };
}

function profile(body: unknown): Shown {
  const { name } = (body as { data: { name: string } }).data;
  return { readings: [{ thing: THE_AUTHOR, shows: { name } }], counts: [] };
}

function feed(scene: Scene, body: unknown): Shown {
  const { items } = body as JsonFeed;
  const each = scene.posts.map(({ thing, id }): Shown['readings'] => {
    const item = items.find((candidate) => candidate.id === `urn:uuid:${id}`);
    if (!item) return [{ thing, shows: { public: false } }];
    const author = { thing: THE_AUTHOR, shows: { name: item.authors[0]?.name ?? '' } };
    return [{ thing, shows: { title: item.title, public: true } }, author];
  });
  return { readings: each.flat(), counts: [] };
}
