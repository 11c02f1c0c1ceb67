import { Feed as FeedBuilder, type Item } from 'feed';
import { permanentId, summaryHtml, type Feed, type FeedPost } from './feed.js';

/** What XML 1.0 cannot express, not even escaped (§2.2), and what it advises against. */
const NOT_XML = /[^\t\n\r\u0020-\u007e\u0085\u00a0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\u{10000}-\u{10ffff}]/gu;

/** A feed as RSS 2.0. The date of its building is that of its newest change: the same posts are the same bytes. */
export function toRss({ title, homeUrl, selfUrl, posts }: Feed): string {
  const newest = Math.max(0, ...posts.map(({ updatedAt }) => Date.parse(updatedAt)));
  const builder = new FeedBuilder({
    title: text(title),
    description: text(title),
    link: homeUrl,
    feedLinks: { rss: selfUrl },
    updated: new Date(newest),
    generator: 'Quire',
  });
  for (const post of posts) builder.addItem(toItem(post));
  return builder.rss2();
}

function toItem(post: FeedPost): Item {
  const { title, html, url, tags, author, publishedAt } = post;
  return {
    // The library writes it as CDATA, and can escape only one end of that.
    title: text(title).replaceAll(']]>', ']]&gt;'),
    id: permanentId(post),
    link: url,
    date: new Date(publishedAt),
    description: text(summaryHtml(post)),
    content: text(html),
    category: tags.map((name) => ({ name: text(name) })),
    // `author` would have to be an email address, which is nobody's business.
    extensions: [{ name: 'dc:creator', objects: { _text: text(author.name) } }],
  };
}

function text(value: string): string {
  return value.replace(NOT_XML, '');
}
