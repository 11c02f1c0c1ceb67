import { encode, type Coding } from '../http/index.js';
import type { Answer } from './response-cache.js';

/** Kept answers in the codings that have been asked for: each is compressed once, and forgotten with its answer. */
export class CodedAnswers {
  private readonly bodies = new WeakMap<Answer, Map<Coding, Promise<Buffer>>>();

  body(answer: Answer, coding: Coding): Promise<Buffer> {
    const known = this.bodies.get(answer) ?? new Map<Coding, Promise<Buffer>>();
    this.bodies.set(answer, known);
    const body = known.get(coding) ?? encode(answer.body, coding);
    known.set(coding, body);
    return body;
  }
}
