import { atMost, never, type Figure } from '../../faults/figure.js';
import { playUntilQuiet, type ProcessorTime } from '../../faults/quiet.js';
import { isMet, sectionOf, type Outcome } from '../../faults/report.js';

const target: Outcome['target'] = {
  id: 'R9',
  title: 'three times of what it can answer',
  full: { rounds: 1, seconds: 1, rate: 1 },
  quick: { rounds: 1, seconds: 1, rate: 1 },
  play: () => Promise.resolve([]),
};

const outcome = (...figures: Figure[]): Outcome => ({ target, figures });
const p99 = (value: number): Figure => ({ what: 'p99, ms', aim: atMost(50), rounds: [value], isTimed: true });
const lost = (count: number): Figure => ({ what: 'writes lost', aim: never(), rounds: [count] });

/** Plays outcomes in turn, on a machine whose host keeps a share of the processor time from each. */
function playing(...attempts: { outcome: Outcome; stolen: number }[]) {
  const left = [...attempts];
  const told: string[] = [];
  const time: ProcessorTime = { all: 1000, stolen: 10 };
  const play = (): Promise<Outcome> => {
    const attempt = left.shift();
    if (!attempt) throw new Error('It is played too often');
    time.all += 10_000;
    time.stolen += 10_000 * attempt.stolen;
    return Promise.resolve(attempt.outcome);
  };
  const last = playUntilQuiet(
    play,
    (line) => told.push(line),
    () => Promise.resolve({ ...time }),
  );
  return { last, left, told };
}

describe('a target on a machine that others use', () => {
  it('is played again when it missed nothing but times, and tells so', async () => {
    const { last, told } = playing(
      { outcome: outcome(p99(101), lost(0)), stolen: 0.06 },
      { outcome: outcome(p99(47), lost(0)), stolen: 0.04 },
    );
    expect(isMet(await last)).toBe(true);
    expect(told).toEqual([expect.stringContaining('kept 6.0 % of the processor time')]);
    expect(sectionOf([await last], 1)).toContain('(played 2 times: it missed times while the machine');
  });

  it('is played three times at most', async () => {
    const missed = { outcome: outcome(p99(101)), stolen: 0.3 };
    const { last, left } = playing(missed, missed, missed, missed);
    expect(isMet(await last)).toBe(false);
    expect(left).toHaveLength(1);
  });

  it('is missed on a quiet machine', async () => {
    const { last, left } = playing({ outcome: outcome(p99(101)), stolen: 0.001 }, { outcome: outcome(), stolen: 0 });
    expect(isMet(await last)).toBe(false);
    expect(left).toHaveLength(1);
  });

  it('is missed once something else than a time is', async () => {
    const failed: Outcome = { target, figures: [], failure: 'An instance ended' };
    for (const missed of [outcome(p99(101), lost(1)), failed]) {
      const { last, left } = playing({ outcome: missed, stolen: 0.3 }, { outcome: outcome(), stolen: 0 });
      expect(isMet(await last)).toBe(false);
      expect(left).toHaveLength(1);
    }
  });

  it('does not tell of attempts where one was enough', async () => {
    const { last } = playing({ outcome: outcome(p99(40)), stolen: 0.3 });
    expect(sectionOf([await last], 1)).toMatch(/- R9: three times of what it can answer$/);
  });
});
