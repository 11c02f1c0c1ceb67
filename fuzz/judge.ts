import type { Contract } from '../test/support/contract.js';
import type { Operation } from './document.js';
import type { Answer } from './send.js';
import type { Sent } from './sketch.js';

/** In a refusal: where it was thrown, what was asked of the database, how that answered, where the program lies. */
const INTERNALS =
  /\n\s+at |node_modules|[\\/]dist[\\/]|\.js:\d+|syntax error at or near|violates \w[\w -]* constraint|relation \\?".*\\?" |QueryFailedError|ECONN/;

/** What is wrong with answers. */
export class Judge {
  private readonly described: { method: string; expression: RegExp }[];

  constructor(
    private readonly contract: Contract,
    operations: readonly Operation[],
  ) {
    this.described = operations.map(({ method, path }) => ({
      method,
      expression: new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{[^}]+\}/g, '[^/]+')}$`),
    }));
  }

  /** Undefined for an answer as it should be; how long it took is not looked at. */
  faultOf(sent: Sent, answer: Answer): string | undefined {
    const { status, headers, text } = answer;
    if (status >= 500) return `${status}: ${text.slice(0, 500)}`;
    if (headers['x-request-id'] === undefined) return `${status} without X-Request-Id`;
    if (headers['x-content-type-options'] !== 'nosniff') return `${status} without nosniff`;
    const [path = ''] = sent.target.split('?', 1);
    if (status < 400 && !this.describes(sent.method, path)) return `${status} for what the document does not know`;
    if (status >= 400 && INTERNALS.test(withoutEcho(answer))) return `${status} tells internals: ${text.slice(0, 500)}`;
    return this.breach({ ...sent, path }, answer);
  }

  private breach(
    { method, path }: { method: string; path: string },
    { status, headers, text }: Answer,
  ): string | undefined {
    const contentType = headers['content-type'] ?? '';
    const told = new Headers(Object.entries(headers).map(([name, value]) => [name, value ?? '']));
    try {
      this.contract.check({ method, path, status, contentType, text, headers: told });
      return undefined;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  private describes(method: string, path: string): boolean {
    if (method === 'OPTIONS') return true;
    const known = method === 'HEAD' ? 'GET' : method;
    return this.described.some((operation) => operation.method === known && operation.expression.test(path));
  }
}

/** A problem without the members that repeat what was asked. */
function withoutEcho({ body, text }: Answer): string {
  if (typeof body !== 'object' || body === null) return text;
  const { title, detail, errors } = body as { title?: unknown; detail?: unknown; errors?: { message?: unknown }[] };
  return JSON.stringify({ title, detail, messages: errors?.map(({ message }) => message) });
}
