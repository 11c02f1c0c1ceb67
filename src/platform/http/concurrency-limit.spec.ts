import { ConcurrencyLimit, FEWEST, MOST } from './concurrency-limit.js';

/** Milliseconds between two judgements, and a little more. */
const WHILE = 101;

describe('The limit on requests in work', () => {
  let limit: ConcurrencyLimit;
  let now: number;

  beforeEach(() => {
    now = 0;
    limit = new ConcurrencyLimit(now);
  });

  /** Requests that come together and end some time later, after having waited so many milliseconds each. */
  function serve(requests: number, waited: number): void {
    for (let count = 0; count < requests; count += 1) limit.enter();
    now += WHILE;
    for (let count = 0; count < requests; count += 1) limit.leave(waited, now);
  }

  it('has room for as many as it says, and for one more when one has left', () => {
    for (let count = 0; count < MOST; count += 1) {
      expect(limit.hasRoom).toBe(true);
      limit.enter();
    }
    expect(limit.hasRoom).toBe(false);
    limit.leave(0, 1);
    expect(limit.hasRoom).toBe(true);
  });

  it('falls while requests wait, at once by half and never below the fewest', () => {
    serve(MOST, 500);
    expect(limit.value).toBe(MOST / 2);
    for (let count = 0; count < 20; count += 1) serve(limit.value, 500);
    expect(limit.value).toBe(FEWEST);
  });

  it('falls from what was in work where that was less', () => {
    serve(MOST / 4, 500);
    expect(limit.value).toBe(MOST / 8);
  });

  it('falls once for all that end together', () => {
    serve(MOST, 500);
    const { value } = limit;
    for (let count = 0; count < value; count += 1) limit.enter();
    for (let count = 0; count < value; count += 1) limit.leave(500, now + 1);
    expect(limit.value).toBe(value);
  });

  it('does not fall for what is slow without waiting, however many it is', () => {
    for (let count = 0; count < 20; count += 1) {
      now += 60_000;
      serve(MOST, 0);
    }
    expect(limit.value).toBe(MOST);
  });

  it('does not fall for one that has waited long among others that have not', () => {
    for (let count = 0; count < 999; count += 1) limit.enter();
    for (let count = 0; count < 998; count += 1) limit.leave(1, now);
    limit.leave(5_000, now + WHILE);
    expect(limit.value).toBe(MOST);
  });

  it('does not fall for a few, whom no limit would have kept from waiting', () => {
    for (let count = 0; count < 20; count += 1) serve(MOST / 16, 5_000);
    expect(limit.value).toBe(MOST);
  });

  it('grows step by step when nobody waits any more, and not past the most', () => {
    for (let count = 0; count < 20; count += 1) serve(limit.value, 500);
    serve(1, 0);
    expect(limit.value).toBe(FEWEST);
    serve(1, 0);
    expect(limit.value).toBe(FEWEST + 10);
    now += 60_000;
    serve(1, 0);
    expect(limit.value).toBe(MOST);
  });

  it('is not judged while nothing ends, as behind a locked table', () => {
    for (let count = 0; count < MOST; count += 1) limit.enter();
    now += 60_000;
    expect([limit.value, limit.hasRoom]).toEqual([MOST, false]);
  });
});
