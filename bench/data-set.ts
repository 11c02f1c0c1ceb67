import { Random } from './random.js';

/** The little words that make about 45 % of English prose, and which a search passes over. */
const LITTLE_WORDS =
  'the of and to a in is it you that he was for on are with as his they be at have this from or had by not but what'.split(
    ' ',
  );
const LITTLE_SHARE = 0.45;
/** Made-up words: as many as a magazine uses, the first ones in nearly every post. */
const WORDS = makeWords(30_000);
const AUTHORS = 10_000;
const TAGS = 500;
const FIRST_DAY = Date.UTC(2016, 0, 1);
const DAYS = 3_650;

/** A line of an import. */
export interface BenchPost {
  externalId: string;
  title: string;
  content: string;
  tags: string[];
  status: 'published';
  publishedAt: string;
  author: { username: string; name: string };
}

/** The word of a rank: 0 is the most frequent one. */
export function word(rank: number): string {
  return WORDS[rank] ?? '';
}

/** One post of about 2 KB, the same for the same number in every run. */
export function post(number: number): BenchPost {
  const random = new Random(number + 1);
  const author = random.zipf(AUTHORS);
  return {
    externalId: `bench:${number}`,
    title: capitalised(words(random, 4 + random.below(6))),
    content: Array.from({ length: 5 }, () => `${capitalised(words(random, 72))}.`).join('\n\n'),
    tags: [...new Set(Array.from({ length: 1 + random.below(4) }, () => `tag ${random.zipf(TAGS)}`))],
    status: 'published',
    publishedAt: new Date(FIRST_DAY + random.below(DAYS * 86_400) * 1000).toISOString(),
    author: { username: `author-${author}`, name: `Author ${author}` },
  };
}

/** The posts as lines of NDJSON, made while they are read. */
export function* lines(count: number): Generator<string> {
  for (let number = 0; number < count; number += 1) yield `${JSON.stringify(post(number))}\n`;
}

function words(random: Random, count: number): string {
  const next = (): string =>
    random.next() < LITTLE_SHARE
      ? (LITTLE_WORDS[random.zipf(LITTLE_WORDS.length)] ?? '')
      : word(random.zipf(WORDS.length));
  return Array.from({ length: count }, next).join(' ');
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function makeWords(count: number): string[] {
  const random = new Random(7);
  const syllables = Array.from('bdfgklmnprstvz').flatMap((consonant) =>
    Array.from('aeiou', (vowel) => consonant + vowel),
  );
  const made = new Set<string>();
  while (made.size < count) {
    const length = 2 + random.below(3);
    made.add(Array.from({ length }, () => syllables[random.below(syllables.length)] ?? '').join(''));
  }
  return [...made];
}
