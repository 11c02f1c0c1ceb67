import { blockAfter, delayAfter } from './penalty.js';

describe('The penalty for wrong passwords', () => {
  it('blocks a pair from the fifth failure on, twice as long each time, up to 15 minutes', () => {
    expect([1, 4, 5, 6, 7, 8, 9, 10, 11, 12, 100].map((failures) => blockAfter(failures) / 1000)).toEqual([
      0, 0, 15, 30, 60, 120, 240, 480, 900, 900, 900,
    ]);
  });

  it('delays an account from the eleventh failure on, up to 2 seconds', () => {
    expect([1, 10, 11, 12, 13, 14, 15, 16, 1000].map(delayAfter)).toEqual([0, 0, 100, 200, 400, 800, 1600, 2000, 2000]);
  });
});
