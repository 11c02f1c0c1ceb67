import { availableParallelism } from 'node:os';
import { extname, join } from 'node:path';
import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Piscina } from 'piscina';
import { serviceUnavailable } from '../../problem/index.js';
import type { HashTask, VerifyTask } from './argon2.worker.js';

/** Argon2id as OWASP's Password Storage Cheat Sheet asks at least: memory in KiB, passes, lanes. */
const PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Stored hashes that would cost more than this are refused instead of computed. */
const CEILING = { memoryCost: 262_144, timeCost: 10 };

const PHC = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$/;

/** Costs what a stored hash of today costs. No password is known that has this one, and none would be let in by it. */
const DECOY = `$argon2id$v=19$m=${PARAMETERS.memoryCost},t=${PARAMETERS.timeCost},p=${PARAMETERS.parallelism}$${'A'.repeat(22)}$${'A'.repeat(43)}`;

/** How many hashes may wait for their turn before callers are told to come back. */
const PLACES = 32;

/**
 * How much lower than that of everything else the priority of a hash is: of a core that both want, a quarter is the hash's.
 * Measured in ADR 0050.
 */
const NICENESS = 5;

/** Milliseconds that a thread is kept without work: it takes some 15 MB. */
const IDLE_TIME = 60_000;

/**
 * Hashes and verifies passwords with Argon2id, in threads of a low priority. One core stays free of hashing, because a flood
 * of sign-ins is the cheapest way to starve all other requests.
 */
@Injectable()
export class PasswordHasher implements OnApplicationShutdown {
  private readonly logger = new Logger('PasswordHasher');
  private readonly threads = new Piscina({
    filename: join(import.meta.dirname, `argon2.worker${extname(import.meta.filename)}`),
    minThreads: 0,
    maxThreads: Math.max(1, availableParallelism() - 1),
    idleTimeout: IDLE_TIME,
    niceIncrement: NICENESS,
    recordTiming: false,
  });

  constructor() {
    // Of what ends a thread its callers hear, unless it had none; another takes its place.
    this.threads.on('error', (error) => {
      this.logger.error(error);
    });
  }

  /** A PHC string. @throws SERVICE_UNAVAILABLE when too many hashes are waiting. */
  async hash(password: string): Promise<string> {
    const task: HashTask = { password, parameters: PARAMETERS };
    return (await this.run('hash', task)) as string;
  }

  /**
   * Without a stored hash (unknown account) the same work is done on a decoy, so that time tells nothing.
   *
   * @throws SERVICE_UNAVAILABLE when too many hashes are waiting.
   */
  async verify(stored: string | undefined, password: string): Promise<boolean> {
    const usable = stored !== undefined && isAffordable(stored);
    const task: VerifyTask = { password, stored: usable ? stored : DECOY };
    const matches = (await this.run('verify', task)) as boolean;
    return usable && matches;
  }

  /** Whether a stored hash was made with other parameters than today's. */
  isOutdated(stored: string): boolean {
    const [, memory, passes, lanes] = (PHC.exec(stored) ?? []).map(Number);
    return memory !== PARAMETERS.memoryCost || passes !== PARAMETERS.timeCost || lanes !== PARAMETERS.parallelism;
  }

  /** Ends the threads; whoever could wait for them has been answered by now. */
  async onApplicationShutdown(): Promise<void> {
    await this.threads.destroy();
  }

  private run(name: string, task: HashTask | VerifyTask): Promise<unknown> {
    if (this.threads.queueSize >= PLACES) throw serviceUnavailable({ headers: { 'Retry-After': '2' } });
    return this.threads.run(task, { name });
  }
}

function isAffordable(stored: string): boolean {
  const [, memory = Infinity, passes = Infinity] = (PHC.exec(stored) ?? []).map(Number);
  return memory <= CEILING.memoryCost && passes <= CEILING.timeCost;
}
