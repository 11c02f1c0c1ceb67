/** Words of a script with spaces, and characters of one without, that are read in a minute. */
const WORDS_PER_MINUTE = 220;
const CHARACTERS_PER_MINUTE = 450;

const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]+/gu;

const WORD = /[\p{L}\p{N}]\S*/gu;

/** The first half of a character that takes two. */
const HIGH_SURROGATE = /[\ud800-\udbff]/g;

/** Whole minutes that reading takes, at least one. */
export function readingTimeMinutes(content: string): number {
  let unspaced = 0;
  const spaced = content.replace(UNSPACED, (run) => {
    unspaced += run.length - countOf(HIGH_SURROGATE, run);
    return ' ';
  });
  const words = countOf(WORD, spaced);
  return Math.max(1, Math.round(words / WORDS_PER_MINUTE + unspaced / CHARACTERS_PER_MINUTE));
}

/** How often a global pattern is found; without a list of what was found, which imports would make gigabytes of. */
function countOf(pattern: RegExp, text: string): number {
  let count = 0;
  while (pattern.test(text)) count += 1;
  return count;
}
