import { Progress } from './progress.js';

function shown(isTTY: boolean, total: number | undefined, ...steps: number[]): string {
  let text = '';
  const progress = new Progress(total, { isTTY, write: (part) => (text += part) });
  for (const step of steps) progress.show(step);
  progress.end();
  return text;
}

describe('progress', () => {
  it('is a line per step in a log', () => {
    expect(shown(false, 200, 100, 200)).toBe('100 of 200\n200 of 200\n');
    expect(shown(false, undefined, 100, 200)).toBe('100\n200\n');
  });

  it('is a bar on a terminal, which ends its line', () => {
    expect(shown(true, 2, 1, 2)).toBe(`\r${'█'.repeat(15)}${'░'.repeat(15)} 1 of 2\r${'█'.repeat(30)} 2 of 2\n`);
    expect(shown(true, 0, 0)).toContain('0 of 0\n');
  });

  it('is a bar that stays full when there is more than was counted', () => {
    expect(shown(true, 1, 2)).toBe(`\r${'█'.repeat(30)} 2 of 1\n`);
  });

  it('is a count on a terminal as long as nobody knows the total', () => {
    expect(shown(true, undefined, 1, 2)).toBe('\r1\r2\n');
  });
});
