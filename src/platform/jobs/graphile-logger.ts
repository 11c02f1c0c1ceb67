import type { LoggerService } from '@nestjs/common';
import { Logger } from 'graphile-worker';

/** Our log for graphile-worker: its failures and warnings; what it merely does is for those who debug. */
export function graphileLogger(log: LoggerService): Logger {
  return new Logger(() => (level, message) => {
    if (level === 'error') log.error(message);
    else if (level === 'warning') log.warn(message);
    else log.debug?.(message);
  });
}
