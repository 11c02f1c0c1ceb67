import type { Logger } from '@nestjs/common';

/** Writes a line at most once per interval and level; what comes in between is counted and told with the next one. */
export class RateLimitedLog {
  private readonly last = new Map<string, { at: number; withheld: number }>();

  constructor(
    private readonly logger: Logger,
    /** Milliseconds. */
    private readonly interval: number,
  ) {}

  info(line: string): void {
    this.write('log', line);
  }

  warn(line: string): void {
    this.write('warn', line);
  }

  private write(level: 'log' | 'warn', line: string): void {
    const now = performance.now();
    const last = this.last.get(level);
    if (last && now - last.at < this.interval) {
      last.withheld += 1;
      return;
    }
    this.logger[level](last?.withheld ? `${line} (${last.withheld} like it withheld)` : line);
    this.last.set(level, { at: now, withheld: 0 });
  }
}
