import { Injectable } from '@nestjs/common';
import { Config } from '../platform/config/index.js';
import { canonicalQuery, Document } from '../platform/http/index.js';
import { PublishedPosts, type PublishedPost } from '../posts/index.js';
import { toFeedPost, type Feed } from './feed.js';
import type { FeedQuery } from './feeds.dto.js';
import { toJsonFeed } from './json-feed.view.js';
import { Links } from './links.js';

/** Shows the newest published posts to those who subscribe to them. */
@Injectable()
export class FeedsService {
  private readonly links: Links;

  constructor(
    { server }: Config,
    private readonly posts: PublishedPosts,
  ) {
    this.links = new Links(server);
  }

  /** @throws NOT_FOUND when there is no such author. */
  async rss(query: FeedQuery): Promise<Document> {
    const [{ toRss }, feed] = await Promise.all([import('./rss.js'), this.feed('/feed.xml', query)]);
    return new Document(toRss(feed));
  }

  /** @throws NOT_FOUND when there is no such author. */
  async json(query: FeedQuery): Promise<Document> {
    return new Document(JSON.stringify(toJsonFeed(await this.feed('/feed.json', query))));
  }

  private async feed(path: string, query: FeedQuery): Promise<Feed> {
    const posts = await this.posts.newest(query);
    return {
      title: titleOf(query, posts),
      homeUrl: this.links.home,
      selfUrl: this.links.self(path, canonicalQuery(query)),
      posts: posts.map((post) => toFeedPost(post, this.links.post(post.slug))),
    };
  }
}

/** `Quire`, `Quire: node.js`, `Quire: Ann`, `Quire: Ann, node.js`. */
function titleOf({ tag, author }: FeedQuery, posts: PublishedPost[]): string {
  const name = author === undefined ? undefined : (posts[0]?.author.name ?? author);
  const filters = [name, tag].filter((filter) => filter !== undefined).join(', ');
  return filters === '' ? 'Quire' : `Quire: ${filters}`;
}
