import type { BulkImportService, ImportReport, ReadLine } from '../bulk/index.js';
import type { ImportInput } from './import-input.js';

export interface ImportPostsOptions {
  /** Does everything and undoes it. */
  dryRun?: boolean;
  /** Hears how many lines have been read. */
  progress?: (done: number) => void;
  /** Hears what is lost of a post on its way. */
  note?: (source: string, note: string) => void;
  /** Ends the import while it reads. */
  signal?: AbortSignal;
}

/** What came of an import. */
export interface ImportOutcome extends Pick<ImportReport, 'added' | 'changed' | 'unchanged' | 'refused'> {
  /** Why posts were refused, in their order: 1 000 faults at most. */
  refusals: { source: string; reason: string }[];
}

/** How many lines are read between two signs of progress. */
const STEP = 100;

/**
 * Imports all of an input in one transaction.
 *
 * @throws the reason of the signal once it is given; PostRefused or the file system's error when the input breaks off;
 * Problem when the database is away. Nothing is imported then.
 */
export async function importPosts(
  input: ImportInput,
  bulk: Pick<BulkImportService, 'import'>,
  { dryRun, progress = () => undefined, note = () => undefined, signal }: ImportPostsOptions = {},
): Promise<ImportOutcome> {
  async function* lines(): AsyncGenerator<ReadLine> {
    let count = 0;
    for await (const line of input.lines(note)) {
      signal?.throwIfAborted();
      yield line;
      count += 1;
      if (count % STEP === 0) progress(count);
    }
    if (count % STEP > 0 || count === 0) progress(count);
    signal?.throwIfAborted();
  }

  const report = await bulk.import(lines(), { dryRun, slugs: input.slugs });
  const { added, changed, unchanged, refused, errors } = report;
  const refusals = errors.map(({ line, message }) => ({ source: input.nameOf(line), reason: message }));
  return { added, changed, unchanged, refused, refusals };
}
