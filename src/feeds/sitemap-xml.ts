import { Readable } from 'node:stream';
import { ErrorLevel, SitemapIndexStream, SitemapStream, streamToPromise, type SitemapItemLoose } from 'sitemap';

const NO_EXTENSIONS = { news: false, video: false, xhtml: false, image: false };

/** A sitemap. @throws Error for an item that the protocol does not allow. */
export function sitemap(items: SitemapItemLoose[]): Promise<string> {
  return write(new SitemapStream({ level: ErrorLevel.THROW, xmlns: NO_EXTENSIONS }), items);
}

/** An index of the sitemaps at these URLs. */
export function sitemapIndex(urls: string[]): Promise<string> {
  return write(new SitemapIndexStream({ level: ErrorLevel.THROW }), urls);
}

async function write(stream: SitemapStream | SitemapIndexStream, items: unknown[]): Promise<string> {
  return (await streamToPromise(Readable.from(items).pipe(stream))).toString();
}
