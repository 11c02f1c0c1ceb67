import { Problem } from '../../problem/index.js';
import { cleanInput } from './clean-input.js';

function fault(value: unknown): { field: string; code: string } {
  try {
    cleanInput(value, 'body');
  } catch (error) {
    const first = error instanceof Problem ? error.errors?.[0] : undefined;
    if (first) return { field: first.field, code: first.code };
  }
  throw new Error('It was accepted');
}

function nested(levels: number): unknown {
  return levels === 0 ? 'deep' : [nested(levels - 1)];
}

describe('cleaning input', () => {
  it('normalises strings to NFC and leaves all else as it is', () => {
    const input = { title: 'Cafe\u0301', tags: ['e\u0301'], count: 1, flag: true, none: null };
    expect({ ...(cleanInput(input, 'body') as object) }).toEqual({
      title: 'Café',
      tags: ['é'],
      count: 1,
      flag: true,
      none: null,
    });
  });

  it('C106: makes no ASCII letter of a character that is none', () => {
    const texts = ['\u212aate\u0301', '\u037e', '\u1fef', 'a\u212a\u212a'];
    expect(cleanInput(texts, 'body')).toEqual(['\u212aat\u00e9', '\u037e', '\u1fef', 'a\u212a\u212a']);
  });

  it('C088: refuses U+0000 and lone surrogates, naming the member', () => {
    expect(fault({ tags: ['ok', 'a\0b'] })).toEqual({ field: 'tags[1]', code: 'noNull' });
    expect(fault({ profile: { website: '\ud800' } })).toEqual({ field: 'profile.website', code: 'wellFormed' });
    expect(fault('\0')).toEqual({ field: 'body', code: 'noNull' });
    expect(fault({ 'a\0': 1 })).toEqual({ field: 'body', code: 'noNull' });
  });

  it('refuses more than 30 combining marks in a row, which take time by their square to normalise', () => {
    const marks = '\u0300\u0316'.repeat(15);
    expect(cleanInput(`a${marks}b${marks}`, 'body')).toBe(`a${marks}b${marks}`.normalize('NFC'));
    expect(fault({ content: `a${marks}\u0300` })).toEqual({ field: 'content', code: 'maxMarks' });
    expect(fault({ tags: ['\u{1d165}'.repeat(31)] })).toEqual({ field: 'tags[0]', code: 'maxMarks' });
    expect(fault({ [marks.repeat(2)]: 1 })).toEqual({ field: 'body', code: 'maxMarks' });
  });

  it('accepts 20 levels and refuses 21', () => {
    expect(() => cleanInput(nested(20), 'body')).not.toThrow();
    expect(fault(nested(21))).toEqual({ field: 'body', code: 'maxDepth' });
  });

  it('C103: refuses more than 1 000 members', () => {
    const members = Object.fromEntries(Array.from({ length: 1001 }, (_, index) => [`m${index}`, index]));
    expect(fault(members)).toEqual({ field: 'body', code: 'maxMembers' });
  });
});
