import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { currentContext, runInContext } from '../../src/platform/context/index.js';

// The driver's method, put back afterwards and called on its own connection.
// eslint-disable-next-line @typescript-eslint/unbound-method
const { query } = pg.Client.prototype;

/** A statement as it went to PostgreSQL. */
export interface SentStatement {
  text: string;
  values: unknown[];
  /** That of a prepared statement. */
  name?: string;
}

let statements: SentStatement[] = [];

/**
 * The driver as it is, but every statement of a request is noted, with those that begin and end transactions; what runs
 * behind the requests is not.
 */
const observed = function (this: pg.Client, ...args: unknown[]): unknown {
  const [first, second] = args as [string | pg.QueryConfig, unknown];
  const { text, values, name } = typeof first === 'string' ? { text: first } : first;
  if (currentContext()?.path.startsWith('/')) {
    statements.push({
      text,
      values: values ?? (Array.isArray(second) ? second : []),
      ...(name !== undefined && { name }),
    });
  }
  return Reflect.apply(query, this, args);
} as typeof query;

/** Begins to note the statements of requests; `ignoreStatements` ends it. */
export function noteStatements(): void {
  pg.Client.prototype.query = observed;
}

export function ignoreStatements(): void {
  pg.Client.prototype.query = query;
}

/** The first words of the statements that a call took. @throws Error when it was refused. */
export async function statementsOf(call: () => Promise<{ status: number; text: string }>): Promise<string[]> {
  const { sent } = await sentBy(call);
  return sent.map(({ text }) => /^\s*(START|COMMIT|ROLLBACK|SAVEPOINT|\w+(?: INTO)?)/.exec(text)?.[1] ?? text);
}

/** A call's answer, and the statements that it took. @throws Error when it was refused. */
export async function sentBy<Reply extends { status: number; text: string }>(
  call: () => Promise<Reply>,
): Promise<{ reply: Reply; sent: SentStatement[] }> {
  statements = [];
  const reply = await call();
  if (reply.status >= 400) throw new Error(reply.text);
  return { reply, sent: statements };
}

/** The statements that work behind the requests takes when it is done now. */
export async function sentByWork(work: () => Promise<unknown>): Promise<SentStatement[]> {
  statements = [];
  await runInContext({ requestId: randomUUID(), correlationId: '', path: '/work' }, work);
  return statements;
}
