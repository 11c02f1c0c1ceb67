import type { FastifyRequest } from 'fastify';
import type { Problem } from '../problem/index.js';

/** What the platform tells of requests that it refuses for who asks or how often, to the feature that keeps a log of it. */
export abstract class RefusalLog {
  /** Hears of each 403 and 429 as its answer leaves; must not throw, and nobody waits for it. */
  abstract refused(request: FastifyRequest, problem: Problem): void;
}
