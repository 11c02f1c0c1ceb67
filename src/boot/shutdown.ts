import type { LoggerService } from '@nestjs/common';

/** Something to end before the process does. */
export interface Step {
  name: string;
  work: () => Promise<void>;
  /** Done even when the process ends in a hurry, because it would outlive it. */
  essential?: boolean;
}

/** Milliseconds for the essential steps of an end in a hurry. */
const HURRY = 3_000;

/** Milliseconds within which a second Ctrl-C is taken for the first one delivered twice (by npm and by the terminal). */
const SAME_KEYSTROKE = 500;

/** Ends the process in order: what was begun last ends first, and never later than a limit. */
export class Shutdown {
  private readonly steps: Step[] = [];
  private startedAt: number | undefined;

  /** @param limit milliseconds after which the process ends however far it has come. */
  constructor(
    private readonly limit: number,
    private readonly log: LoggerService,
  ) {}

  get begun(): boolean {
    return this.startedAt !== undefined;
  }

  /** Adds a step; once the end has begun, it is done right away. */
  async beforeExit(step: Step): Promise<void> {
    if (this.begun) await this.run(step);
    else this.steps.push(step);
  }

  /** Ends on each of the signals with 0, on a second Ctrl-C at once, and on what nobody has caught with 1. */
  handle(signals: NodeJS.Signals[]): void {
    for (const signal of signals) {
      process.on(signal, () => {
        const repeated = this.startedAt !== undefined && performance.now() - this.startedAt > SAME_KEYSTROKE;
        if (signal === 'SIGINT' && repeated) void this.hurry(130);
        else void this.end(0, signal);
      });
    }
    process.on('uncaughtException', (error) => {
      this.log.fatal?.('An error that nobody caught ends the process', error, Shutdown.name);
      void this.hurry(1);
    });
  }

  /** Does all steps and exits: with `code`, or with 1 when a step failed. */
  async end(code: number, reason: string): Promise<void> {
    if (this.begun) return;
    this.startedAt = performance.now();
    this.log.log(`Shutting down (${reason})`, Shutdown.name);
    setTimeout(() => {
      this.log.error(`Not ended after ${this.limit / 1000} s: giving up`, Shutdown.name);
      void this.hurry(1);
    }, this.limit).unref();
    let failed = false;
    for (let step = this.steps.pop(); step; step = this.steps.pop()) failed = !(await this.run(step)) || failed;
    this.log.log('Shut down', Shutdown.name);
    process.exit(failed ? 1 : code);
  }

  /** Does the essential steps only, and exits. */
  async hurry(code: number): Promise<void> {
    this.startedAt ??= performance.now();
    setTimeout(() => process.exit(code), HURRY);
    const essential = this.steps.splice(0).filter((step) => step.essential);
    for (const step of essential.reverse()) await this.run(step);
    process.exit(code);
  }

  private async run(step: Step): Promise<boolean> {
    try {
      await step.work();
      return true;
    } catch (error) {
      this.log.error(`Ending the ${step.name} failed`, error, Shutdown.name);
      return false;
    }
  }
}
