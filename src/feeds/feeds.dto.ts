import { QueryInteger, TextField } from '../platform/http/index.js';

/** The query of `/feed.xml` and `/feed.json`. */
export class FeedQuery {
  @TextField({ min: 1, max: 100, optional: true, description: 'Slug or name of a tag', example: 'sea' })
  tag?: string;

  @TextField({
    min: 1,
    max: 36,
    optional: true,
    convert: (text) => text.toLowerCase(),
    description: 'Id or username',
    example: 'ann',
  })
  author?: string;
}

/** Sitemaps that one index may list, by the protocol. */
const MOST_SITEMAPS = 50_000;

/** The query of `/sitemap.xml`. */
export class SitemapQuery {
  @QueryInteger({ min: 1, max: MOST_SITEMAPS, optional: true, description: 'One of those that the index lists' })
  page?: number;
}
