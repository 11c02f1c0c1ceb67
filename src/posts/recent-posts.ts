import { RANKED_HITS } from './search-text.js';

/** How many of the newest posts are looked at to learn how common the words of a search are. */
export const SAMPLED_POSTS = 100;
/** How many of the newest posts it is counted for since when they were published. */
export const DATED_POSTS = 5_000;

/** Posts of a sample that must have the words; words in fewer of them are soon found among all posts. */
const COMMON = 3;
/** How many times the hits that are needed are looked for: what the sample says is not exact. */
const MARGIN = 1.5;

/** What is known of the newest published posts. */
export interface RecentPosts {
  /** How many of the {@link SAMPLED_POSTS} newest have the words; 0 where it is not known since when enough were published. */
  sampled: number;
  /** When the newest post was published, and the one with {@link DATED_POSTS} newer ones, if there are so many. */
  last: string | null;
  first: string | null;
}

/** Since when as many posts with the words may have been published as are ranked; undefined where that is no help. */
export function sinceWhen(recent: RecentPosts | undefined): Date | undefined {
  if (!recent?.last || !recent.first || recent.sampled < COMMON) return undefined;
  const { sampled } = recent;
  const [last, first] = [Date.parse(recent.last), Date.parse(recent.first)];
  const posts = (RANKED_HITS * MARGIN * SAMPLED_POSTS) / sampled;
  return new Date(last - ((last - first) * posts) / DATED_POSTS);
}
