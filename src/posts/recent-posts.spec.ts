import { sinceWhen } from './recent-posts.js';

const last = '2026-01-11T00:00:00.000Z';
const first = '2026-01-01T00:00:00.000Z';

describe('the time in which enough hits were published', () => {
  it.each([
    ['every post has the words: 3 000 posts, at 500 a day', 100, '2026-01-05T00:00:00.000Z'],
    ['every second one', 50, '2025-12-30T00:00:00.000Z'],
    ['few', 3, '2025-06-25T00:00:00.000Z'],
  ])('is guessed by how many of the newest have them: %s', (_, sampled, since) => {
    expect(sinceWhen({ sampled, last, first })?.toISOString()).toBe(since);
  });

  it('is no help for rare words, and where there are few posts', () => {
    expect(sinceWhen({ sampled: 2, last, first })).toBeUndefined();
    expect(sinceWhen({ sampled: 100, last, first: null })).toBeUndefined();
    expect(sinceWhen({ sampled: 0, last: null, first: null })).toBeUndefined();
    expect(sinceWhen(undefined)).toBeUndefined();
  });
});
