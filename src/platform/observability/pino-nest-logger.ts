import type { LoggerService } from '@nestjs/common';
import type { Level, Logger } from 'pino';
import { AccessLine } from './access-line.js';
import { describeError, isError } from './describe-error.js';
import { safeMessage, safeText } from './safe-text.js';

type Fields = Record<string, unknown>;

/** What Nest says about its own start is of interest only to those who look for it. */
const CHATTY = new Set(['InstanceLoader', 'RoutesResolver', 'RouterExplorer', 'NestFactory', 'NestApplication']);
const LONGEST_VALUE = 500;

/** Writes what goes through Nest's Logger into pino: text, flat fields and described errors, nothing else. */
export class PinoNestLogger implements LoggerService {
  constructor(private readonly pino: Logger) {}

  log(message: unknown, ...rest: unknown[]): void {
    this.write('info', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest);
  }

  /** Nest hands over what was said, then what belongs to it, and last the name of the speaker. */
  private write(asked: Level, message: unknown, rest: unknown[]): void {
    if (message instanceof AccessLine) {
      this.pino[asked](message.fields, message.msg);
      return;
    }
    const context = rest.findLast((part) => typeof part === 'string');
    const level = asked === 'info' && context !== undefined && CHATTY.has(context) ? 'debug' : asked;
    if (!this.pino.isLevelEnabled(level)) return;
    const withStack = level === 'error' || level === 'fatal';
    const fields: Fields = {};
    addFields(fields, message, withStack);
    for (const part of rest) addFields(fields, part, withStack);
    fields.context = context;
    this.pino[level](fields, textOf(message));
  }
}

function textOf(message: unknown): string {
  if (typeof message === 'string') return safeMessage(message);
  if (isError(message)) return describeError(message, false).message;
  return isPlain(message) && typeof message.msg === 'string' ? safeText(message.msg, LONGEST_VALUE) : '';
}

/** Only members that are numbers, truths or texts (cut), and errors (described): a whole object is never copied. */
function addFields(fields: Fields, part: unknown, withStack: boolean): void {
  if (isError(part)) fields.error = describeError(part, withStack);
  else if (isPlain(part)) {
    for (const [name, value] of Object.entries(part)) {
      if (name === 'msg') continue;
      if (isError(value)) fields.error = describeError(value, withStack);
      else if (typeof value === 'string') fields[name] = safeText(value, LONGEST_VALUE);
      else if (typeof value === 'number' || typeof value === 'boolean') fields[name] = value;
    }
  }
}

function isPlain(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
