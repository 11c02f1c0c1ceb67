import { serviceUnavailable } from '../../problem/index.js';

/** Lets a few pieces of work run at once, a few more wait, and refuses the rest. */
export class HashQueue {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(
    private readonly concurrency: number,
    private readonly places: number,
  ) {}

  /** @throws SERVICE_UNAVAILABLE with Retry-After when every waiting place is taken. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.running < this.concurrency) this.running += 1;
    else await this.waitForPlace();
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.running -= 1;
    }
  }

  private waitForPlace(): Promise<void> {
    if (this.waiting.length >= this.places) throw serviceUnavailable({ headers: { 'Retry-After': '2' } });
    return new Promise((resolve) => this.waiting.push(resolve));
  }
}
