import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** A Markdown file, or a folder that could not be listed. */
export interface FoundPath {
  /** Below the walked folder, with `/` between its parts. */
  path: string;
  error?: unknown;
}

const MARKDOWN = /\.(?:md|markdown)$/i;

/**
 * Walks a folder in the order of its names, so that every walk is the same. Hidden files and folders
 * and symbolic links, which could lead out of the folder, are passed over.
 */
export async function* markdownFiles(root: string, below = ''): AsyncGenerator<FoundPath> {
  let entries: Dirent[];
  try {
    entries = await readdir(join(root, below), { withFileTypes: true });
  } catch (error) {
    yield { path: below, error };
    return;
  }
  for (const entry of entries.sort(byName)) {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.name.startsWith('.')) continue;
    if (entry.isDirectory()) yield* markdownFiles(root, path);
    else if (entry.isFile() && MARKDOWN.test(entry.name)) yield { path };
  }
}

function byName(left: Dirent, right: Dirent): number {
  return left.name < right.name ? -1 : 1;
}
