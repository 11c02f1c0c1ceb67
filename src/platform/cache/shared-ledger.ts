import { Logger } from '@nestjs/common';
import type { RedisConnection, RedisScript } from '../redis/index.js';
import type { WalPosition } from '../database/index.js';
import { BEGIN, END, ESTABLISH, LOOK, START_EPOCH } from './ledger-scripts.js';
import { TagLedger, WRITING_LIMIT, type Sighting, type Stamp } from './tag-ledger.js';

const LEDGER = 'quire:cache:ledger';

/** Milliseconds between the return of Redis and its use: longer than any instance takes to connect again. */
const SETTLING = 2_000;

export interface SharedLedgerOptions {
  /** Milliseconds, see `WRITING_LIMIT`. */
  writingLimit?: number;
  /** Milliseconds, see `SETTLING`. */
  settling?: number;
}

/**
 * The ledger that instances share through Redis. After any trouble with Redis (it was away, silent, restarted with old
 * data, refused a script) this instance has missed changes, or others could not tell theirs: it relies on nothing until
 * Redis has been back for a moment, in which the other instances return too, and then starts a new epoch first.
 */
export class SharedLedger extends TagLedger {
  private readonly logger = new Logger('Cache');
  private readonly writingLimit: number;
  private readonly settling: number;
  private failures = 0;
  private failedAt = -Infinity;
  /** The number of troubles before the epoch that this instance relies on. */
  private reliedOnAfter: number | undefined;
  private starting: Promise<void> | undefined;

  constructor(
    private readonly redis: RedisConnection,
    options: SharedLedgerOptions = {},
  ) {
    super();
    this.writingLimit = options.writingLimit ?? WRITING_LIMIT;
    this.settling = options.settling ?? SETTLING;
  }

  override get isReliable(): boolean {
    return this.redis.available && this.reliedOnAfter === this.troubles;
  }

  override async look(tags: readonly string[]): Promise<Sighting | undefined> {
    if (!this.isReliable) await this.becomeReliable();
    if (!this.isReliable) return undefined;
    const { troubles } = this;
    try {
      const reply = await this.redis.run(LOOK, [LEDGER], [...tags]);
      return troubles === this.troubles ? sighting(reply) : undefined;
    } catch (error) {
      this.failed(error);
      return undefined;
    }
  }

  override async begin(writer: string, tags: readonly string[]): Promise<void> {
    await this.tell(BEGIN, [writer, String(this.writingLimit), ...tags]);
  }

  override async end(writer: string, tags: readonly string[], position: WalPosition = ''): Promise<void> {
    await this.tell(END, [writer, position, ...tags]);
  }

  override async establish({ epoch, clock }: Stamp, position: WalPosition): Promise<void> {
    try {
      await this.redis.run(ESTABLISH, [LEDGER], [epoch, String(clock), position]);
    } catch (error) {
      this.failed(error);
    }
  }

  private get troubles(): number {
    return this.redis.outages + this.failures;
  }

  private async becomeReliable(): Promise<void> {
    if (!this.redis.available) return;
    const trouble = Math.max(this.failedAt, this.redis.outages > 0 ? this.redis.availableSince : -Infinity);
    if (performance.now() - trouble < this.settling) return;
    this.starting ??= this.startEpoch().finally(() => {
      this.starting = undefined;
    });
    await this.starting;
  }

  private async startEpoch(): Promise<void> {
    const { troubles } = this;
    try {
      await this.redis.run(START_EPOCH, [LEDGER], []);
      this.reliedOnAfter = troubles;
    } catch (error) {
      this.failed(error);
    }
  }

  private async tell(script: RedisScript, values: string[]): Promise<void> {
    try {
      await this.redis.tell(script, [LEDGER], values);
    } catch (error) {
      this.failed(error);
    }
  }

  private failed(error: unknown): void {
    if (this.isReliable) this.logger.warn(`The response cache pauses: ${String(error)}`);
    this.failures += 1;
    this.failedAt = performance.now();
  }
}

/** @throws TypeError for a reply that is not the script's. */
function sighting(reply: unknown): Sighting {
  if (!Array.isArray(reply)) throw new TypeError('Redis gave an unexpected reply');
  const [epoch, clock, changedAt, inWriting, position] = reply as unknown[];
  return {
    now: { epoch: String(epoch), clock: Number(clock) },
    changedAt: Number(changedAt),
    inWriting: Number(inWriting) === 1,
    position: typeof position === 'string' ? position : undefined,
  };
}
