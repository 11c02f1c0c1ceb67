import { EmbeddedPostgresError } from './embedded-postgres.error.js';

const noSpace = (folder: string): string =>
  `No space left on the disk of ${folder}: the embedded PostgreSQL needs about 100 MB there. Free some space and start again.`;

const notWritable = (folder: string, reason: string): string =>
  `The embedded PostgreSQL cannot use ${folder} (${reason}): make the folder writable for this user, or set DATABASE_URL.`;

/** The code of a failed system call, as in `ENOENT`. */
export function systemErrorCode(error: unknown): string | undefined {
  return textOf(error, 'code');
}

/** A property of what was thrown that is a text. An error of Node's own is no instance of `Error` inside Jest's sandbox. */
export function textOf(error: unknown, property: 'code' | 'message' | 'stderr'): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const value = (error as Partial<Record<typeof property, unknown>>)[property];
  return typeof value === 'string' ? value : undefined;
}

/** Turns whatever was thrown while PostgreSQL was prepared into one line about `folder`. */
export function explainError(error: unknown, folder: string): EmbeddedPostgresError {
  if (error instanceof EmbeddedPostgresError) return error;
  const code = systemErrorCode(error);
  if (code === 'ENOSPC' || code === 'EDQUOT') return new EmbeddedPostgresError(noSpace(folder), { cause: error });
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS' || code === 'ENOTDIR' || code === 'EEXIST')
    return new EmbeddedPostgresError(notWritable(folder, code), { cause: error });
  const message = textOf(error, 'message') ?? String(error);
  return new EmbeddedPostgresError(`The embedded PostgreSQL in ${folder} failed: ${firstLine(message)}`, {
    cause: error,
  });
}

/** Turns what initdb or postgres printed before it gave up into one line about `folder`. */
export function explainOutput(output: string, folder: string, seeAlso = ''): EmbeddedPostgresError {
  const lines = output.split('\n');
  const fault = lines.find((line) => /\b(FATAL|PANIC|initdb: error):/.test(line)) ?? lines.findLast(Boolean);
  const text = fault?.replace(/^.*?(FATAL|PANIC|initdb: error):\s*/, '') ?? 'it printed nothing';
  if (/shared memory/i.test(text)) return new EmbeddedPostgresError(`PostgreSQL did not start: ${text}${seeAlso}`);
  if (/No space left on device|Disk quota exceeded/.test(output)) return new EmbeddedPostgresError(noSpace(folder));
  if (/Permission denied|Read-only file system|wrong ownership/.test(text))
    return new EmbeddedPostgresError(notWritable(folder, text));
  return new EmbeddedPostgresError(`PostgreSQL did not start in ${folder}: ${text}${seeAlso}`);
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}
