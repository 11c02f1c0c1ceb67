import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Metrics } from '../observability/index.js';
import type { CacheOutcome } from './response-cache.js';

/** `Cache-Status` (RFC 9211) by outcome. */
const STATUS: Record<CacheOutcome, string> = {
  hit: 'quire; hit',
  miss: 'quire; fwd=miss',
  bypass: 'quire; fwd=bypass',
};

/** Tells callers and operators where answers come from. */
@Injectable()
export class CacheReport {
  constructor(private readonly metrics: Metrics) {}

  tell(reply: FastifyReply, outcome: CacheOutcome): void {
    reply.header('Cache-Status', STATUS[outcome]);
    this.metrics.cacheAnswered(outcome);
  }
}
