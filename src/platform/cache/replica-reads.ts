import type { Replicas } from '../database/index.js';
import type { Metrics } from '../observability/index.js';
import { collectTags, type Collected } from './shown-tags.js';
import { TAG_LIMIT, type Sighting, type Stamp, type TagLedger } from './tag-ledger.js';

/**
 * Reads for anonymous callers, on replicas where these are far enough. An answer from a replica is judged as a kept one is:
 * by the tags that it shows, once it is there. It counts when the replica had replayed all that ever changed them before
 * the handler began. Everything else is read on the primary: what showed a change too late, what failed, be it for the
 * replica's sake or because a row was not there yet, and what shows no tags to judge it by.
 */
export class ReplicaReads {
  private establishing: Promise<void> | undefined;

  constructor(
    private readonly replicas: Replicas,
    private readonly ledger: TagLedger,
    private readonly metrics: Metrics,
  ) {}

  /**
   * Runs a handler that only reads, once or, if the first run does not count, once more.
   *
   * @param sighting of the tags that the answer may show, as far as these are known.
   * @throws what the handler throws on the primary.
   */
  async collect<T>(sighting: Sighting, produce: () => Promise<T>): Promise<Collected<T>> {
    const read = await this.onReplica(sighting, produce);
    this.metrics.readServed(read ? 'replica' : 'primary');
    return read ?? collectTags(produce);
  }

  private async onReplica<T>(
    { now, position }: Sighting,
    produce: () => Promise<T>,
  ): Promise<Collected<T> | undefined> {
    if (position === undefined) {
      this.establishing ??= this.establish(now).finally(() => (this.establishing = undefined));
      return undefined;
    }
    const session = await this.replicas.session(position);
    if (!session) return undefined;
    try {
      const read = await session.use(() => collectTags(produce));
      return (await this.counts(read.tags, session.replayed)) ? read : undefined;
    } catch {
      return undefined;
    } finally {
      void session.end();
    }
  }

  private async counts(tags: readonly string[], replayed: string): Promise<boolean> {
    if (tags.length === 0 || tags.length > TAG_LIMIT) return false;
    const sighting = await this.ledger.look(tags);
    if (sighting?.position === undefined) return false;
    this.replicas.heardOf(sighting.position);
    return !sighting.inWriting && sighting.position <= replayed;
  }

  private async establish(now: Stamp): Promise<void> {
    const position = await this.replicas.position();
    if (position !== undefined) await this.ledger.establish(now, position);
  }
}
