import fc from 'fast-check';
import { curl } from './curl.js';
import { recognizer, type Operation } from './document.js';
import type { Judge } from './judge.js';
import { requestsOf } from './requests.js';
import { NoAnswer, send, type Answer } from './send.js';
import type { Sent, Sketch } from './sketch.js';
import { Slowest } from './slowest.js';
import { Turnstile } from './turnstile.js';
import type { World } from './world.js';

/** An answer that should not be, with the smallest request found that provokes it. */
export interface Finding {
  operation: string;
  fault: string;
  /** For a shell. */
  command: string;
}

/** What a campaign has seen. */
export interface Tally {
  requests: number;
  /** By status. */
  answers: Map<number, number>;
  /** How often operations have answered with success. */
  successes: Map<string, number>;
  findings: Finding[];
  /** Among answers beside others. */
  slowest: Slowest;
  /** Milliseconds of the slowest answer that was asked for again alone. */
  slowestAlone: number;
}

export interface CampaignProps {
  url: string;
  world: World;
  judge: Judge;
  operations: readonly Operation[];
  /** The same for every operation, so that one of them can be repeated without the others. */
  seed: number;
  /** Requests in all; each operation gets its share. */
  requests: number;
  /** Milliseconds that an answer may take; Infinity where the machine is not to be judged. */
  limit: number;
  /** Ends the campaign early. */
  signal?: AbortSignal;
  /** Told of each operation that is done. */
  onDone?: (operation: string, tally: Tally) => void;
}

/** Operations that are asked side by side. */
const LANES = 8;

/** Requests that may be spent on making a counterexample smaller. */
const SHRINKS = 300;

/** How often an answer that was late is asked for again before it is called slow: the machine has other work at times. */
const SECOND_CHANCES = 3;

/** Sends requests made from the document to a running application, and notes every answer that should not be. */
export class Campaign {
  readonly tally: Tally = {
    requests: 0,
    answers: new Map(),
    successes: new Map(),
    findings: [],
    slowest: new Slowest(),
    slowestAlone: 0,
  };
  private readonly turnstile = new Turnstile();

  constructor(private readonly props: CampaignProps) {}

  async run(): Promise<Tally> {
    const { operations } = this.props;
    const left = operations.values();
    const lane = async (): Promise<void> => {
      for (const operation of left) await this.explore(operation);
    };
    await Promise.all(Array.from({ length: LANES }, lane));
    return this.tally;
  }

  private async explore(operation: Operation): Promise<void> {
    const { operations, requests, seed, signal, onDone } = this.props;
    let finding: Finding | undefined;
    let shrinks = 0;
    const property = fc.asyncProperty(requestsOf(operation), async (sketch) => {
      if (signal?.aborted || (finding && shrinks++ >= SHRINKS)) return;
      const [fault, sent] = await this.ask(operation, sketch);
      if (fault === undefined || signal?.aborted) return;
      // The last one that fails is the smallest.
      finding = { operation: operation.id, fault, command: curl(sent) };
      throw new Error(fault);
    });
    const numRuns = Math.ceil(requests / operations.length);
    const { failed, errorInstance } = await fc.check(property, { seed, numRuns });
    if (finding) this.tally.findings.push(finding);
    else if (failed) throw new Error(`${operation.id} could not be explored`, { cause: errorInstance });
    onDone?.(operation.id, this.tally);
  }

  private async ask(operation: Operation, sketch: Sketch): Promise<[fault: string | undefined, sent: Sent]> {
    const { world, judge, limit } = this.props;
    const { tally } = this;
    const sent = await world.prepare(sketch);
    let answer = await this.turnstile.beside(() => send(this.props.url, sent));
    if (isAnswer(answer)) this.note(operation, sent, answer);
    if (this.isLate(sent, answer)) {
      const fault = isAnswer(answer) && !isImpatient(sent) ? judge.faultOf(sent, answer) : undefined;
      answer = await this.askAgain(sent);
      if (fault !== undefined) return [fault, sent];
    }
    tally.requests += 1;
    if (!isAnswer(answer)) return [`no answer: ${answer.message}`, sent];
    tally.answers.set(answer.status, (tally.answers.get(answer.status) ?? 0) + 1);
    await world.heed(sent, answer);
    return [judge.faultOf(sent, answer) ?? (answer.took > limit ? `took longer than ${limit} ms` : undefined), sent];
  }

  private note(operation: Operation, sent: Sent, answer: Answer): void {
    const { slowest, successes } = this.tally;
    const { id } = operation;
    slowest.enter({ operation: id, sent, status: answer.status, took: answer.took });
    if (answer.status < 300 && recognizer(operation)(sent)) successes.set(id, (successes.get(id) ?? 0) + 1);
  }

  /** Whether it took too long, gave up by itself, or never came: which may be the machine's fault. */
  private isLate(sent: Sent, answer: Answer | NoAnswer): boolean {
    if (!isAnswer(answer)) return true;
    return answer.took > this.props.limit || (answer.status === 503 && isImpatient(sent));
  }

  /** Asks while nothing else is asked, until an answer is in time. */
  private async askAgain(sent: Sent): Promise<Answer | NoAnswer> {
    let chances = SECOND_CHANCES;
    let answer: Answer | NoAnswer;
    do {
      answer = await this.turnstile.alone(() => send(this.props.url, sent));
      chances -= 1;
    } while (chances > 0 && this.isLate(sent, answer));
    if (isAnswer(answer)) this.tally.slowestAlone = Math.max(this.tally.slowestAlone, answer.took);
    return answer;
  }
}

function isAnswer(answer: Answer | NoAnswer): answer is Answer {
  return !(answer instanceof NoAnswer);
}

/** Reads of its health and bulk loads have limits of their own, which no configuration changes, and say 503 beyond them. */
function isImpatient({ target }: Sent): boolean {
  return /^\/(?:health|api\/v1\/posts\/(?:import|export))/.test(target);
}
