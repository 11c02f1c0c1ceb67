import { statfs } from 'node:fs/promises';
import { getHeapStatistics } from 'node:v8';
import { Injectable } from '@nestjs/common';
import { HealthIndicatorService, type HealthIndicatorResult } from '@nestjs/terminus';

/** The share of the heap's limit above which the collector can hardly keep up. */
const FULLEST_HEAP = 0.95;

/** Bytes that have to be free where the process works. */
const LEAST_FREE_DISK = 100 * 1024 * 1024;

/** Whether the process itself has room left. */
@Injectable()
export class ProcessHealth {
  constructor(private readonly indicators: HealthIndicatorService) {}

  memory(): HealthIndicatorResult {
    const indicator = this.indicators.check('memory');
    const { used_heap_size: used, heap_size_limit: limit } = getHeapStatistics();
    return used / limit < FULLEST_HEAP ? indicator.up() : indicator.down('nearly full');
  }

  async disk(): Promise<HealthIndicatorResult> {
    const indicator = this.indicators.check('disk');
    const { bavail, bsize } = await statfs('.');
    return bavail * bsize > LEAST_FREE_DISK ? indicator.up() : indicator.down('nearly full');
  }
}
