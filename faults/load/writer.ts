import { setTimeout as delay } from 'node:timers/promises';
import type { Random } from '../../bench/random.js';
import { NoAnswer, send, type Call } from './http.js';
import { Ledger } from './ledger.js';
import type { Kind } from './open-loop.js';

/** Milliseconds between two repeats of a write, and until all must have been answered. */
const PAUSE = 200;
const PATIENCE = 60_000;

/** Repeats at once. */
const AT_ONCE = 8;

/** Makes posts that are told apart by their marker, which is their title and their `Idempotency-Key` as well. */
export class Writer {
  readonly ledger: Ledger;
  private count = 0;

  /**
   * @param prefix begins every marker, and no other writer's
   * @param file where the ledger is written
   */
  constructor(
    private readonly token: string,
    readonly prefix: string,
    file: string,
  ) {
    this.ledger = new Ledger(file);
  }

  /** The writes as a part of a load. */
  kind(weight: number): Kind {
    return this.kindOf('write', weight, () => this.next());
  }

  /** Writes that are under way for one to three seconds, because their body takes so long to arrive. */
  slowKind(weight: number, random: Random): Kind {
    return this.kindOf('slow write', weight, () => ({ ...this.next(), pause: 1000 + random.below(2000) }));
  }

  /**
   * Repeats every write of unknown outcome under its key until it is answered, as an honest client does.
   *
   * @throws Error when some are still unknown after a minute.
   */
  async settle(url: string): Promise<void> {
    const deadline = Date.now() + PATIENCE;
    for (let left = this.ledger.of('unknown'); left.length > 0; left = this.ledger.of('unknown')) {
      if (Date.now() > deadline) throw new Error(`${left.length} writes were not answered in ${PATIENCE / 1000} s`);
      // Others may want to write meanwhile.
      for (const some of inParts(left, AT_ONCE)) await Promise.all(some.map((marker) => this.repeat(url, marker)));
      await delay(PAUSE);
    }
  }

  private kindOf(kind: string, weight: number, make: () => Call): Kind {
    return {
      kind,
      weight,
      make,
      heard: ({ key = '' }, result) => this.ledger.note(key, result),
    };
  }

  private next(): Call {
    const marker = `${this.prefix}-${(this.count += 1)}`;
    this.ledger.begin(marker);
    return this.call(marker);
  }

  private async repeat(url: string, marker: string): Promise<void> {
    const result = await send(url, this.call(marker)).catch((error: unknown) => {
      // It may have been done the first time, whatever becomes of the repeat.
      if (error instanceof NoAnswer) return new NoAnswer(error.reason, false);
      throw error;
    });
    this.ledger.note(marker, result);
  }

  private call(marker: string): Call {
    const body = { title: marker, content: `The words of ${marker}`, status: 'published' };
    return { method: 'POST', path: '/api/v1/posts', token: this.token, key: marker, body };
  }
}

function inParts<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, part) =>
    items.slice(part * size, (part + 1) * size),
  );
}
