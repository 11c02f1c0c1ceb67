import { readFile, stat } from 'node:fs/promises';
import { PostRefused } from '../post/post-refused.js';

/** A row of a table of Ghost's: what its members are differs from version to version. */
export type GhostRow = Readonly<Record<string, unknown>>;

/** The tables of an export that posts are made of. */
export interface GhostExport {
  posts: GhostRow[];
  tags: GhostRow[];
  posts_tags: GhostRow[];
  users: GhostRow[];
  posts_authors: GhostRow[];
}

/** A JSON file is read whole; that takes up to five times its size of memory. */
const MAX_FILE_SIZE = 400 * 1024 * 1024;

const UTF8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Reads the file that Ghost's "Export" writes.
 *
 * @throws PostRefused when it is none, or larger than 400 MiB; the file system's error when it cannot be read.
 */
export async function readGhostExport(path: string): Promise<GhostExport> {
  const { size } = await stat(path);
  if (size > MAX_FILE_SIZE) throw new PostRefused(`the file is larger than ${MAX_FILE_SIZE} bytes`);
  const root = parse(await readFile(path));
  const [database] = rows(root, 'db');
  const data = object(database?.data) ?? object(object(root)?.data);
  if (!data || !Array.isArray(data.posts)) throw new PostRefused('the file is no Ghost export: it has no data.posts');
  const table = (name: string): GhostRow[] => rows(data, name);
  return {
    posts: table('posts'),
    tags: table('tags'),
    posts_tags: table('posts_tags'),
    users: table('users'),
    posts_authors: table('posts_authors'),
  };
}

/** A member as text, whatever kind of scalar it is; empty when it is absent. */
export function textOf(row: GhostRow | undefined, name: string): string {
  const value = row?.[name];
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? `${value}` : '';
}

function parse(bytes: Buffer): unknown {
  let text: string;
  try {
    text = UTF8.decode(bytes);
  } catch (error) {
    throw new PostRefused('the file is not UTF-8 text', { cause: error });
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'it cannot be parsed';
    throw new PostRefused(`the file is not JSON: ${reason.replace(/\s+/g, ' ').slice(0, 200)}`, { cause: error });
  }
}

function rows(parent: unknown, name: string): GhostRow[] {
  const table = object(parent)?.[name];
  return Array.isArray(table) ? table.map(object).filter((row) => row !== undefined) : [];
}

function object(value: unknown): GhostRow | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as GhostRow) : undefined;
}
