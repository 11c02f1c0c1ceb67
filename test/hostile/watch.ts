/* eslint-disable no-restricted-globals -- it listens to whatever is fetched */

import { createClient } from '@redis/client';
import pg from 'pg';
import { createLogger } from '../../src/platform/observability/index.js';
import { onDatabase } from '../database/catalogue.js';
import type { TestApp } from '../support/app.js';

interface Exchange {
  name: string;
  answer: string;
}

interface Secret {
  name: string;
  spellings: string[];
  /** The answers that may show it. */
  shownBy: Set<Exchange>;
}

const { fetch: fetchAsItIs } = globalThis;
// The driver's method, put back afterwards and called on its own connection.
// eslint-disable-next-line @typescript-eslint/unbound-method
const { query: queryAsItIs } = pg.Client.prototype;

/**
 * Notes whatever leaves an application: its answers, the lines of its log at the finest level, what it writes to the
 * process's outputs, every value that it sends to the database and to Redis, and what the database holds in the end.
 */
export class Watch {
  readonly lines: string[] = [];
  private readonly exchanges: Exchange[] = [];
  private readonly sent: string[] = [];
  private readonly toRedis: string[] = [];
  private readonly dumps: string[] = [];
  private readonly secrets: Secret[] = [];

  constructor(private readonly test: TestApp) {
    const sink = { write: (line: string) => this.lines.push(line) };
    test.app.useLogger(createLogger(test.config.with({ log: { level: 'trace' } }), sink));
    globalThis.fetch = async (url, init) => {
      const response = await fetchAsItIs(url, init);
      await this.hear(init?.method ?? 'GET', response.clone());
      return response;
    };
    const { sent } = this;
    pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]): unknown {
      sent.push(valuesOf(args));
      return Reflect.apply(queryAsItIs, this, args);
    } as typeof queryAsItIs;
  }

  stop(): void {
    globalThis.fetch = fetchAsItIs;
    pg.Client.prototype.query = queryAsItIs;
  }

  /** Listens to every command that Redis gets for the database of the URL, until the function that it gives is called. */
  async overhear(url: string): Promise<() => void> {
    const client = createClient({ url });
    await client.connect();
    const database = new URL(url).pathname.slice(1) || '0';
    await client.monitor((command) => {
      if (command.includes(`[${database} `)) this.toRedis.push(command);
    });
    return () => {
      client.destroy();
    };
  }

  /** Enters what nobody may find again, but in the last answer when that has just issued it. Gives it back. */
  keep(name: string, text: string, issued = true): string {
    const last = this.exchanges.at(-1);
    let secret = this.secrets.find(({ spellings }) => spellings[0] === text);
    if (!secret) this.secrets.push((secret = { name, spellings: spellingsOf(text), shownBy: new Set() }));
    if (issued && last) secret.shownBy.add(last);
    return text;
  }

  /** What only a caller knows. */
  plant(name: string, text: string): string {
    return this.keep(name, text, false);
  }

  /** Reads the whole database: every column of every table, and bytes in three spellings. */
  async dump(): Promise<void> {
    const text = await onDatabase(this.test.databaseUrl, async (client) => {
      const tables = await client.query<{ name: string; columns: string }>(TABLES);
      const parts: string[] = [];
      for (const { name, columns } of tables.rows) {
        const { rows } = await client.query<{ row: string | null }>(
          `SELECT concat_ws(E'\\n', ${columns}) AS row FROM ${name}`,
        );
        parts.push(...rows.map(({ row }) => row ?? ''));
      }
      return parts.join('\n');
    });
    this.dumps.push(text);
  }

  /** The places in which a secret turned up, the outbox by its text among them. */
  leaks(outbox: string, mailed: ReadonlySet<string>): string[] {
    const logged = this.lines.join('\n');
    const sent = this.sent.join('\n');
    const told = this.toRedis.join('\n');
    const held = this.dumps.join('\n');
    return this.secrets.flatMap(({ name, spellings, shownBy }) => {
      const isIn = (text: string): boolean => spellings.some((spelling) => contains(text, spelling));
      const answers = this.exchanges.filter((exchange) => !shownBy.has(exchange) && isIn(exchange.answer));
      return [
        ...answers.map((exchange) => `${name} in the answer of ${exchange.name}`),
        ...(isIn(logged) ? [`${name} in the log`] : []),
        ...(isIn(sent) ? [`${name} sent to the database`] : []),
        ...(isIn(told) ? [`${name} sent to Redis`] : []),
        ...(isIn(held) ? [`${name} held by the database`] : []),
        ...(isIn(outbox) && !mailed.has(name) ? [`${name} in a mail`] : []),
      ];
    });
  }

  /** How much there is to look through. */
  get size(): { answers: number; lines: number; values: number; commands: number; dumps: number } {
    const { exchanges, lines, sent, toRedis, dumps } = this;
    const [answers, values] = [exchanges.length, sent.length];
    return { answers, lines: lines.length, values, commands: toRedis.length, dumps: dumps.length };
  }

  private async hear(method: string, response: Response): Promise<void> {
    const headers = [...response.headers].map(([name, value]) => `${name}: ${value}`);
    const name = `${method} ${new URL(response.url).pathname}`;
    this.exchanges.push({ name, answer: [...headers, await response.text()].join('\n') });
  }
}

const TABLES = `
  SELECT format('%I.%I', n.nspname, c.relname) AS name, string_agg(
    CASE WHEN a.atttypid = 'bytea'::regtype
      THEN format('encode(%1$I, ''hex''), translate(encode(%1$I, ''base64''), E''+/=\\n'', ''-_''), encode(%1$I, ''escape'')', a.attname)
      ELSE format('%I::text', a.attname) END, ', ') AS columns
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
  WHERE c.relkind IN ('r', 'p') AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_t'
    AND a.attnum > 0 AND NOT a.attisdropped
  GROUP BY n.nspname, c.relname`;

function valuesOf([first, second]: unknown[]): string {
  const values = typeof first === 'object' && first !== null && 'values' in first ? first.values : second;
  const text = typeof first === 'string' ? first : (first as { text?: string }).text;
  const shown = Array.isArray(values) ? values.flatMap((value: unknown) => textOf(value)) : [];
  return [text, ...shown].join('\n');
}

function textOf(value: unknown): string[] {
  if (Buffer.isBuffer(value)) return [value.toString('hex'), value.toString('base64url'), value.toString('latin1')];
  return [typeof value === 'string' ? value : JSON.stringify(value)];
}

/** Six digits stand in longer numbers, in hexadecimal ids and behind the point of a second too: there they are no code. */
function contains(text: string, spelling: string): boolean {
  if (!/^\d{6}$/.test(spelling)) return text.includes(spelling);
  return new RegExp(`(?<![\\w.-])${spelling}(?![\\w-])`).test(text);
}

/** A secret as it is, without hyphens, its secret part alone, and the bytes that these are or stand for, in two codes. */
function spellingsOf(secret: string): string[] {
  const parts = secret.split(/[._]/).filter((part) => part.length >= 43 && !part.startsWith('eyJ'));
  const texts = [secret, secret.replaceAll('-', ''), ...parts];
  const decoded = texts.flatMap((text) => [
    ...(/^[0-9a-f]{40,}$/.test(text) ? [Buffer.from(text, 'hex')] : []),
    ...(/^[\w-]{43,}$/.test(text) ? [Buffer.from(text, 'base64url')] : []),
  ]);
  const bytes = [...texts.map((text) => Buffer.from(text)), ...decoded, ...decoded.map((token) => token.subarray(-32))];
  return [...new Set([...texts, ...bytes.flatMap((token) => [token.toString('hex'), token.toString('base64url')])])];
}
