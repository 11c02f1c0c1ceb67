import { createReadStream } from 'node:fs';
import { extname } from 'node:path';
import type { ImportOptions, ReadLine } from '../bulk/index.js';
import { openImport, type ImportSource } from '../content-import/index.js';
import { ndjsonLines } from '../platform/http/index.js';

/** What the command imports. */
export interface ImportInput {
  /** How many lines there will be; undefined when nobody knows before the end. */
  total?: number;
  slugs: ImportOptions['slugs'];
  /** @param note hears what is lost of a post on its way. */
  lines(note: (source: string, note: string) => void): AsyncIterable<ReadLine>;
  /** What the report calls a line that {@link lines} has given. */
  nameOf(line: number): string;
}

/**
 * Opens what the path leads to.
 *
 * @param site the address of the site that an export is of, which Ghost's does not tell.
 * @throws PostRefused when it cannot be imported; the file system's error when it cannot be read.
 */
export async function openInput(path: string, site?: string): Promise<ImportInput> {
  return extname(path).toLowerCase() === '.ndjson' ? linesInput(path) : exportInput(await openImport(path, site));
}

/** What `GET /posts/export` gave, or was written like it: as exact as what `POST /posts/import` takes. */
function linesInput(path: string): ImportInput {
  return {
    slugs: 'exact',
    lines: () => ndjsonLines(createReadStream(path) as AsyncIterable<Buffer>),
    nameOf: (line) => `line ${line}`,
  };
}

/** What another system exported; its slugs need not be free here, and get a suffix where they are taken. */
export function exportInput(source: ImportSource): ImportInput {
  const names: string[] = [];

  async function* lines(note: (source: string, note: string) => void): AsyncGenerator<ReadLine> {
    for await (const item of source.items()) {
      if (item.kind === 'note') {
        note(item.source, item.note);
        continue;
      }
      const line = names.push(item.source);
      if (item.kind === 'post') for (const text of item.notes) note(item.source, text);
      yield item.kind === 'post' ? { line, value: item.post } : { line, refused: refusal(item.reason) };
    }
  }

  return { total: source.total, slugs: 'suggested', lines, nameOf: (line) => names[line - 1] ?? `line ${line}` };
}

/** The reader says why in a sentence, not which member is to blame. */
function refusal(reason: string): { field: string; code: string; message: string } {
  return { field: 'source', code: 'unreadable', message: reason };
}
