import { Database } from '../../src/platform/database/index.js';
import { ScheduledPostsService } from '../../src/posts/scheduled-posts.service.js';
import type { TestApp } from '../support/app.js';
import type { Client, Reply } from '../support/client.js';
import { aPost } from '../support/posts.js';
import type { TestUser } from '../support/users.js';

/** A post with what must have become of it. */
export interface LivedPost {
  id: string;
  title: string;
  slug: string;
  /** A tag that no other post has. */
  ownTag: string;
  /** The slug that it had before, if it was given another. */
  oldSlug?: string;
  author: string;
  status: 'draft' | 'scheduled' | 'published' | 'archived';
  trashed: boolean;
  /** A comment, given while it was published; whoever was there then made it a favourite too. */
  commentId?: string;
}

type Status = LivedPost['status'];

const EVENTS = ['publish', 'schedule', 'unpublish', 'archive', 'come due', 'trash', 'restore', 'rename'] as const;
type Event = (typeof EVENTS)[number];

/** Where an event leads from where; what is missing is refused with 409. */
const MOVES: Partial<Record<Event, Partial<Record<Status, Status>>>> = {
  publish: { draft: 'published', scheduled: 'published' },
  schedule: { draft: 'scheduled', scheduled: 'scheduled' },
  unpublish: { scheduled: 'draft', published: 'draft', archived: 'draft' },
  archive: { draft: 'archived', scheduled: 'archived', published: 'archived' },
};

const inAnHour = (): string => new Date(Date.now() + 3_600_000).toISOString();

/** Makes a post and lets it live through a few events, which the seed decides; each answer is held against the table. */
export async function livePost(server: TestApp, author: TestUser, readers: Client[], seed: number): Promise<LivedPost> {
  const random = generator(seed);
  const ownTag = `tag-${seed}`;
  const builder = aPost().by(author.api).titled(`Whale ${seed}`).tagged('sea', ownTag);
  const beginning = pick(random, [{}, { status: 'published' }, { publishAt: inAnHour() }]);
  const { id, slug, title, status } = await builder.with(beginning).draft();
  const post: LivedPost = {
    id,
    slug,
    title,
    ownTag,
    author: author.username,
    status: status as Status,
    trashed: false,
  };
  const life = { server, author, readers, post };
  await receive(life);
  for (let events = random() * 6; events > 0; events -= 1) {
    await happen(life, pick(random, EVENTS));
    await receive(life);
  }
  return post;
}

interface Life {
  server: TestApp;
  author: TestUser;
  readers: Client[];
  post: LivedPost;
}

async function happen(life: Life, event: Event): Promise<void> {
  const { post, author } = life;
  if (event === 'come due') return comeDue(life);
  const { status } = await ask(author.api, post, event);
  if (event === 'restore') {
    expect([event, status]).toEqual([event, post.trashed ? 200 : 409]);
    if (post.trashed) Object.assign(post, { trashed: false, status: 'draft' });
  } else if (post.trashed) {
    expect([event, status]).toEqual([event, 404]);
  } else if (event === 'trash') {
    post.trashed = true;
  } else if (event === 'rename') {
    Object.assign(post, { oldSlug: post.slug, slug: renamed(post) });
  } else {
    const next = MOVES[event]?.[post.status];
    expect([event, post.status, status]).toEqual([event, post.status, next ? 200 : 409]);
    post.status = next ?? post.status;
  }
}

function ask(api: Client, post: LivedPost, event: Event): Promise<Reply> {
  const path = `/posts/${post.id}`;
  if (event === 'trash') return api.delete(path);
  if (event === 'rename') return api.patch(path, { slug: renamed(post) });
  if (event === 'schedule') return api.post(`${path}/publish`, { publishAt: inAnHour() });
  return api.post(`${path}/${event}`);
}

function renamed({ slug }: LivedPost): string {
  return `${slug}-again`;
}

/** The time that is set comes; in the trash nobody minds it. */
async function comeDue({ server, post }: Life): Promise<void> {
  const due = await server.app
    .get(Database)
    .queryText(`UPDATE posts SET publish_at = now() WHERE id = $1 AND status = 'scheduled' RETURNING id`, [post.id]);
  await server.app.get(ScheduledPostsService).publishDue();
  if (due.length > 0 && !post.trashed) {
    while ((await statusOf(server, post)) === 'scheduled') await server.app.get(ScheduledPostsService).publishDue();
    post.status = 'published';
  }
}

async function statusOf(server: TestApp, { id }: LivedPost): Promise<string> {
  const [row] = await server.app
    .get(Database)
    .queryText<{ status: string }>('SELECT status FROM posts WHERE id = $1', [id]);
  return row?.status ?? '';
}

/** The first time that it is public, everybody likes it and one says so. */
async function receive({ readers, post }: Life): Promise<void> {
  if (post.status !== 'published' || post.trashed || post.commentId !== undefined) return;
  for (const reader of readers) expect((await reader.put(`/posts/${post.id}/favorite`)).status).toBe(204);
  const comment = await readers[0]?.post(`/posts/${post.id}/comments`, { content: 'Ahoy' });
  expect(comment?.status).toBe(201);
  post.commentId = comment?.data.id as string;
}

function pick<T>(random: () => number, choices: readonly T[]): T {
  const choice = choices[Math.floor(random() * choices.length)];
  if (choice === undefined) throw new Error('There is nothing to choose from');
  return choice;
}

/** Numbers from 0 to 1, the same ones for the same seed (mulberry32). */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
