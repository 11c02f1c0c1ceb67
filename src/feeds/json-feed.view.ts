import { ApiProperty } from '../platform/http/index.js';
import { permanentId, type Feed, type FeedPost } from './feed.js';

/** https://www.jsonfeed.org/version/1.1/ */
const VERSION = 'https://jsonfeed.org/version/1.1';

export class JsonFeedAuthorView {
  @ApiProperty({ minLength: 1, maxLength: 100, example: 'Ann Example' })
  name: string;

  @ApiProperty({ required: false, format: 'uri' })
  avatar?: string;
}

/** A post in a JSON Feed. */
export class JsonFeedItemView {
  @ApiProperty({
    maxLength: 45,
    description: 'Stays with the post for good',
    example: 'urn:uuid:0192f0c1-2345-7abc-8def-0123456789ab',
  })
  id: string;

  @ApiProperty({ format: 'uri' })
  url: string;

  @ApiProperty({ maxLength: 200, example: 'Hello, world' })
  title: string;

  @ApiProperty({
    description: 'Sanitised; the summary alone where the contents are too long together',
    example: '<p>It <em>begins</em>.</p>',
  })
  content_html: string;

  @ApiProperty({ required: false, maxLength: 500 })
  summary?: string;

  @ApiProperty({ required: false, format: 'uri' })
  image?: string;

  @ApiProperty({ format: 'date-time' })
  date_published: string;

  @ApiProperty({ format: 'date-time' })
  date_modified: string;

  @ApiProperty({ type: [JsonFeedAuthorView], maxItems: 1 })
  authors: JsonFeedAuthorView[];

  @ApiProperty({ type: 'array', items: { type: 'string', maxLength: 50, example: 'sea' }, maxItems: 20 })
  tags: string[];
}

/** JSON Feed 1.1. */
export class JsonFeedView {
  @ApiProperty({ enum: [VERSION] })
  version: string;

  @ApiProperty({ maxLength: 500, example: 'Quire' })
  title: string;

  @ApiProperty({ format: 'uri' })
  home_page_url: string;

  @ApiProperty({ format: 'uri' })
  feed_url: string;

  @ApiProperty({ type: [JsonFeedItemView], maxItems: 50 })
  items: JsonFeedItemView[];
}

export function toJsonFeed({ title, homeUrl, selfUrl, posts }: Feed): JsonFeedView {
  return {
    version: VERSION,
    title,
    home_page_url: homeUrl,
    feed_url: selfUrl,
    items: posts.map(toItem),
  };
}

function toItem(post: FeedPost): JsonFeedItemView {
  const { title, summary, html, url, tags, author, coverImageUrl, publishedAt, updatedAt } = post;
  return {
    id: permanentId(post),
    url,
    title,
    content_html: html,
    ...(summary && { summary }),
    ...(coverImageUrl && { image: coverImageUrl }),
    date_published: publishedAt,
    date_modified: updatedAt,
    authors: [{ name: author.name, ...(author.avatarUrl && { avatar: author.avatarUrl }) }],
    tags,
  };
}
