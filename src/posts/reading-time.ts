/** Words of a script with spaces, and characters of one without, that are read in a minute. */
const WORDS_PER_MINUTE = 220;
const CHARACTERS_PER_MINUTE = 450;

const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/gu;

/** Whole minutes that reading takes, at least one. */
export function readingTimeMinutes(content: string): number {
  const unspaced = content.match(UNSPACED)?.length ?? 0;
  const words = content.replace(UNSPACED, ' ').match(/[\p{L}\p{N}]\S*/gu)?.length ?? 0;
  return Math.max(1, Math.round(words / WORDS_PER_MINUTE + unspaced / CHARACTERS_PER_MINUTE));
}
