const EXTENSION = /\.[^.]+$/;
const LEADING_DATE = /^(\d{4}-\d{2}-\d{2})[-_.\s]+(?=.)/;

/** What the name of a file tells about the post in it. */
export interface FileName {
  stem: string;
  /** The date that the name begins with, as in `2019-03-06-a-title.md`. */
  date?: string;
}

/**
 * Reads the name of a post's file; an `index.md` is named by its folder.
 *
 * @param file path with `/` between its parts.
 */
export function readFileName(file: string): FileName {
  const parts = file.split('/');
  const stem = parts.pop()?.replace(EXTENSION, '') ?? '';
  const name = stem.toLowerCase() === 'index' ? (parts.pop() ?? stem) : stem;
  const date = LEADING_DATE.exec(name)?.[1];
  return { stem: name.replace(LEADING_DATE, ''), date };
}
