import { escapeHtml } from '../platform/html/index.js';
import type { PublishedPost } from '../posts/index.js';

/** A post with the address that leads readers to it, and what they read before: its content or else its summary. */
export type FeedPost = Omit<PublishedPost, 'contentHtml'> & { url: string; html: string };

/** What both kinds of feed are made of. */
export interface Feed {
  title: string;
  /** The site that the posts appear on. */
  homeUrl: string;
  /** Where this feed is. */
  selfUrl: string;
  /** Newest first. */
  posts: FeedPost[];
}

/** @param url where the post appears. */
export function toFeedPost({ contentHtml, ...post }: PublishedPost, url: string): FeedPost {
  return { ...post, url, html: contentHtml ?? summaryHtml(post) };
}

export function summaryHtml({ summary, title }: Pick<FeedPost, 'summary' | 'title'>): string {
  return `<p>${escapeHtml(summary || title)}</p>`;
}

/** The name of a post that stays with it whatever becomes of its address. */
export function permanentId({ id }: FeedPost): string {
  return `urn:uuid:${id}`;
}
