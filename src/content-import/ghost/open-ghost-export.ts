import type { ImportSource, ReadItem } from '../post/imported-post.js';
import { readGhostExport } from './ghost-export.js';
import { readGhostPost } from './ghost-post.js';
import { GhostRelations } from './ghost-relations.js';

/**
 * Opens the JSON file that Ghost exports.
 *
 * @param site the address of the site, which the file does not tell.
 * @throws PostRefused when it is none; the file system's error when it cannot be read.
 */
export async function openGhostExport(path: string, site?: string): Promise<ImportSource> {
  const data = await readGhostExport(path);
  const relations = new GhostRelations(data);
  return {
    total: data.posts.length,
    async *items(): AsyncGenerator<ReadItem> {
      for (const row of data.posts) yield readGhostPost(row, relations, site);
    },
  };
}
