import pg from 'pg';
import { currentContext } from '../../src/platform/context/index.js';

// The driver's method, put back afterwards and called on its own connection.
// eslint-disable-next-line @typescript-eslint/unbound-method
const { query } = pg.Client.prototype;

let statements: string[] = [];

/**
 * The driver as it is, but every statement of a request is noted by its first words, with those that begin and end
 * transactions; what runs behind the requests is not.
 */
const observed = function (this: pg.Client, ...args: unknown[]): unknown {
  const [first] = args as [string | { text: string }];
  const text = typeof first === 'string' ? first : first.text;
  if (currentContext()?.path.startsWith('/')) {
    statements.push(/^\s*(START|COMMIT|ROLLBACK|SAVEPOINT|\w+(?: INTO)?)/.exec(text)?.[1] ?? text);
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

/** The statements that a call took. @throws Error when it was refused. */
export async function statementsOf(call: () => Promise<{ status: number; text: string }>): Promise<string[]> {
  statements = [];
  const reply = await call();
  if (reply.status >= 400) throw new Error(reply.text);
  return statements;
}
