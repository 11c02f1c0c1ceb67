import { createWriteStream, type WriteStream } from 'node:fs';
import { once } from 'node:events';
import { NoAnswer, type Answer } from './http.js';

/**
 * What a client knows of its write. `unknown` is also a 503: the database may have done the work and then lost the
 * connection on which it was to say so.
 */
export type Outcome = 'ok' | 'fail' | 'unknown';

/** What is known of one write, named by its marker. */
export interface Entry {
  outcome: Outcome;
  /** The id of what was made, as the answer told it. */
  id?: string;
}

/** Every write with its last outcome. What is noted also goes to a file, a line each, for whoever looks into a loss. */
export class Ledger {
  readonly entries = new Map<string, Entry>();
  private readonly file: WriteStream;

  constructor(path: string) {
    this.file = createWriteStream(path, { flags: 'a' });
  }

  /** Call it before a write is sent. */
  begin(marker: string): void {
    this.entries.set(marker, { outcome: 'unknown' });
    this.file.write(`${new Date().toISOString()} ${marker} begin\n`);
  }

  /** Call it when a write is answered, or will not be; later outcomes of a repeat take the place of an unknown one. */
  note(marker: string, result: Answer | NoAnswer): Outcome {
    const outcome = outcomeOf(result);
    const entry = result instanceof NoAnswer || outcome !== 'ok' ? { outcome } : { outcome, id: idOf(result) };
    this.entries.set(marker, entry);
    const why = result instanceof NoAnswer ? result.reason : String(result.status);
    this.file.write(`${new Date().toISOString()} ${marker} ${outcome} ${why}\n`);
    return outcome;
  }

  /** The markers of an outcome. */
  of(outcome: Outcome): string[] {
    return [...this.entries].filter(([, entry]) => entry.outcome === outcome).map(([marker]) => marker);
  }

  async close(): Promise<void> {
    this.file.end();
    await once(this.file, 'close');
  }
}

/** A repeat that meets the first attempt still under way (409) tells as little as none. */
export function outcomeOf(result: Answer | NoAnswer): Outcome {
  if (result instanceof NoAnswer) return result.refused ? 'fail' : 'unknown';
  if (result.status < 300) return 'ok';
  return result.status >= 500 || result.status === 409 ? 'unknown' : 'fail';
}

function idOf({ body }: Answer): string {
  return (JSON.parse(body) as { data: { id: string } }).data.id;
}
