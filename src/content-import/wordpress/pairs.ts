/** What stands between an opening mark and the next closing one. */
export interface Pair {
  /** The opening mark, as the expression has matched it. */
  opening: RegExpExecArray;
  body: string;
  /** With both marks. */
  whole: string;
}

/**
 * Parts a text at pairs of marks, none of which is looked for twice: a text of nothing but opening marks takes no longer
 * than others. What is never closed is text.
 *
 * @param opening with the flag g.
 * @param closingOf the closing mark, in lower case, of an opening one.
 */
export function* partsOf(
  text: string,
  opening: RegExp,
  closingOf: (opening: RegExpExecArray) => string,
): Generator<string | Pair> {
  // As long as the text: full folding would make some letters two.
  const folded = text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
  const unclosed = new Set<string>();
  let done = 0;
  for (const mark of text.matchAll(opening)) {
    const closing = closingOf(mark);
    const start = mark.index + mark[0].length;
    if (mark.index < done || unclosed.has(closing)) continue;
    const end = folded.indexOf(closing, start);
    if (end < 0) {
      unclosed.add(closing);
      continue;
    }
    yield text.slice(done, mark.index);
    done = end + closing.length;
    yield { opening: mark, body: text.slice(start, end), whole: text.slice(mark.index, done) };
  }
  yield text.slice(done);
}

/** Puts something else in the place of each pair. */
export function replacePairs(
  text: string,
  opening: RegExp,
  closingOf: (opening: RegExpExecArray) => string,
  replace: (pair: Pair) => string,
): string {
  return Array.from(partsOf(text, opening, closingOf), (part) =>
    typeof part === 'string' ? part : replace(part),
  ).join('');
}
