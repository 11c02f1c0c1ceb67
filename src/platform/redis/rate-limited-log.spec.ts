import type { Logger } from '@nestjs/common';
import { RateLimitedLog } from './rate-limited-log.js';

describe('A rate-limited log', () => {
  const lines: string[] = [];
  const logger = {
    log: (line: string) => lines.push(line),
    warn: (line: string) => lines.push(line),
  } as unknown as Logger;

  beforeEach(() => {
    lines.length = 0;
  });

  it('writes the first line of each level and withholds the rest', () => {
    const log = new RateLimitedLog(logger, 60_000);
    for (let count = 0; count < 5; count += 1) log.warn('away');
    log.info('back');
    expect(lines).toEqual(['away', 'back']);
  });

  it('tells how many it withheld', async () => {
    const log = new RateLimitedLog(logger, 20);
    log.warn('away');
    log.warn('away');
    const start = performance.now();
    while (performance.now() - start < 25) await Promise.resolve();
    log.warn('away');
    expect(lines).toEqual(['away', 'away (1 like it withheld)']);
  });
});
