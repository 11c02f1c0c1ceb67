import { destination, pino, type DestinationStream } from 'pino';
import type { Config } from '../config/index.js';
import { currentContext } from '../context/index.js';
import { BatchedOutput } from './batched-output.js';
import { PinoNestLogger } from './pino-nest-logger.js';
import { readableLine } from './readable-line.js';
import { traceIds } from './tracing.js';

/**
 * The log of the process: one JSON object per line on standard output. A developer's terminal gets readable lines instead.
 *
 * Levels by how often they are expected: `error` never (somebody has to act), `warn` when a dependency or a limit
 * interferes, `info` once per request and per step of the process's life, `debug` for probes.
 */
export function createLogger({ log, environment }: Config, sink = standardOutput(environment)): PinoNestLogger {
  const output = pino(
    {
      level: log.level,
      base: { pid: process.pid },
      errorKey: 'error',
      timestamp: isoTime(),
      formatters: { level: (label) => ({ level: label }) },
      // PinoNestLogger has described it already; pino's own serializer would copy every member of an error.
      serializers: { error: (description: unknown) => description },
      mixin: ambientFields,
    },
    sink,
  );
  return new PinoNestLogger(output);
}

/** The present time as pino wants it, in ISO 8601; made once per millisecond, in which a busy process writes several lines. */
function isoTime(): () => string {
  let last = 0;
  let text = '';
  return () => {
    const now = Date.now();
    if (now !== last) text = `,"time":"${new Date(now).toISOString()}"`;
    last = now;
    return text;
  };
}

function ambientFields(): Record<string, string> {
  const context = currentContext();
  if (!context) return { ...traceIds() };
  const { requestId, correlationId, principal } = context;
  const key = principal?.apiKey;
  return {
    requestId,
    correlationId,
    ...traceIds(),
    ...(principal && { userId: principal.userId }),
    ...(key && { apiKeyId: key.id }),
  };
}

/** One for the process, whose exit it waits for. */
let lines: BatchedOutput | undefined;

function standardOutput(environment: string): DestinationStream {
  const isTerminal = environment === 'development' && process.stdout.isTTY;
  if (!isTerminal) return (lines ??= new BatchedOutput(destination({ fd: 1, sync: true })));
  return { write: (line) => process.stdout.write(readableLine(line)) };
}
