import type { WalPosition } from '../database/index.js';
import { TagLedger, WRITING_LIMIT, type Sighting, type Stamp } from './tag-ledger.js';

interface TagState {
  changedAt: number;
  /** Until when each writer may take, in milliseconds since 1970. */
  writers: Map<string, number>;
  /** Where its changes of this epoch lie before, as far as that was told. */
  position: WalPosition;
}

/** Tags remembered before everything is forgotten at once, by a new epoch. */
const CAPACITY = 20_000;

/** The ledger of an application that runs as one process. */
export class LocalLedger extends TagLedger {
  override readonly isReliable = true;
  private readonly states = new Map<string, TagState>();
  private clock = 0;
  private epoch = 0;
  /** Where the changes of all tags lie before that have no position of their own; undefined when that is not known. */
  private position: WalPosition | undefined;
  /** The clock when it was last forgotten. */
  private positionLostAt = 0;

  constructor(private readonly writingLimit = WRITING_LIMIT) {
    super();
  }

  override look(tags: readonly string[]): Sighting {
    const states = tags.map((tag) => this.states.get(tag)).filter((state) => state !== undefined);
    for (const state of states) this.endOverdue(state);
    return {
      now: { epoch: String(this.epoch), clock: this.clock },
      changedAt: Math.max(0, ...states.map(({ changedAt }) => changedAt)),
      inWriting: states.some(({ writers }) => writers.size > 0),
      position: this.position && states.reduce((latest, { position }) => later(latest, position), this.position),
    };
  }

  override begin(writer: string, tags: readonly string[]): Promise<void> {
    if (this.states.size > CAPACITY) this.forget();
    const limit = Date.now() + this.writingLimit;
    for (const state of this.change(tags)) state.writers.set(writer, limit);
    return Promise.resolve();
  }

  override end(writer: string, tags: readonly string[], position?: WalPosition): Promise<void> {
    for (const state of this.change(tags)) {
      state.writers.delete(writer);
      state.position = later(state.position, position ?? '');
    }
    if (position === undefined) this.losePosition();
    return Promise.resolve();
  }

  override establish({ epoch, clock }: Stamp, position: WalPosition): Promise<void> {
    if (epoch === String(this.epoch) && clock >= this.positionLostAt)
      this.position = later(this.position ?? '', position);
    return Promise.resolve();
  }

  private change(tags: readonly string[]): TagState[] {
    this.clock += 1;
    return tags.map((tag) => {
      const state = this.states.get(tag) ?? { changedAt: 0, writers: new Map<string, number>(), position: '' };
      state.changedAt = this.clock;
      this.states.set(tag, state);
      return state;
    });
  }

  private endOverdue(state: TagState): void {
    const now = Date.now();
    for (const [writer, limit] of state.writers) {
      if (limit > now) continue;
      state.writers.delete(writer);
      state.changedAt = this.clock += 1;
      this.losePosition();
    }
  }

  private losePosition(): void {
    this.position = undefined;
    this.positionLostAt = this.clock;
  }

  private forget(): void {
    this.epoch += 1;
    this.losePosition();
    for (const [tag, { writers }] of this.states) if (writers.size === 0) this.states.delete(tag);
  }
}

function later(one: WalPosition, other: WalPosition): WalPosition {
  return other > one ? other : one;
}
