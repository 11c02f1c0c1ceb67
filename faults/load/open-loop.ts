import { setTimeout as delay } from 'node:timers/promises';
import type { Random } from '../../bench/random.js';
import { begin, Exchange, NoAnswer, type Answer, type Call, type Connections } from './http.js';
import { Recording } from './recording.js';
import type { Samples } from './samples.js';

/** A kind of call, and how often it comes beside the others. */
export interface Kind {
  kind: string;
  weight: number;
  make: () => Call;
  /** Hears what became of the call that `make` gave. */
  heard?: (call: Call, result: Answer | NoAnswer) => void;
}

export interface LoadProps {
  /** Calls per second. */
  rate: number;
  kinds: readonly Kind[];
  random: Random;
  /** Where the next call goes. */
  url: () => string;
  /** On which connections; for want of others on as many as there is need of. */
  connections?: Connections;
}

/** Milliseconds between two looks at the clock. */
const TICK = 5;

/** Seconds after which V8 has compiled what is run often. */
const WARM_UP = 3;

/**
 * Sends calls at a fixed rate, whether those before were answered or not: what is due while a server stands still is
 * counted as late, where a generator that waits for its answers would not have asked.
 */
export class OpenLoop {
  private static readonly running = new Set<OpenLoop>();

  private readonly recording = new Recording();
  private readonly allEnded = Promise.withResolvers<undefined>();
  private readonly startedAt = performance.now();
  private readonly timer: NodeJS.Timeout;
  private readonly total: number;
  private sent = 0;
  private underWay = 0;
  private hasStopped = false;

  /** One function for all calls, each of which is to be small. What `heard` throws ends `stop`. */
  private readonly hear = ({ call, kind: { kind, heard }, dueAt }: DueCall, result: Answer | NoAnswer): void => {
    const isAnswer = !(result instanceof NoAnswer);
    this.recording.add({
      kind,
      dueAt,
      latency: performance.now() - dueAt,
      status: isAnswer ? result.status : result.reason,
      hasRetryAfter: isAnswer && result.headers['retry-after'] !== undefined,
    });
    this.underWay -= 1;
    try {
      heard?.(call, result);
    } catch (error) {
      this.allEnded.reject(error);
    }
    if (this.underWay === 0 && this.hasStopped) this.allEnded.resolve(undefined);
  };

  private constructor(private readonly props: LoadProps) {
    this.total = props.kinds.reduce((sum, { weight }) => sum + weight, 0);
    this.timer = setInterval(() => {
      this.sendDue();
    }, TICK);
  }

  static start(props: LoadProps): OpenLoop {
    const load = new OpenLoop(props);
    OpenLoop.running.add(load);
    return load;
  }

  /** Ends what somebody has started and, failing, not stopped. */
  static endAll(): void {
    for (const load of OpenLoop.running) load.end();
  }

  /** Sends for so many seconds, waits for the answers, and tells what came. */
  static async run(props: LoadProps, seconds: number): Promise<Samples> {
    const load = OpenLoop.start(props);
    await delay(seconds * 1000);
    return load.stop();
  }

  /**
   * The same on a server that has warmed up, by calls that are not told of: a control from a cold one would let a fault cost
   * more than it may.
   */
  static async runWarm(props: LoadProps, seconds: number): Promise<Samples> {
    await OpenLoop.run(props, Math.min(WARM_UP, seconds));
    return OpenLoop.run(props, seconds);
  }

  /** Sends no more, and waits for what is under way. */
  async stop(): Promise<Samples> {
    this.end();
    if (this.underWay === 0) this.allEnded.resolve(undefined);
    await this.allEnded.promise;
    return this.recording.samples;
  }

  private end(): void {
    clearInterval(this.timer);
    this.hasStopped = true;
    OpenLoop.running.delete(this);
  }

  private sendDue(): void {
    const interval = 1000 / this.props.rate;
    for (let due = this.startedAt + this.sent * interval; due <= performance.now(); due += interval) {
      this.sent += 1;
      this.underWay += 1;
      begin(new DueCall(this.props.url(), this.pick(), due, this.hear), this.props.connections);
    }
  }

  private pick(): Kind {
    let place = this.props.random.next() * this.total;
    for (const kind of this.props.kinds) if ((place -= kind.weight) < 0) return kind;
    throw new Error('There is nothing to send');
  }
}

/** A call of an open loop. */
class DueCall extends Exchange {
  constructor(
    url: string,
    readonly kind: Kind,
    readonly dueAt: number,
    private readonly hear: (call: DueCall, result: Answer | NoAnswer) => void,
  ) {
    super(url, kind.make());
  }

  protected onEnd(result: Answer | NoAnswer): void {
    this.hear(this, result);
  }
}
