import { codedTag, matchedVersions, matchesNone } from './entity-tag.js';

const TAG = '"3.kP3v0dJ2m9QwXy1A"';

describe('entity tags', () => {
  it('If-None-Match compares weakly, in lists, and against anything', () => {
    expect(matchesNone(TAG, TAG)).toBe(true);
    expect(matchesNone(`W/${TAG}`, TAG)).toBe(true);
    expect(matchesNone(`"other", ${TAG}`, TAG)).toBe(true);
    expect(matchesNone('*', TAG)).toBe(true);
    expect(matchesNone('"3.other"', TAG)).toBe(false);
    expect(matchesNone('nonsense', TAG)).toBe(false);
  });

  it('takes back the tag of a compressed answer', () => {
    expect(codedTag(TAG, 'br')).toBe('"3.kP3v0dJ2m9QwXy1A-br"');
    expect(matchesNone(codedTag(TAG, 'br'), TAG)).toBe(true);
    expect(matchesNone(codedTag(TAG, 'gzip'), TAG)).toBe(true);
    expect(matchedVersions(codedTag(TAG, 'gzip'))).toEqual([3]);
  });

  it('If-Match names versions by strong tags only', () => {
    expect(matchedVersions(TAG)).toEqual([3]);
    expect(matchedVersions('"3.other", "4.other"')).toEqual([3, 4]);
    expect(matchedVersions(`W/${TAG}`)).toEqual([]);
    expect(matchedVersions('"somebody else\'s"')).toEqual([]);
    expect(matchedVersions('nonsense')).toEqual([]);
    expect(matchedVersions('*')).toBe('*');
  });
});
