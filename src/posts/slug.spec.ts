import { hyphenate, isReservedSlug, numberedSlugs, randomisedSlug, SLUG, SLUG_LENGTH, slugFromTitle } from './slug.js';

describe('a slug from a title', () => {
  it.each([
    ['Hello, World!', 'hello-world'],
    ['  Crème brûlée  ', 'creme-brulee'],
    ["Don't panic", 'dont-panic'],
    ['Привет, мир', 'privet-mir'],
    ['日本', 'riben'],
    ['C', 'c'],
    ['C++', 'c-plus-plus'],
    ['C#', 'c-sharp'],
    ['Straße & Weg', 'strasse-and-weg'],
    ['50%_off', '50-percent-off'],
    ['🚀', 'rocket'],
  ])('of %j is %j', (title, slug) => {
    expect(slugFromTitle(title)).toBe(slug);
  });

  it.each(['!!!', '—', ' ', '\u200b', '\u{10ffff}'])('is never empty, as of %j', (title) => {
    expect(hyphenate(title)).toBe('');
    expect(slugFromTitle(title)).toBe('post');
  });

  it.each(['Feed', 'import', 'EXPORT', 'suggest', '0192f0c1-2345-7abc-8def-0123456789ab'])(
    'is never what a route could mistake: %j',
    (title) => {
      expect(isReservedSlug(title.toLowerCase())).toBe(true);
      expect(slugFromTitle(title)).toBe(`post-${title.toLowerCase()}`);
    },
  );

  it('is cut between words at a hundred characters', () => {
    const slug = slugFromTitle('seven12 '.repeat(40));
    expect(slug).toHaveLength(95);
    expect(slug).toMatch(SLUG);
    expect(slugFromTitle('x'.repeat(200))).toHaveLength(SLUG_LENGTH);
    expect(slugFromTitle('世'.repeat(200)).length).toBeLessThanOrEqual(SLUG_LENGTH);
  });
});

describe('the slugs to try when one is taken', () => {
  it('are numbered', () => {
    expect(numberedSlugs('news', 3)).toEqual(['news', 'news-2', 'news-3']);
  });

  it('end at random when too many are', () => {
    expect(randomisedSlug('news')).toMatch(/^news-[a-z0-9]{7}$/);
    expect(randomisedSlug('news')).not.toBe(randomisedSlug('news'));
  });

  it('stay within a hundred characters and well-formed', () => {
    for (const slug of [...numberedSlugs('x'.repeat(100), 12), randomisedSlug(`${'x'.repeat(91)}-yyyyyyyy`)]) {
      expect(slug.length).toBeLessThanOrEqual(SLUG_LENGTH);
      expect(slug).toMatch(SLUG);
    }
  });
});
