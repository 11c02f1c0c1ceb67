import { readingTimeMinutes } from './reading-time.js';

describe('reading time', () => {
  it.each([
    ['a word', 'word', 1],
    ['signs only', '--- *** ---', 1],
    ['1 100 words', 'word '.repeat(1100), 5],
    ['900 characters without spaces', '世'.repeat(900), 2],
    ['900 of them that take two halves', '𠀀'.repeat(900), 2],
    ['nothing', '', 1],
    ['Khmer', 'ខ្មែរ'.repeat(180), 2],
    ['Korean, which has spaces', '한국어 '.repeat(660), 3],
    ['code, by its words', `\`\`\`\n${'let a = b;\n'.repeat(220)}\`\`\``, 3],
    ['both', `${'word '.repeat(440)}${'世'.repeat(450)}`, 3],
  ])('of %s', (_, content, minutes) => {
    expect(readingTimeMinutes(content)).toBe(minutes);
  });
});
