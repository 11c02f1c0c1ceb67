const COLOURS: Record<string, string> = { warn: '\u001b[33m', error: '\u001b[31m', fatal: '\u001b[31m' };
const PLAIN = '\u001b[0m';
const FAINT = '\u001b[2m';

interface LogLine {
  time?: string;
  level?: string;
  msg?: string;
  context?: string;
  durationMs?: number;
  requestId?: string;
  error?: { name: string; message: string; stack?: string };
}

/** One JSON log line as a person at a terminal wants to read it; anything else is left as it is. */
export function readableLine(json: string): string {
  const line = parse(json);
  if (!line) return json;
  const { time = '', level = '', msg = '', context, durationMs, requestId, error } = line;
  const parts = [
    `${FAINT}${time.slice(11, 19)}${PLAIN}`,
    `${COLOURS[level] ?? ''}${level.padEnd(5)}${PLAIN}`,
    msg,
    durationMs !== undefined && `${FAINT}${durationMs} ms${PLAIN}`,
    context !== undefined && `${FAINT}[${context}]${PLAIN}`,
    error && requestId !== undefined && `${FAINT}${requestId}${PLAIN}`,
    error && `\n${error.name}: ${error.message}\n${error.stack ?? ''}`,
  ];
  return `${parts.filter(Boolean).join(' ').trimEnd()}\n`;
}

function parse(json: string): LogLine | undefined {
  try {
    return JSON.parse(json) as LogLine;
  } catch {
    return undefined;
  }
}
