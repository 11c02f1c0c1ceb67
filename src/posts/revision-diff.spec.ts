import { applyPatch } from 'diff';
import { diffTexts, type RevisionText } from './revision-diff.js';

const text = (content: string): RevisionText => ({ title: 'Title', excerpt: null, content, tags: [] });

function randomLines(count: number, kinds: number, seed: number): string {
  let state = seed;
  const next = (): number => (state = (state * 48_271) % 2_147_483_647);
  return Array.from({ length: count }, () => `line ${next() % kinds}`).join('\n');
}

describe('what differs between two texts', () => {
  it.each([
    ['nothing and something', '', 'a\nb\n'],
    ['a last line with an end and one without', 'a\nb', 'a\nb\n'],
    ['lines that look like marks', '-a\n+b\n@@ -1 +1 @@', '+a\n-b\n\\ No newline at end of file'],
    ['other ends of lines', 'a\r\nb\r\n', 'a\r\nc\n'],
    ['some random lines', randomLines(300, 9, 1), randomLines(300, 9, 2)],
    ['completely different lines', randomLines(2_000, 1e6, 3), randomLines(2_000, 1e6, 4)],
    ['one long line', 'x'.repeat(500_000), 'y'.repeat(500_000)],
  ])('can be applied: %s', (_, from, to) => {
    const { content } = diffTexts(text(from), text(to));
    expect(applyPatch(from, content?.patch ?? '')).toBe(to);
  });

  it('tells line by line unless the contents are too different', () => {
    const long = randomLines(5_000, 1e6, 5);
    const near = diffTexts(text(long), text(`${long}\nOne more`)).content;
    expect([near?.isWhole, near?.hunks.length, near?.hunks[0]?.lines.length]).toEqual([false, 1, 8]);
    const far = diffTexts(text(long), text(randomLines(5_000, 1e6, 6))).content;
    expect(far).toMatchObject({
      isWhole: true,
      hunks: [{ oldStart: 1, oldLines: 5_000, newStart: 1, newLines: 5_000 }],
    });
    expect(far?.hunks[0]?.lines.filter((line) => line.startsWith('-'))).toHaveLength(5_000);
  });

  it('gives no lines where there are too many', () => {
    const change = diffTexts(text('a\n'.repeat(10_001)), text('b\n'.repeat(10_000))).content;
    expect(change).toEqual({ hunks: [], patch: null, isWhole: true });
  });

  it('sees tags that only change places', () => {
    const { tags } = diffTexts({ ...text(''), tags: ['a', 'b'] }, { ...text(''), tags: ['b', 'a'] });
    expect(tags).toEqual({ from: ['a', 'b'], to: ['b', 'a'], added: [], removed: [] });
  });

  it('is null for what is the same', () => {
    expect(diffTexts(text('a'), text('a'))).toEqual({ title: null, excerpt: null, tags: null, content: null });
  });
});
