import { Client, type ClientConfig, type QueryResult } from 'pg';

declare module 'pg' {
  interface ClientConfig {
    /** Milliseconds after which a server that does not answer counts as silent. */
    silence?: number;
  }
}

type Ask = (query: unknown, values: unknown, callback: unknown) => unknown;
type Callback = (error: Error | undefined, result: QueryResult | undefined) => void;

/**
 * A client whose queries know from the beginning who hears of their end. For a promise, and for its own `query_timeout`, pg
 * changes that afterwards; V8 of Node.js 24 then keeps each query, with its rows, until it collects the old space (ADR 0048).
 */
export class PromptClient extends Client {
  private readonly silence: number | undefined;

  constructor(config?: ClientConfig) {
    super(config);
    this.silence = config?.silence;
  }

  /**
   * As that of pg, whose overloads have more types than one signature can name.
   *
   * @throws Error `Query read timeout`, and closes the connection, when the server is silent for too long.
   */
  override query(query: unknown, values?: unknown, callback?: unknown): never {
    const isHeard = typeof values === 'function' || callback !== undefined || isSubmittable(query);
    return (isHeard ? this.ask(query, values, callback) : this.promise(query, values)) as never;
  }

  private promise(query: unknown, values: unknown): Promise<QueryResult> {
    return new Promise((resolve, reject) => {
      const giveUp = (): void => {
        reject(new Error('Query read timeout'));
        this.connection.stream.destroy();
      };
      const late = this.silence === undefined ? undefined : setTimeout(giveUp, this.silence);
      const answered: Callback = (error, result) => {
        clearTimeout(late);
        if (result) resolve(result);
        else reject(error ?? new Error('PostgreSQL gave neither rows nor an error'));
      };
      this.ask(query, values, answered);
    });
  }

  private ask(query: unknown, values: unknown, callback: unknown): unknown {
    return (super.query.bind(this) as unknown as Ask)(query, values, callback);
  }
}

/** Whether it brings its own way to ask and to hear, as COPY does. */
function isSubmittable(query: unknown): boolean {
  return typeof query === 'object' && query !== null && 'submit' in query;
}
