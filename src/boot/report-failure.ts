import { ConfigError } from '../platform/config/index.js';
import { EmbeddedPostgresError } from '../platform/database/embedded/index.js';
import { MigrationRefused } from '../platform/database/index.js';
import { FirstAdminRefused } from '../users/index.js';
import { BootError } from './boot-error.js';

const EXPECTED = [BootError, EmbeddedPostgresError, MigrationRefused, FirstAdminRefused];

/** What ended the start, as lines for the terminal: one per fault, and a stack only for what nobody expects. */
export function failureLines(error: unknown): string[] {
  if (error instanceof ConfigError) return error.faults;
  const expected = EXPECTED.some((type) => error instanceof type);
  if (error instanceof Error && !expected) return [error.stack ?? error.message];
  return [error instanceof Error ? error.message : String(error)];
}

export function reportFailure(error: unknown): void {
  for (const line of failureLines(error)) process.stderr.write(`quire: ${line}\n`);
}
