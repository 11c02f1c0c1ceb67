import { containing, literalWords, parsable, splitExact } from './search-text.js';

const query = "'word'";

describe('a search', () => {
  it.each([
    ['security release', []],
    ['C++ and c#', ['C++', 'c#']],
    ['50%_off', ['50%_off']],
    ['"a phrase in C#" -c++ snake_case f#', ['f#']],
    ['"unclosed c++', []],
  ])('for %j takes literally %j', (text, words) => {
    expect(literalWords({ text, query })).toEqual(words);
  });

  it('without a word is taken literally as a whole', () => {
    expect(literalWords({ text: '% _', query: undefined })).toEqual(['% _']);
  });

  it('has no wildcards (C096)', () => {
    expect(containing('50%_\\off')).toBe('%50\\%\\_\\\\off%');
  });

  it.each([
    ['-a --b', '-a --b'],
    ['over --- under', 'over   under'],
    ['-'.repeat(200), ' '],
    ['-!-(- -', ' '],
    ['well-known-word-forms "- - -"', 'well-known-word-forms " "'],
  ])('%j is parsed as %j', (text, parsed) => {
    expect(parsable(text)).toBe(parsed);
  });

  it.each([
    ['kubernets release', 'kubernets release', ''],
    ['kubernets -docker', 'kubernets', '-docker'],
    ['a-b "two words" -"not these" -nor', 'a-b', '"two words" -"not these" -nor'],
    ['"unclosed -phrase', '', '"unclosed -phrase'],
    ['"" - --x', '-', '"" --x'],
    ['"'.repeat(200), '', Array.from({ length: 100 }, () => '""').join(' ')],
  ])('%j may be misspelt in %j, and means %j as it is', (text, words, exact) => {
    const split = splitExact(text);
    expect([split.words.replace(/\s+/g, ' '), split.exact]).toEqual([words, exact]);
  });
});
