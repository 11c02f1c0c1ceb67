import { appendFileSync } from 'node:fs';
import pg from 'pg';
import { currentContext } from '../src/platform/context/index.js';
import type { SentStatement } from './tape.js';

/**
 * Loaded before the application (`--import …/recorder.js?to=<file>`), writes each statement that a request sends to
 * PostgreSQL as a line of the file, before it is sent.
 */
const file = new URL(import.meta.url).searchParams.get('to') ?? '';

// Called on its own connection.
// eslint-disable-next-line @typescript-eslint/unbound-method
const { query } = pg.Client.prototype;

pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]): unknown {
  if (currentContext()) appendFileSync(file, `${JSON.stringify(statementOf(args))}\n`);
  return Reflect.apply(query, this, args);
} as typeof query;

function statementOf([first, second]: unknown[]): SentStatement {
  const given = typeof first === 'string' ? { text: first } : (first as SentStatement);
  const values = given.values ?? (Array.isArray(second) ? second : undefined);
  return { name: given.name, text: given.text, values };
}
