const WIDTH = 30;

/** Where progress is shown: the terminal, or a log. */
export interface ProgressOutput {
  isTTY?: boolean;
  write(text: string): unknown;
}

/** Shows how far a long piece of work is: a bar that moves on a terminal, a line per step elsewhere. */
export class Progress {
  /** @param total undefined when nobody knows before the end: then only the count is shown. */
  constructor(
    private readonly total: number | undefined,
    private readonly output: ProgressOutput,
  ) {}

  show(done: number): void {
    const { total } = this;
    if (total === undefined) this.output.write(this.output.isTTY ? `\r${done}` : `${done}\n`);
    else if (this.output.isTTY) this.output.write(`\r${bar(done, total)} ${done} of ${total}`);
    else this.output.write(`${done} of ${total}\n`);
  }

  /** Ends the line that {@link show} has begun. */
  end(): void {
    if (this.output.isTTY) this.output.write('\n');
  }
}

function bar(done: number, total: number): string {
  const filled = Math.round((WIDTH * Math.min(done, total)) / Math.max(1, total));
  return '█'.repeat(filled).padEnd(WIDTH, '░');
}
