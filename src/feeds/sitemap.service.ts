import { Injectable } from '@nestjs/common';
import { Config } from '../platform/config/index.js';
import { Document } from '../platform/http/index.js';
import { notFound } from '../platform/problem/index.js';
import { PublishedPosts } from '../posts/index.js';
import type { SitemapQuery } from './feeds.dto.js';
import { Links } from './links.js';

/** Posts in one sitemap. The protocol allows ten times as many; of these the whole document can be held and cached. */
const PER_SITEMAP = 5_000;

/** Tells search engines where all published posts are (https://www.sitemaps.org/protocol.html). */
@Injectable()
export class SitemapService {
  private readonly links: Links;

  constructor(
    { server }: Config,
    private readonly posts: PublishedPosts,
  ) {
    this.links = new Links(server);
  }

  /**
   * The one sitemap, or the index of several, or one of those that the index lists.
   *
   * @throws NOT_FOUND when the index does not list it.
   */
  async read({ page }: SitemapQuery): Promise<Document> {
    const pages = Math.max(1, Math.ceil((await this.posts.count()) / PER_SITEMAP));
    if (page !== undefined && page > pages) throw notFound({ detail: 'The index lists no such sitemap' });
    return page === undefined && pages > 1 ? this.index(pages) : this.sitemap(page ?? 1);
  }

  private async sitemap(page: number): Promise<Document> {
    const posts = await this.posts.links(PER_SITEMAP, (page - 1) * PER_SITEMAP);
    const items = posts.map(({ slug, updatedAt }) => ({
      url: this.links.post(slug),
      lastmod: updatedAt,
    }));
    const home = page === 1 ? [{ url: this.links.home }] : [];
    const { sitemap } = await import('./sitemap-xml.js');
    return new Document(await sitemap([...home, ...items]));
  }

  private async index(pages: number): Promise<Document> {
    const urls = Array.from({ length: pages }, (_, n) => this.links.self('/sitemap.xml', `page=${n + 1}`));
    const { sitemapIndex } = await import('./sitemap-xml.js');
    return new Document(await sitemapIndex(urls));
  }
}
