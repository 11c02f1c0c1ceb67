import { Problem } from '../problem/index.js';
import { safeMessage, safeText } from './safe-text.js';

/** What a log shows of a failure; nothing else that the error may carry (queries, parameters, requests) is copied. */
export interface ErrorDescription {
  name: string;
  message: string;
  code?: string;
  stack?: string;
  cause?: ErrorDescription;
}

const DEEPEST_CAUSE = 3;
const STACK_LINES = 20;

/** SQLSTATE classes whose messages repeat the value that was refused: data exceptions and limits. */
const SHOWS_VALUES = /^(22|54)[0-9A-Z]{3}$/;

/** Describes anything that was thrown. An expected problem has no stack. */
export function describeError(error: unknown, withStack = true, depth = 0): ErrorDescription {
  if (!isError(error))
    return { name: 'Thrown', message: safeMessage(typeof error === 'string' ? error : typeof error) };
  const code = codeOf(error);
  const expected = error instanceof Problem;
  return {
    name: safeText(error.name, 100),
    message: code !== undefined && SHOWS_VALUES.test(code) ? `SQLSTATE ${code}` : safeMessage(error.message),
    ...(code !== undefined && { code: safeText(code, 50) }),
    ...(withStack && !expected && { stack: framesOf(error) }),
    ...(error.cause !== undefined &&
      depth < DEEPEST_CAUSE && { cause: describeError(error.cause, withStack, depth + 1) }),
  };
}

/** By shape, because an error of another realm (a VM context) is no instance of this one's Error. */
export function isError(value: unknown): value is Error {
  if (value instanceof Error) return true;
  return typeof value === 'object' && value !== null && 'stack' in value && 'message' in value && 'name' in value;
}

function codeOf(error: Error): string | undefined {
  const code: unknown = 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

/** The frames alone: the head of a stack repeats the message. */
function framesOf(error: Error): string {
  const lines = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return lines
    .slice(0, STACK_LINES)
    .map((line) => safeText(line.trim(), 300))
    .join('\n');
}
