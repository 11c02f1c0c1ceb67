import { BulkImportService } from '../../src/bulk/index.js';
import { openInput } from '../../src/cli/import-input.js';
import { importPosts, type ImportOutcome, type ImportPostsOptions } from '../../src/cli/import-posts.js';
import type { TestApp } from './app.js';

/** Imports a file or folder as the command does. */
export async function importFrom(
  path: string,
  { app }: TestApp,
  { site, ...options }: ImportPostsOptions & { site?: string } = {},
): Promise<ImportOutcome> {
  return importPosts(await openInput(path, site), app.get(BulkImportService), options);
}
