import { slugFromTitle } from '../../posts/index.js';
import { ImportAuthors } from '../post/import-authors.js';
import type { ImportedPost, ImportSource, ReadItem } from '../post/imported-post.js';
import { Mending } from '../post/mending.js';
import type { MarkdownPost } from './markdown-post.js';
import { countPosts, readPosts } from './read-folder.js';

/**
 * Opens a folder of published posts in Markdown.
 *
 * @throws the file system's error when the folder cannot be read.
 */
export async function openMarkdownFolder(folder: string): Promise<ImportSource> {
  return { total: await countPosts(folder), items: () => items(folder) };
}

async function* items(folder: string): AsyncGenerator<ReadItem> {
  const authors = new ImportAuthors();
  for await (const found of readPosts(folder)) {
    const { file: source } = found;
    if (!found.ok) {
      yield { kind: 'refused', source, reason: found.reason };
      continue;
    }
    const mending = new Mending();
    const post = toImportedPost(found.post, authors, mending);
    yield { kind: 'post', source, post, notes: mending.notes };
  }
}

function toImportedPost(from: MarkdownPost, authors: ImportAuthors, mending: Mending): ImportedPost {
  const { externalId, title, content, tags, author: name } = from;
  return {
    externalId,
    title,
    content,
    tags,
    slug: slugFromTitle(from.slug),
    excerpt: from.excerpt ?? null,
    status: 'published',
    publishedAt: from.publishedAt.toISOString(),
    author: authors.author({ key: name, login: name, name, email: '' }, mending),
  };
}
