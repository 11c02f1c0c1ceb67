import { Injectable } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { codingFor, mayBeKept, present, Representation } from '../http/index.js';
import { BoundedMap } from './bounded-map.js';
import { CacheReport } from './cache-report.js';
import { CodedAnswers } from './coded-answers.js';
import { ResponseCache, type Answer, type Recollection } from './response-cache.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** What the response cache knew when the request came, for the steps further in. */
    recollection?: Recollection;
  }
}

/** Request targets remembered, and characters up to which one is. */
const CAPACITY = 10_000;
const LONGEST_TARGET = 512;

/**
 * Answers what is kept before the framework takes its first step. Which answer a request target asks for is told by
 * `ResponseCacheStep`, which stands behind the checks of path and query: here only targets are known that have
 * passed them.
 */
@Injectable()
export class EarlyAnswers {
  private readonly coded = new CodedAnswers();
  private readonly ids = new BoundedMap<string>(CAPACITY, CAPACITY, () => 1);

  constructor(
    private readonly cache: ResponseCache,
    private readonly report: CacheReport,
  ) {}

  /** Call it after the hooks that may refuse a request: what is limited or unacceptable gets no cached answer either. */
  answer(fastify: FastifyInstance): void {
    fastify.decorateRequest('recollection');
    fastify.addHook('onRequest', (request, reply, done) => {
      const id = this.idOf(request);
      if (id === undefined) {
        done();
        return;
      }
      const recollection = this.cache.recall(id);
      if (!(recollection instanceof Promise)) {
        this.use(recollection, request, reply, done);
        return;
      }
      recollection.then((value) => {
        this.use(value, request, reply, done);
      }, done);
    });
  }

  /** Learns which answer a request asks for. */
  learn({ method, url }: FastifyRequest, id: string): void {
    if (method === 'GET' && url.length <= LONGEST_TARGET) this.ids.set(url, id);
  }

  private idOf(request: FastifyRequest): string | undefined {
    return mayBeKept(request) ? this.ids.get(request.url) : undefined;
  }

  private use(recollection: Recollection, request: FastifyRequest, reply: FastifyReply, done: () => void): void {
    if (recollection.answer) this.send(recollection.answer, request, reply);
    else {
      request.recollection = recollection;
      done();
    }
  }

  private send(answer: Answer, request: FastifyRequest, reply: FastifyReply): void {
    this.report.tell(reply, 'hit');
    const body = present(request, reply, new Representation(answer.body, answer.etag));
    const coding = body && codingFor(request, body);
    if (!coding) {
      void reply.send(body);
      return;
    }
    this.coded.body(answer, coding).then(
      (coded) => reply.header('Content-Encoding', coding).send(coded),
      (error: unknown) => reply.send(error),
    );
  }
}
