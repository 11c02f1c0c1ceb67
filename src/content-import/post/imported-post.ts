import type { ImportLine, ImportLineAuthor } from '../../bulk/index.js';

/** A post on its way in, by which it is known again at the next import. The import holds it against the API's limits. */
export type ImportedPost = ImportLine & { externalId: string };
export type ImportedAuthor = ImportLineAuthor;

/** What a reader tells of one thing that it found; `source` names it for the one who exported it. */
export type ReadItem =
  | { kind: 'post'; source: string; post: ImportedPost; notes: readonly string[] }
  | { kind: 'refused'; source: string; reason: string }
  | { kind: 'note'; source: string; note: string };

/** An export that has been opened. */
export interface ImportSource {
  /** How many posts and refusals {@link items} will tell of, unless the files change meanwhile. */
  total: number;
  items(): AsyncIterable<ReadItem>;
}
