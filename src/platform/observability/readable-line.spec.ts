import { stripVTControlCharacters } from 'node:util';
import { readableLine } from './readable-line.js';

const time = '2026-01-02T03:04:05.678Z';

describe('A line for a terminal', () => {
  it('shows the time, the level, what happened and how long it took', () => {
    const line = readableLine(
      JSON.stringify({ time, level: 'info', msg: 'GET / 200', context: 'http', durationMs: 1.5 }),
    );
    expect(stripVTControlCharacters(line)).toBe('03:04:05 info  GET / 200 1.5 ms [http]\n');
  });

  it('shows where a failure comes from', () => {
    const error = { name: 'TypeError', message: 'no', stack: 'at f (a.js:1:1)' };
    expect(readableLine(JSON.stringify({ time, level: 'error', msg: 'no', error, requestId: 'r1' }))).toMatch(
      /no.*r1.*\nTypeError: no\nat f \(a\.js:1:1\)\n$/s,
    );
  });

  it('is left alone when it is not JSON', () => {
    expect(readableLine('plain\n')).toBe('plain\n');
  });
});
