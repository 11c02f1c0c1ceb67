import { cleanUserAgent } from './device.js';

describe('a user agent', () => {
  it('C203: is bounded and has no control characters', () => {
    expect(cleanUserAgent('Firefox\u001b[31m\u009b\t140')).toBe('Firefox [31m 140');
    expect(cleanUserAgent('a'.repeat(10_000))).toHaveLength(500);
  });

  it('is null when there is none', () => {
    expect([cleanUserAgent(), cleanUserAgent(''), cleanUserAgent(' \t')]).toEqual([null, null, null]);
  });
});
