import { tagsOf } from './tags.js';

const tags = (fields: Record<string, unknown>): string[] => tagsOf(new Map(Object.entries(fields)));
const distinct = (count: number): string[] => Array.from({ length: count }, (_, i) => `tag ${i}`);

describe('the tags of a post', () => {
  it('are its tags and categories, in the order given', () => {
    expect(tags({ category: 'c', categories: ['d', 'e'], tags: ['b', 'a'] })).toEqual(['b', 'a', 'c', 'd', 'e']);
  });

  it('may be one string with commas', () => {
    expect(tags({ tags: 'node.js,  release notes ,,' })).toEqual(['node.js', 'release notes']);
  });

  it('come once each, whatever their case, the first as it was written', () => {
    expect(tags({ tags: ['Node', 'node', ' NODE '], category: 'node' })).toEqual(['Node']);
  });

  it('are in normal form C', () => {
    expect(tags({ tags: ['cafe\u0301'] })).toEqual(['caf\u00e9']);
  });

  it('are none when there are none', () => {
    expect(tags({ tags: null, category: '', categories: [null, { name: 'x' }] })).toEqual([]);
  });

  it('are 20 at most', () => {
    expect(tags({ tags: distinct(20) })).toHaveLength(20);
    expect(() => tags({ tags: distinct(21) })).toThrow('there are 21 tags');
  });

  it('have 50 characters at most, an emoji being one', () => {
    expect(tags({ tags: ['🙂'.repeat(50)] })).toHaveLength(1);
    expect(() => tags({ tags: ['x'.repeat(51)] })).toThrow('longer than 50 characters');
  });
});
