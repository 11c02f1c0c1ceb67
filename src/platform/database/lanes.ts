import { currentContext } from '../context/index.js';
import { unavailable } from './failures.js';
import type { WaitObserver } from './pool.js';

/** The share of the pool that one kind of work may hold. */
const SHARE = 0.4;

interface Lane {
  running: number;
  waiting: (() => void)[];
}

/**
 * Bulkheads in front of the connection pool: work of one kind holds at most 40 % of the connections, so that when its
 * table is locked or its query slow, reads and writes of that kind together still leave some to everybody else.
 */
export class Lanes {
  private readonly lanes = new Map<string, Lane>();
  private readonly width: number;
  /** Called for work that had to wait, whether it got a place or not. */
  onWait: WaitObserver = () => undefined;

  /** @param patience milliseconds that work waits for its turn before it is refused. */
  constructor(
    connections: number,
    private readonly patience: number,
  ) {
    this.width = Math.max(2, Math.floor(connections * SHARE));
  }

  /**
   * Runs work when its kind has a place.
   *
   * @throws Problem `SERVICE_UNAVAILABLE` when it has waited too long for one.
   */
  async run<T>(kind: string, work: () => Promise<T>): Promise<T> {
    const lane = this.lane(kind);
    if (lane.running < this.width) lane.running += 1;
    else await this.turn(lane);
    try {
      return await work();
    } finally {
      const next = lane.waiting.shift();
      if (next) next();
      else lane.running -= 1;
    }
  }

  /** How many pieces of work wait for a place. */
  get waiting(): number {
    return [...this.lanes.values()].reduce((sum, lane) => sum + lane.waiting.length, 0);
  }

  private lane(kind: string): Lane {
    let lane = this.lanes.get(kind);
    if (!lane) this.lanes.set(kind, (lane = { running: 0, waiting: [] }));
    return lane;
  }

  /** Resolves when a piece of work that ends hands its place over. */
  private turn(lane: Lane): Promise<void> {
    const since = performance.now();
    // Who hands its place over, or the clock, tells of the wait in a context of its own.
    const context = currentContext();
    const waited = (): void => {
      const milliseconds = performance.now() - since;
      if (context) context.waited = (context.waited ?? 0) + milliseconds;
      this.onWait(milliseconds / 1000);
    };
    return new Promise((resolve, reject) => {
      const start = (): void => {
        clearTimeout(timer);
        waited();
        resolve();
      };
      const timer = setTimeout(() => {
        waited();
        lane.waiting.splice(lane.waiting.indexOf(start), 1);
        reject(unavailable(new Error('Timed out waiting for a database connection')));
      }, this.patience);
      lane.waiting.push(start);
    });
  }
}
