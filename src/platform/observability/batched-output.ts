import type { DestinationStream } from 'pino';

/**
 * Writes what is written during one turn of the event loop in one go: a system call costs as much as making several lines,
 * and a busy process makes dozens per turn. A killed process loses the lines of its last turn, a few milliseconds;
 * an exit of whatever other kind loses none.
 */
export class BatchedOutput implements DestinationStream {
  private lines = '';

  constructor(private readonly output: DestinationStream) {
    process.once('exit', () => {
      this.flushSync();
    });
  }

  write(line: string): void {
    if (this.lines === '') {
      setImmediate(() => {
        this.flushSync();
      });
    }
    this.lines += line;
  }

  /** Also called by pino for what is fatal. */
  flushSync(): void {
    const { lines } = this;
    if (lines === '') return;
    this.lines = '';
    this.output.write(lines);
  }
}
