import type { Contract } from '../test/support/contract.js';
import { recognizer, type Operation } from './document.js';
import type { Answer } from './send.js';
import type { Sent } from './sketch.js';

/** In a refusal: where it was thrown, what was asked of the database, how that answered, where the program lies. */
const INTERNALS =
  /\n\s+at |node_modules|[\\/]dist[\\/]|\.js:\d+|syntax error at or near|violates \w[\w -]* constraint|relation \\?".*\\?" |QueryFailedError|ECONN/;

/** What is wrong with answers. */
export class Judge {
  private readonly recognizers: ReturnType<typeof recognizer>[];

  constructor(
    private readonly contract: Contract,
    operations: readonly Operation[],
  ) {
    this.recognizers = operations.map(recognizer);
  }

  /** Undefined for an answer as it should be; how long it took is not looked at. */
  faultOf(sent: Sent, answer: Answer): string | undefined {
    const { status, headers, text } = answer;
    if (status >= 500) return `${status}: ${text.slice(0, 500)}`;
    if (headers['x-request-id'] === undefined) return `${status} without X-Request-Id`;
    if (headers['x-content-type-options'] !== 'nosniff') return `${status} without nosniff`;
    if (status < 400 && !this.describes(sent)) return `${status} for what the document does not know`;
    if (status >= 400 && INTERNALS.test(withoutEcho(answer))) return `${status} tells internals: ${text.slice(0, 500)}`;
    return this.breach(sent, answer);
  }

  private breach({ method, target }: Sent, { status, headers, text }: Answer): string | undefined {
    const [path = ''] = target.split('?', 1);
    const contentType = headers['content-type'] ?? '';
    const told = new Headers(Object.entries(headers).map(([name, value]) => [name, value ?? '']));
    try {
      this.contract.check({ method, path, status, contentType, text, headers: told });
      return undefined;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  private describes(sent: Sent): boolean {
    return sent.method === 'OPTIONS' || this.recognizers.some((recognizes) => recognizes(sent));
  }
}

/** A problem without the members that repeat what was asked. */
function withoutEcho({ body, text }: Answer): string {
  if (typeof body !== 'object' || body === null) return text;
  const { title, detail, errors } = body as { title?: unknown; detail?: unknown; errors?: { message?: unknown }[] };
  return JSON.stringify({ title, detail, messages: errors?.map(({ message }) => message) });
}
