import { History, type Operation, type Reading, type State, type Write } from './history.js';

/** A reading that showed less than had been acknowledged before it began. */
export interface Violation {
  readonly reading: Operation;
  /** What it showed, and what it missed. */
  readonly verdict: string;
  /** All that happened to the thing from the write that was missed until the reading ended. */
  readonly story: readonly string[];
}

/**
 * Finds the readings that the contract forbids: each has to show what the latest write acknowledged before it began
 * had made, or what a later write made that began before it ended. Where a write without an answer may have made what
 * was shown, the reading is in order: a version that nobody has acknowledged is taken for such a write's.
 */
export function judge(history: History): Violation[] {
  const pastOf = Map.groupBy(history.writes, ({ thing }) => thing);
  const unansweredOf = Map.groupBy(history.unanswered, ({ thing }) => thing);
  const tooOld = history.readings.flatMap((reading) => {
    const past = new Past(pastOf.get(reading.thing) ?? [], unansweredOf.get(reading.thing) ?? []);
    const missed = past.latestBefore(reading.start);
    if (past.allows(reading, missed?.version ?? 0)) return [];
    return [violation(history, reading, `it showed ${show(reading.shows)}`, missed)];
  });
  return [...tooOld, ...tooFew(history)].sort((a, b) => a.reading.start - b.reading.start);
}

class Past {
  constructor(
    private readonly writes: readonly Write[],
    private readonly unanswered: readonly Operation[],
  ) {}

  latestBefore(time: number): Write | undefined {
    const acknowledged = this.writes.filter(({ end }) => end < time);
    return acknowledged.reduce<Write | undefined>((a, b) => (a && a.version >= b.version ? a : b), undefined);
  }

  allows({ shows, end }: Reading, oldest: number): boolean {
    const made = ({ version, start, state }: Write): boolean =>
      version >= oldest && start < end && Object.entries(shows).every(([member, value]) => state[member] === value);
    if (this.writes.some(made)) return true;
    return this.unanswered.some(({ start }) => start < end) && this.unclaimed(oldest, shows.version);
  }

  /** Whether nobody was told of a version later than the oldest that may be shown; of a given one, if it was shown. */
  private unclaimed(oldest: number, shown: State[string] | undefined): boolean {
    const claimed = new Set(this.writes.map(({ version }) => version));
    if (typeof shown === 'number') return shown > oldest && !claimed.has(shown);
    for (let version = oldest + 1; version < Math.max(...claimed); version += 1) if (!claimed.has(version)) return true;
    return false;
  }
}

function tooFew(history: History): Violation[] {
  const added = Map.groupBy(history.additions, ({ thing }) => thing);
  return history.counts.flatMap((reading) => {
    const before = (added.get(reading.thing) ?? []).filter(({ end }) => end < reading.start);
    if (reading.count >= before.length) return [];
    const counts = `it showed ${reading.count} of ${before.length}`;
    return [violation(history, reading, counts, before[reading.count])];
  });
}

function violation(history: History, reading: Operation, shown: string, missed?: Operation): Violation {
  const told = (list: readonly Operation[], say: (operation: never) => string): [number, string][] =>
    list
      .filter(({ thing, start, end }) => thing === reading.thing && end >= (missed?.start ?? 0) && start <= reading.end)
      .map((operation) => [operation.start, `${name(operation)}: ${say(operation as never)}`]);
  const story = [
    ...told(history.writes, ({ version, state }: Write) => `made ${version}, ${show(state)}`),
    ...told(history.unanswered, () => 'its answer was lost'),
    ...told(history.readings, ({ shows }: Reading) => `showed ${show(shows)}`),
    ...told(history.additions, () => 'added one'),
    ...told(history.counts, ({ count }: { count: number }) => `showed ${count}`),
  ];
  return {
    reading,
    verdict: `${name(reading)}: ${shown}, after ${missed ? name(missed) : 'nothing that could have been so'}`,
    story: story.sort(([a], [b]) => a - b).map(([, line]) => line),
  };
}

/** What is said of violations where they must not be: the first ones with their stories, and how many there are. */
export function report(violations: readonly Violation[]): string {
  const told = violations.slice(0, 5).map(({ verdict, story }) => [verdict, ...story].join('\n    '));
  return [`${violations.length} incoherent readings`, ...told].join('\n');
}

function name({ thing, instance, call, start, end }: Operation): string {
  return `${thing}, ${call} on ${instance} (${start.toFixed(1)} to ${end.toFixed(1)} ms)`;
}

function show(state: State): string {
  return JSON.stringify(state);
}
