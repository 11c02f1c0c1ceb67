/** Lets many work side by side, and at times one alone. */
export class Turnstile {
  private inside = 0;
  private barrier: Promise<void> | undefined;
  private onEmpty: (() => void) | undefined;

  /** Works beside others. */
  async beside<T>(work: () => Promise<T>): Promise<T> {
    while (this.barrier) await this.barrier;
    this.inside += 1;
    try {
      return await work();
    } finally {
      this.inside -= 1;
      if (this.inside === 0) this.onEmpty?.();
    }
  }

  /** Waits until all others have ended, and lets none begin before this has. */
  async alone<T>(work: () => Promise<T>): Promise<T> {
    while (this.barrier) await this.barrier;
    const { promise, resolve } = Promise.withResolvers<undefined>();
    this.barrier = promise;
    try {
      if (this.inside > 0) await new Promise<void>((empty) => (this.onEmpty = empty));
      return await work();
    } finally {
      this.barrier = undefined;
      this.onEmpty = undefined;
      resolve(undefined);
    }
  }
}
