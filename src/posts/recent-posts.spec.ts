import { lookAmongNewest, type RecentPosts } from './recent-posts.js';

const DAY = 86_400_000;
const last = '2026-01-11T00:00:00.000Z';

/** Two hundred a day, and so many in all. */
const recent = { last, first: '2026-01-01T00:00:00.000Z', posts: 1_000_000 };

function daysOf(props: Partial<RecentPosts> & { sampled: number }): number | undefined {
  const look = lookAmongNewest({ ...recent, ...props });
  return look && (Date.parse(last) - look.since.getTime()) / DAY;
}

describe('the time in which enough hits were published', () => {
  it.each([
    ['all of the newest have the words', 100, 2_600],
    ['a quarter of them', 25, 12_800],
    ['few', 4, 125_000],
  ])('is guessed, the less sure the fewer there are: %s', (_, sampled, posts) => {
    expect(daysOf({ sampled })).toBe(posts / 200);
  });

  it('is no help for rare words, and where there are few posts', () => {
    expect(daysOf({ sampled: 2 })).toBeUndefined();
    expect(daysOf({ sampled: 4, posts: 100_000 })).toBeUndefined();
    expect(daysOf({ sampled: 100, first: null })).toBeUndefined();
    expect(daysOf({ sampled: 0, last: null, first: null })).toBeUndefined();
    expect(lookAmongNewest(undefined)).toBeUndefined();
  });

  it('is not guessed where nobody has counted the posts', () => {
    expect(daysOf({ sampled: 100, posts: -1 })).toBeUndefined();
  });
});

describe('posts are read one after the other', () => {
  const isWalk = (props: Partial<RecentPosts> & { sampled: number }): boolean | undefined =>
    lookAmongNewest({ ...recent, ...props })?.isWalk;

  it('where the index has so many of the words that it takes longer', () => {
    expect(isWalk({ posts: 10_000, sampled: 90 })).toBe(false);
    expect(isWalk({ posts: 1_000_000, sampled: 90 })).toBe(true);
    expect(isWalk({ posts: 1_000_000, sampled: 20 })).toBe(false);
    expect(isWalk({ posts: 10_000_000, sampled: 20 })).toBe(true);
  });

  it('for a phrase sooner, because most of them would have to be read in any case', () => {
    expect(isWalk({ posts: 100_000, sampled: 40 })).toBe(false);
    expect(isWalk({ posts: 100_000, sampled: 40, scattered: 90 })).toBe(true);
  });
});

describe('a phrase', () => {
  const look = (sampled: number, scattered: number): object => ({
    days: daysOf({ sampled, scattered }),
    isFinal: lookAmongNewest({ ...recent, sampled, scattered })?.isFinal,
  });

  it('of words that stand in few posts together is looked for in all of them', () => {
    expect(daysOf({ sampled: 0, scattered: 2 })).toBeUndefined();
  });

  it('of words that stand in many posts together is looked for in ten thousand of these and no more', () => {
    expect(look(0, 100)).toEqual({ days: 10_000 / 200, isFinal: true });
    expect(look(2, 50)).toEqual({ days: 20_000 / 200, isFinal: true });
  });

  it('that many have is looked for among as many as have it often enough', () => {
    expect(look(100, 100)).toEqual({ days: 2_600 / 200, isFinal: false });
  });
});
