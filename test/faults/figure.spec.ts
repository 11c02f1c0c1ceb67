import { atLeast, atMost, lineOf, never, verdictOf } from '../../faults/figure.js';
import { readOptions } from '../../faults/options.js';

describe('the verdict on a figure', () => {
  it.each([
    ['met when the worst round meets the aim', atMost(2), [1, 2], 1, 'met'],
    ['missed when one round does not', atMost(2), [1, 2.1], 1, 'missed'],
    ['missed when one round is below what there must be at least', atLeast(95), [99, 94.9], 100, 'missed'],
    ['void when the control does not meet the aim either', never(), [0], 1, 'void'],
    ['missed when nothing was measured', never(), [], 0, 'missed'],
    ['missed when what was measured is no number', atMost(2), [NaN], 1, 'missed'],
    ['given without a control where there is none', never(), [0], undefined, 'met'],
  ])('is %s', (_, aim, rounds, control, verdict) => {
    expect(verdictOf({ what: 'something', aim, rounds, control })).toBe(verdict);
  });

  it('stands beside the aim, the worst round, the median and the control', () => {
    const figure = { what: 'seconds to ready', aim: atMost(3), rounds: [1.5, 4, 2], control: 1.25 };
    expect(lineOf('R1', figure)).toBe('missed R1   seconds to ready: aim <= 3, worst 4, median 2, of 3, control 1.25');
  });

  it('counts the lowest round as the worst where there must be at least so much', () => {
    const line = lineOf('R9', { what: 'goodput, %', aim: atLeast(80), rounds: [90, 85, 99] });
    expect(line).toBe('met    R9   goodput, %: aim >= 80, worst 85, median 90, of 3, control -');
  });
});

describe('the options of the fault tests', () => {
  it('choose targets, their length and the seed', () => {
    expect(readOptions(['--only', 'R1,R4', '--quick', '--seed', '7'], ['R1', 'R4'])).toEqual({
      only: ['R1', 'R4'],
      isQuick: true,
      isWhole: false,
      seed: 7,
    });
    expect(readOptions([], [])).toMatchObject({ isQuick: false, isWhole: true });
  });

  it('are refused when they name what there is not', () => {
    expect(() => readOptions(['--only', 'R6'], ['R1', 'R2'])).toThrow('There is no target R6; there are R1, R2');
    expect(() => readOptions(['--seed', 'some'], [])).toThrow('--seed needs a whole number');
    expect(() => readOptions(['--fast'], [])).toThrow('--fast');
  });
});
