import { Controller, Get, Query, VERSION_NEUTRAL } from '@nestjs/common';
import { Cached } from '../platform/cache/index.js';
import { ApiTags, document, Operation, type Document } from '../platform/http/index.js';
import { notFound, validationError } from '../platform/problem/index.js';
import { Public } from '../platform/security/index.js';
import { FeedQuery, SitemapQuery } from './feeds.dto.js';
import { FeedsService } from './feeds.service.js';
import { JsonFeedView } from './json-feed.view.js';
import { SitemapService } from './sitemap.service.js';

const RSS = 'application/rss+xml; charset=utf-8';
const JSON_FEED = 'application/feed+json; charset=utf-8';
const XML = 'application/xml; charset=utf-8';

const RSS_EXAMPLE =
  '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Quire</title></channel></rss>';
const SITEMAP_EXAMPLE =
  '<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"></urlset>';

const NEWEST =
  'The newest 50 published posts. The first of them that have 500 000 bytes of Markdown together are shown in full, the others by their summaries. A tag that no post has gives an empty feed.';

@ApiTags('Feeds')
@Controller({ version: VERSION_NEUTRAL })
export class FeedsController {
  constructor(
    private readonly feeds: FeedsService,
    private readonly sitemaps: SitemapService,
  ) {}

  @Get('feed.xml')
  @Public()
  @Cached()
  @Operation({
    summary: 'Subscribe by RSS',
    description: NEWEST,
    success: document(RSS, 'RSS 2.0', { example: RSS_EXAMPLE }),
    problems: [validationError, notFound],
  })
  rss(@Query() query: FeedQuery): Promise<Document> {
    return this.feeds.rss(query);
  }

  @Get('feed.json')
  @Public()
  @Cached()
  @Operation({
    summary: 'Subscribe by JSON Feed',
    description: NEWEST,
    success: document(JSON_FEED, 'JSON Feed 1.1', JsonFeedView),
    problems: [validationError, notFound],
  })
  json(@Query() query: FeedQuery): Promise<Document> {
    return this.feeds.json(query);
  }

  @Get('sitemap.xml')
  @Public()
  @Cached()
  @Operation({
    summary: 'List all published posts for search engines',
    description: 'Beyond 5 000 posts an index of sitemaps, each of which `page` names.',
    success: document(XML, 'Sitemap 0.9, or an index of sitemaps', { example: SITEMAP_EXAMPLE }),
    problems: [validationError, notFound],
  })
  sitemap(@Query() query: SitemapQuery): Promise<Document> {
    return this.sitemaps.read(query);
  }
}
