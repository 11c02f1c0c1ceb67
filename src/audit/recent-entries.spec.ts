import { RecentEntries } from './recent-entries.js';

describe('entries that may come in floods', () => {
  it('C204: are made once a minute for each key', () => {
    const entries = new RecentEntries();
    const asked = [0, 1, 59_999, 60_000, 61_000].map((now) => entries.admits('ann', now));
    expect(asked).toEqual([true, false, false, true, false]);
    expect(entries.admits('bob', 61_000)).toBe(true);
  });

  it('C204: are not made beyond a thousand different ones a minute', () => {
    const entries = new RecentEntries();
    const admitted = Array.from({ length: 5000 }, (_, n) => entries.admits(`caller ${n}`, n));
    expect(admitted.filter(Boolean)).toHaveLength(1000);
    expect(entries.admits('somebody', 60_500)).toBe(true);
  });

  it('can be tried again when they could not be made', () => {
    const entries = new RecentEntries();
    entries.admits('ann', 0);
    entries.withdraw('ann');
    expect(entries.admits('ann', 1)).toBe(true);
  });
});
