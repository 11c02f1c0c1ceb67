import { callUntilServed } from './call.js';
import type { State } from './history.js';
import { CREDENTIALS } from './instance.js';

/** A post as answers show it, as far as it matters here. */
export interface ShownPost {
  id: string;
  slug: string;
  title: string;
  status: string;
  version: number;
  tags: string[];
  commentCount: number;
  author: { name: string };
}

export interface HotPost {
  readonly thing: string;
  readonly id: string;
  readonly slug: string;
}

/** The author as a thing: a name, which every post shows. */
export const THE_AUTHOR = 'the author';

/** Some posts, just published, that everybody reads and writes. */
export interface Scene {
  readonly token: string;
  readonly posts: readonly HotPost[];
  /** The tag that these posts have and no others. */
  readonly mark: string;
  /** The tag that a post has at times. */
  readonly spare: string;
}

export function commentsOn({ thing }: HotPost): string {
  return `comments on ${thing}`;
}

/** Makes new posts. @throws Error when an instance refuses that. */
export async function stage(url: string, name: string, posts: number): Promise<Scene> {
  const { body } = await callUntilServed<{ data: { accessToken: string } }>(url, 'POST', '/auth/login', {
    body: CREDENTIALS,
  });
  const token = body.data.accessToken;
  const [mark, spare] = [`mark-${name}`, `spare-${name}`];
  const hot: HotPost[] = [];
  for (let number = 1; number <= posts; number += 1) {
    const { id, slug } = await publish(url, token, { title: `Post ${number} of ${name}`, tags: [mark] });
    hot.push({ thing: `post ${number}`, id, slug });
  }
  return { token, posts: hot, mark, spare };
}

/** @throws Error when it is refused. */
export async function publish(url: string, token: string, members: object): Promise<ShownPost> {
  const post = { content: 'Some words.', status: 'published', ...members };
  const { status, body } = await callUntilServed<{ data: ShownPost }>(url, 'POST', '/posts', { token, body: post });
  if (status !== 201) throw new Error(`The post was refused: ${JSON.stringify(body)}`);
  return body.data;
}

/** All that readings of a post are held against. */
export function stateOf({ version, title, status, tags }: ShownPost, { spare }: Scene): State {
  const isPublic = status === 'published';
  const hasSpare = tags.includes(spare);
  return { version, title, public: isPublic, spare: hasSpare, publicWithSpare: isPublic && hasSpare };
}
