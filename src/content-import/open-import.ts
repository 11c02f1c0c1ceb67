import { stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { openGhostExport } from './ghost/open-ghost-export.js';
import { openMarkdownFolder } from './markdown/open-markdown-folder.js';
import type { ImportSource } from './post/imported-post.js';
import { PostRefused } from './post/post-refused.js';
import { openWordPressExport } from './wordpress/open-wordpress-export.js';

/**
 * Opens what another system exported: a folder is one of Markdown files, `.json` is Ghost's, `.xml` is WordPress'.
 *
 * @param site the address of the site that a Ghost export is of, which it does not tell itself.
 * @throws PostRefused when it is none of them, or broken; the file system's error when it cannot be read.
 */
export async function openImport(path: string, site?: string): Promise<ImportSource> {
  if ((await stat(path)).isDirectory()) return openMarkdownFolder(path);
  const extension = extname(path).toLowerCase();
  if (extension === '.json') return openGhostExport(path, site);
  if (extension === '.xml') return openWordPressExport(path);
  throw new PostRefused(
    `${path} is no import: a folder of Markdown files, a Ghost export (.json), a WordPress export (.xml) or lines of JSON (.ndjson) is`,
  );
}
