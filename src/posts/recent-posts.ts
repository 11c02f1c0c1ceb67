import { RANKED_HITS } from './search-text.js';

/** How many of the newest posts are looked at to learn how common the words of a search are. */
export const SAMPLED_POSTS = 100;
/** How many of the newest posts it is counted for since when they were published. */
export const DATED_POSTS = 2_000;

/** Posts of a sample that must have the words; words in fewer of them are soon found among all posts. */
const COMMON = 3;
/** Standard deviations by which the sample may have too many of them. */
const DEVIATIONS = 3;
/** How many posts that have all words of a phrase are read to see whether it is there, at some 10 µs each. */
const READ_FOR_PHRASE = 10_000;
/** Entries of a word in the index, which has them in a row, that are read in the time that one post takes. */
const LISTED_PER_READ = 40;

/** What is known of the newest published posts. */
export interface RecentPosts {
  /** How many of the {@link SAMPLED_POSTS} newest match. */
  sampled: number;
  /** How many of them have all words of the phrases somewhere; undefined for a search without phrases. */
  scattered?: number | null;
  /** How many posts there are, as far as PostgreSQL knows. */
  posts: number;
  /** When the newest post was published, and the one with {@link DATED_POSTS} newer ones, if there are so many. */
  last: string | null;
  first: string | null;
}

/** How the newest posts that match are found without looking through all. */
export interface RecentLook {
  /** Those since then come first. */
  since: Date;
  /** Whether older ones are left out however few have been found. */
  isFinal: boolean;
  /** Whether the posts are read one after the other, because the index has so many of the words that it takes longer. */
  isWalk: boolean;
}

/** How as many hits as are ranked are found among the newest posts; undefined where that is no help. */
export function lookAmongNewest(recent: RecentPosts | undefined): RecentLook | undefined {
  if (!recent?.last || !recent.first) return undefined;
  const { sampled, posts } = recent;
  const scattered = recent.scattered ?? 0;
  const enough = sampled < COMMON ? Infinity : postsWith(RANKED_HITS, sampled);
  const looked = enough * (1 + DEVIATIONS / Math.sqrt(sampled));
  const readable = scattered < COMMON ? Infinity : postsWith(READ_FOR_PHRASE, scattered);
  const newest = Math.min(looked, readable);
  if (newest === Infinity || newest >= posts) return undefined;
  const [last, first] = [Date.parse(recent.last), Date.parse(recent.first)];
  const listed = postsOf(posts, Math.max(sampled, scattered));
  const read = Math.min(enough, readable);
  return {
    since: new Date(last - ((last - first) * newest) / DATED_POSTS),
    isFinal: readable <= looked,
    isWalk: listed / LISTED_PER_READ + postsOf(read, scattered) > read,
  };
}

/** How many posts have so many hits among them, as the sample has it. */
function postsWith(hits: number, sampled: number): number {
  return (hits * SAMPLED_POSTS) / sampled;
}

/** How many of the posts have what so many of the sample have. */
function postsOf(posts: number, sampled: number): number {
  return (posts * sampled) / SAMPLED_POSTS;
}
