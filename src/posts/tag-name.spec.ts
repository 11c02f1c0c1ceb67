import { distinctTagSlug, foldTags, tagKey, tagSlug } from './tag-name.js';

describe('tags', () => {
  it('that differ only in case are one, spelled as the first, in the order given', () => {
    expect(foldTags(['Node.js', 'api', 'NODE.JS', 'API', 'zebra'])).toEqual(['Node.js', 'api', 'zebra']);
    expect(tagKey('ÄPFEL')).toBe(tagKey('äpfel'));
  });

  it.each([
    ['Node.js', 'node-js'],
    ['.NET', 'dot-net'],
    ['C++', 'c-plus-plus'],
    ['C#', 'c-sharp'],
    ['Über uns', 'uber-uns'],
  ])('have a slug: %j has %j', (name, slug) => {
    expect(tagSlug(name)).toBe(slug);
  });

  it('get a slug of their own when nothing can be spelled, or something else is spelled alike', () => {
    expect(tagSlug('!!!')).toMatch(/^tag-[0-9a-f]{12}$/);
    expect(tagSlug('!!!')).not.toBe(tagSlug('???'));
    expect(tagSlug('世界')).toBe(tagSlug('视界'));
    expect(distinctTagSlug('世界')).not.toBe(distinctTagSlug('视界'));
    expect(tagSlug('世'.repeat(50)).length).toBeLessThanOrEqual(100);
  });
});
