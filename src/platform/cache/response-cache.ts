import { hash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { FarStore, NearStore, TTL } from './answer-store.js';
import type { ReplicaReads } from './replica-reads.js';
import { collectTags } from './shown-tags.js';
import type { StoredAnswer } from './stored-answer.js';
import { isFresh, TAG_LIMIT, TagLedger, type Sighting, type Stamp } from './tag-ledger.js';

/** What is kept of an answer: its bytes and their tag. */
export interface Answer {
  readonly body: Buffer;
  readonly etag?: string;
}

/** Where an answer came from: the cache, its handler through the cache, or its handler alone. */
export type CacheOutcome = 'hit' | 'miss' | 'bypass';

/** What the cache knew at one moment. */
export interface Recollection {
  /** The kept answer, which held at that moment. */
  readonly answer?: Answer;
  /** What an answer that is made from now on may be kept by; undefined when it may not. */
  readonly sighting?: Sighting;
}

/** Bytes past which an answer is not kept. */
const BODY_LIMIT = 1024 * 1024;

/** Names an answer. @param key everything that it depends on, except the caller: only anonymous answers belong here. */
export function answerId(key: string): string {
  return hash('sha256', key, 'base64url');
}

/**
 * Gives answers again for as long as nothing that they show has changed, on whatever instance; see `TagLedger` for how
 * that is known. An answer is judged when it is read, never when it is kept: one that was overtaken by a change while
 * its handler ran, or while Redis slept, is simply not believed. That holds for copies in this process too, so what
 * Redis keeps is fetched once. Parallel requests for one answer share a handler's run when they saw the same moment, so
 * that nobody who has seen a change gets what was begun before it.
 */
@Injectable()
export class ResponseCache {
  private readonly flights = new Map<string, Promise<Answer>>();

  constructor(
    private readonly near: NearStore,
    private readonly far: FarStore | undefined,
    private readonly ledger: TagLedger,
    private readonly replicas?: ReplicaReads,
  ) {}

  /** Recalls the answer of this id if it is kept and still holds: at once when this process knows by itself. */
  recall(id: string): Recollection | Promise<Recollection> {
    const kept = this.near.get(id);
    const sighting = this.ledger.look(kept?.tags ?? []);
    if (sighting instanceof Promise) return this.recallShared(id, kept, sighting);
    return judge(kept, sighting);
  }

  /**
   * Gives what is recalled, or has it made. The recollection may be older than the call, never older than the request.
   *
   * @throws what `produce` throws, for all who wait for it; nothing is kept then.
   */
  async answer(
    id: string,
    produce: () => Promise<Answer>,
    recollection: Recollection | Promise<Recollection> = this.recall(id),
  ): Promise<{ answer: Answer; outcome: CacheOutcome }> {
    const { answer, sighting } = await recollection;
    if (answer) return { answer, outcome: 'hit' };
    if (!sighting || sighting.inWriting) return { answer: await produce(), outcome: 'bypass' };
    const made = this.madeSince(id, sighting.now);
    if (made) return { answer: made, outcome: 'hit' };
    return { answer: await this.join(id, sighting, produce), outcome: 'miss' };
  }

  private async recallShared(
    id: string,
    kept: StoredAnswer | undefined,
    looking: Promise<Sighting | undefined>,
  ): Promise<Recollection> {
    const fetching = kept || !this.ledger.isReliable ? undefined : this.far?.get(id);
    const recollection = judge(kept, await looking);
    if (!recollection.sighting || recollection.sighting.inWriting) return recollection;
    const fetched = await (fetching ?? this.far?.get(id));
    if (!fetched) return recollection;
    const again = judge(fetched, await this.ledger.look(fetched.tags));
    if (again.answer) this.near.set(id, fetched);
    return again;
  }

  /** What somebody else had made after that moment: it shows all that was known then. */
  private madeSince(id: string, { epoch, clock }: Stamp): StoredAnswer | undefined {
    const kept = this.near.get(id);
    return kept?.stamp.epoch === epoch && kept.stamp.clock >= clock ? kept : undefined;
  }

  private join(id: string, sighting: Sighting, produce: () => Promise<Answer>): Promise<Answer> {
    const flight = `${id} ${sighting.now.epoch} ${sighting.now.clock}`;
    const underWay = this.flights.get(flight);
    if (underWay) return underWay;
    const answer = this.fill(id, sighting, produce).finally(() => {
      this.flights.delete(flight);
    });
    this.flights.set(flight, answer);
    return answer;
  }

  private async fill(id: string, sighting: Sighting, produce: () => Promise<Answer>): Promise<Answer> {
    const { result, tags } = await (this.replicas?.collect(sighting, produce) ?? collectTags(produce));
    if (tags.length === 0 || tags.length > TAG_LIMIT || result.body.length > BODY_LIMIT) return result;
    const stored = { body: result.body, etag: result.etag, stamp: sighting.now, tags, expiresAt: Date.now() + TTL };
    this.near.set(id, stored);
    await this.far?.set(id, stored);
    return result;
  }
}

function judge(kept: StoredAnswer | undefined, sighting: Sighting | undefined): Recollection {
  return kept && sighting && isFresh(kept.stamp, sighting) ? { answer: kept } : { sighting };
}
