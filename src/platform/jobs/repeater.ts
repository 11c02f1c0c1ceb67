import { setTimeout as delay } from 'node:timers/promises';
import type { LoggerService } from '@nestjs/common';
import type { Repeated } from './jobs.js';

/** Does one piece of work again and again. Of failures in a row the first is told. */
export class Repeater {
  private readonly ended = new AbortController();
  private readonly running: Promise<void>;

  constructor(
    private readonly repeated: Repeated,
    private readonly log: LoggerService,
  ) {
    this.running = this.run();
  }

  /** Ends it; what is under way is finished first. */
  async stop(): Promise<void> {
    this.ended.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    const { signal } = this.ended;
    let failing = false;
    while (!signal.aborted) {
      failing = await this.fails(failing);
      await delay(this.repeated.milliseconds, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }

  private async fails(already: boolean): Promise<boolean> {
    try {
      await this.repeated.work();
      return false;
    } catch (error) {
      const stack = error instanceof Error ? error.stack : String(error);
      if (!already) this.log.warn(`${this.repeated.name} fails, and is tried again: ${stack ?? ''}`);
      return true;
    }
  }
}
