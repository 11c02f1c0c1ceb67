import { readFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { toMarkdownPost, type MarkdownPost } from './markdown-post.js';
import { markdownFiles, type FoundPath } from './markdown-files.js';
import { PostRefused } from '../post/post-refused.js';

/** What came of one file; `file` is its path below the folder. */
export type ReadPost = { ok: true; file: string; post: MarkdownPost } | { ok: false; file: string; reason: string };

/** A million characters of four bytes each, and the front matter. */
const MAX_FILE_SIZE = 4_194_304;

const UTF8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Reads the Markdown posts of a folder and the folders in it, one at a time: memory does not grow with their number.
 * A file that cannot become a post is told with its reason and does not stop the others.
 *
 * @throws the file system's error when the folder itself cannot be read.
 */
export async function* readPosts(folder: string): AsyncGenerator<ReadPost> {
  await readdir(folder);
  for await (const found of markdownFiles(folder)) {
    yield await readPost(folder, found);
  }
}

/** How many files {@link readPosts} will tell of, unless the folder changes meanwhile. */
export async function countPosts(folder: string): Promise<number> {
  await readdir(folder);
  let count = 0;
  const files = markdownFiles(folder);
  while (!(await files.next()).done) count += 1;
  return count;
}

async function readPost(folder: string, { path: file, error }: FoundPath): Promise<ReadPost> {
  if (error !== undefined) return { ok: false, file, reason: reasonOf(error) };
  try {
    return { ok: true, file, post: toMarkdownPost(file, await readText(join(folder, file))) };
  } catch (refusal) {
    return { ok: false, file, reason: reasonOf(refusal) };
  }
}

async function readText(path: string): Promise<string> {
  const { size } = await stat(path);
  if (size > MAX_FILE_SIZE) throw new PostRefused(`the file is larger than ${MAX_FILE_SIZE} bytes`);
  const bytes = await readFile(path);
  try {
    return UTF8.decode(bytes);
  } catch (error) {
    throw new PostRefused('the file is not UTF-8 text', { cause: error });
  }
}

/** Only what is to be expected of files is a reason; a defect of the reader goes on as it is. */
function reasonOf(error: unknown): string {
  if (error instanceof PostRefused) return error.message;
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  if (typeof code === 'string') return `the file system says ${code}`;
  throw error;
}
