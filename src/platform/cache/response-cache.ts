import { hash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AnswerStore } from './answer-store.js';
import { BoundedMap } from './bounded-map.js';
import { collectTags } from './shown-tags.js';
import type { StoredAnswer } from './stored-answer.js';
import { isFresh, TagLedger, type Sighting, type Stamp } from './tag-ledger.js';

/** What is kept of an answer: its bytes and their tag. */
export interface Answer {
  readonly body: Buffer;
  readonly etag?: string;
}

/** Where an answer came from: the cache, its handler through the cache, or its handler alone. */
export type CacheOutcome = 'hit' | 'miss' | 'bypass';

/** Bytes and tags past which an answer is not kept. */
const BODY_LIMIT = 1024 * 1024;
const TAG_LIMIT = 1_000;

/**
 * Gives answers again for as long as nothing that they show has changed, on whatever instance; see `TagLedger` for how
 * that is known. An answer is judged when it is read, never when it is kept: one that was overtaken by a change while
 * its handler ran, or while Redis slept, is simply not believed. Parallel requests for one answer share a handler's run
 * when they saw the same moment, so that nobody who has seen a change gets what was begun before it.
 */
@Injectable()
export class ResponseCache {
  private readonly flights = new Map<string, Promise<Answer>>();
  /** The tags that each answer showed last, so that they are looked at while it is fetched. */
  private readonly lastTags = new BoundedMap<readonly string[]>(5_000, 500_000, (tags) => tags.length);

  constructor(
    private readonly store: AnswerStore,
    private readonly ledger: TagLedger,
  ) {}

  /**
   * @param key everything that the answer depends on, except the caller: only anonymous answers belong here.
   * @throws what `produce` throws, for all who wait for it; nothing is kept then.
   */
  async answer(key: string, produce: () => Promise<Answer>): Promise<{ answer: Answer; outcome: CacheOutcome }> {
    const id = hash('sha256', key, 'base64url');
    const expected = this.lastTags.get(id) ?? [];
    const looking = this.ledger.look(expected);
    const stored = this.ledger.isReliable ? await this.store.get(id) : undefined;
    const sighting = await looking;
    if (!sighting || sighting.inWriting) return { answer: await produce(), outcome: 'bypass' };
    if (stored && (await this.holds(id, stored, expected, sighting))) return { answer: stored, outcome: 'hit' };
    return { answer: await this.join(id, sighting.now, produce), outcome: 'miss' };
  }

  private async holds(
    id: string,
    stored: StoredAnswer,
    expected: readonly string[],
    sighting: Sighting,
  ): Promise<boolean> {
    if (stored.tags.join() === expected.join()) return isFresh(stored.stamp, sighting);
    this.lastTags.set(id, stored.tags);
    const second = await this.ledger.look(stored.tags);
    return second !== undefined && isFresh(stored.stamp, second);
  }

  private join(id: string, stamp: Stamp, produce: () => Promise<Answer>): Promise<Answer> {
    const flight = `${id} ${stamp.epoch} ${stamp.clock}`;
    const underWay = this.flights.get(flight);
    if (underWay) return underWay;
    const answer = this.fill(id, stamp, produce).finally(() => {
      this.flights.delete(flight);
    });
    this.flights.set(flight, answer);
    return answer;
  }

  private async fill(id: string, stamp: Stamp, produce: () => Promise<Answer>): Promise<Answer> {
    const { result, tags } = await collectTags(produce);
    if (tags.length === 0 || tags.length > TAG_LIMIT || result.body.length > BODY_LIMIT) return result;
    this.lastTags.set(id, tags);
    await this.store.set(id, { body: result.body, etag: result.etag, stamp, tags });
    return result;
  }
}
