import { Injectable } from '@nestjs/common';
import { hash, verify } from '@node-rs/argon2';
import { availableParallelism } from 'node:os';
import { HashQueue } from './hash-queue.js';

/** Argon2id as OWASP's Password Storage Cheat Sheet asks at least: memory in KiB, passes, lanes. */
const PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Stored hashes that would cost more than this are refused instead of computed. */
const CEILING = { memoryCost: 262_144, timeCost: 10 };

const PHC = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$/;

/** How many hashes may wait for their turn before callers are told to come back. */
const PLACES = 32;

/**
 * Hashes and verifies passwords with Argon2id, off the event loop. One core stays free of hashing, because a flood of
 * sign-ins is the cheapest way to starve all other requests.
 */
@Injectable()
export class PasswordHasher {
  private readonly queue = new HashQueue(Math.max(1, availableParallelism() - 1), PLACES);
  private readonly decoy = this.queue.run(() => hash('a password that nobody has', PARAMETERS));

  /** A PHC string. @throws SERVICE_UNAVAILABLE when too many hashes are waiting. */
  hash(password: string): Promise<string> {
    return this.queue.run(() => hash(password, PARAMETERS));
  }

  /**
   * Without a stored hash (unknown account) the same work is done on a decoy, so that time tells nothing.
   *
   * @throws SERVICE_UNAVAILABLE when too many hashes are waiting.
   */
  async verify(stored: string | undefined, password: string): Promise<boolean> {
    const usable = stored !== undefined && isAffordable(stored);
    const expected = usable ? stored : await this.decoy;
    const matches = await this.queue.run(() => verify(expected, password));
    return usable && matches;
  }

  /** Whether a stored hash was made with other parameters than today's. */
  isOutdated(stored: string): boolean {
    const [, memory, passes, lanes] = (PHC.exec(stored) ?? []).map(Number);
    return memory !== PARAMETERS.memoryCost || passes !== PARAMETERS.timeCost || lanes !== PARAMETERS.parallelism;
  }
}

function isAffordable(stored: string): boolean {
  const [, memory = Infinity, passes = Infinity] = (PHC.exec(stored) ?? []).map(Number);
  return memory <= CEILING.memoryCost && passes <= CEILING.timeCost;
}
