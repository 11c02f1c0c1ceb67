import { Injectable } from '@nestjs/common';
import { CacheTags } from '../platform/cache/index.js';
import { notFound } from '../platform/problem/index.js';
import { ContentHtml } from './content-html.js';
import { PostListsRepository } from './post-lists.repository.js';
import type { PostSummaryRow } from './post.rows.js';
import { PublishedPostsRepository, type PublishedPostLink } from './published-posts.repository.js';
import { TAG_NAMES } from './tag-name.js';

/** How many posts a feed shows, and the bytes of Markdown that are shown in full, of one post and of all. */
const NEWEST = 50;
const EACH_CONTENT = 100_000;
const ALL_CONTENTS = 500_000;

/** A published post as feeds show it. */
export interface PublishedPost {
  id: string;
  slug: string;
  title: string;
  /** Plain text; empty when the content has none. */
  summary: string;
  /** Sanitised; undefined where the contents are too long together. */
  contentHtml: string | undefined;
  tags: string[];
  coverImageUrl: string | null;
  author: { name: string; avatarUrl: string | null };
  publishedAt: string;
  updatedAt: string;
}

/** Which of them are asked for: a tag by name or slug, an author by id or username. */
export interface PublishedSelection {
  tag?: string;
  author?: string;
}

/** The published posts, for feeds and sitemaps. */
@Injectable()
export class PublishedPosts {
  constructor(
    private readonly lists: PostListsRepository,
    private readonly published: PublishedPostsRepository,
    private readonly html: ContentHtml,
    private readonly cache: CacheTags,
  ) {}

  /**
   * The newest ones.
   *
   * @throws NOT_FOUND when there is no such author, or no longer.
   */
  async newest({ tag, author }: PublishedSelection): Promise<PublishedPost[]> {
    const authorId = author === undefined ? undefined : await this.authorId(author);
    const selection = { viewer: 'anyone', status: 'published', authorId, tag } as const;
    const window = { limit: NEWEST, offset: 0, counted: false };
    const { rows } = await this.lists.find(selection, 'publishedAt', 'desc', window);
    const users = [authorId, ...rows.map((row) => row.authorId)].filter((id) => id !== undefined);
    this.cache.shows('posts', TAG_NAMES, ...users.map((id) => `user:${id}`));
    return this.complete(rows.slice(0, NEWEST));
  }

  async count(): Promise<number> {
    this.cache.shows('posts');
    return this.published.count();
  }

  /** The places of some of them, from the oldest to the newest. */
  async links(limit: number, offset: number): Promise<PublishedPostLink[]> {
    this.cache.shows('posts');
    return this.published.links(limit, offset);
  }

  private async authorId(name: string): Promise<string> {
    const author = await this.lists.findAuthor(name);
    if (!author || author.isDeleted) throw notFound({ detail: 'No such author' });
    return author.id;
  }

  /** One text after the other, so that a feed takes one place among those who wait for their HTML. */
  private async complete(rows: PostSummaryRow[]): Promise<PublishedPost[]> {
    const ids = rows.map(({ id }) => id);
    const contents = await this.published.contents(ids, EACH_CONTENT, ALL_CONTENTS);
    const posts: PublishedPost[] = [];
    for (const row of rows) {
      const content = contents.get(row.id);
      posts.push(toPublishedPost(row, content === undefined ? undefined : await this.html.render(content)));
    }
    return posts;
  }
}

function toPublishedPost(row: PostSummaryRow, contentHtml: string | undefined): PublishedPost {
  const { id, slug, title, tags, coverImageUrl, updatedAt } = row;
  return {
    ...{ id, slug, title, tags, coverImageUrl, updatedAt, contentHtml },
    summary: row.excerpt ?? row.derivedExcerpt,
    author: { name: row.authorName, avatarUrl: row.authorAvatarUrl },
    publishedAt: row.publishedAt ?? row.createdAt,
  };
}
