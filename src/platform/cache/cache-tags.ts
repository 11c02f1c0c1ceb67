import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database, Replicas } from '../database/index.js';
import { showTags } from './shown-tags.js';
import { TagLedger } from './tag-ledger.js';

/**
 * The names by which answers and changes meet: `post:<id>`, `user:<id>`, a list such as `posts`. A read path tells
 * which it shows, a write which it changes; an answer is not given again once one of its tags has changed.
 */
@Injectable()
export class CacheTags {
  /** What each open transaction changes so far, by its entity manager. */
  private readonly pending = new WeakMap<object, Set<string>>();

  constructor(
    private readonly database: Database,
    private readonly ledger: TagLedger,
    private readonly replicas: Replicas,
  ) {}

  /** Tells that the answer being made shows these. An answer that shows nothing is not kept. */
  shows(...tags: string[]): void {
    showTags(tags);
  }

  /**
   * Tells that the open transaction changes these; told to all instances around its COMMIT.
   *
   * @throws Error outside a transaction.
   */
  changed(...tags: string[]): void {
    const { manager } = this.database;
    const changes = this.pending.get(manager) ?? this.enlist(manager);
    for (const tag of tags) changes.add(tag);
  }

  /** A rollback, or a COMMIT whose outcome is unknown, leaves the tags in writing until they are overdue. */
  private enlist(manager: object): Set<string> {
    const changes = new Set<string>();
    const writer = randomBytes(8).toString('hex');
    this.database.beforeCommit('cache', () => this.ledger.begin(writer, [...changes]));
    this.database.afterCommit(async () => this.ledger.end(writer, [...changes], await this.replicas.position()));
    this.pending.set(manager, changes);
    return changes;
  }
}
