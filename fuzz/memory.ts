import { KINDS, type Kind, type Known } from './known.js';

/** How many things of a kind are remembered: the newest. */
const SPAN = 16;

/** The collections whose members are worth remembering, by the first parts of a path. */
const COLLECTIONS: [path: RegExp, kind: Kind, member: string][] = [
  [/^\/api\/v1\/auth\/sessions/, 'sessions', 'id'],
  [/^\/api\/v1\/auth\/api-keys/, 'apiKeys', 'id'],
  [/^\/api\/v1\/(?:comments|posts\/[^/]+\/comments)/, 'comments', 'id'],
  [/^\/api\/v1\/posts(?:\/[^/]+)?(?:\?|$)/, 'posts', 'id'],
  [/^\/api\/v1\/posts(?:\/[^/]+)?(?:\?|$)/, 'slugs', 'slug'],
  [/^\/api\/v1\/tags/, 'tags', 'slug'],
  [/^\/api\/v1\/users(?:\/[^/]+)?(?:\?|$)/, 'users', 'id'],
  [/^\/api\/v1\/users(?:\/[^/]+)?(?:\?|$)/, 'usernames', 'username'],
];

/** The names of things that exist, as answers have told them. */
export class Memory {
  private readonly names = new Map<Kind, string[]>(KINDS.map((kind) => [kind, []]));

  /** Enters a name, and forgets the oldest of its kind. */
  enter(kind: Kind, name: string): void {
    const names = this.names.get(kind);
    if (!names || names.includes(name)) return;
    names.unshift(name);
    names.length = Math.min(names.length, SPAN);
  }

  /** The name of a thing: the newest for 0, then those before it; undefined when none is known. */
  recall({ kind, nth }: Known): string | undefined {
    const names = this.names.get(kind) ?? [];
    return names[nth % Math.max(1, names.length)];
  }

  /** Every name that is remembered. */
  *[Symbol.iterator](): Generator<[Kind, string]> {
    for (const [kind, names] of this.names) for (const name of names) yield [kind, name];
  }

  /** Reads the names out of a successful answer. */
  learn(target: string, etag: string | undefined, body: unknown): void {
    if (etag !== undefined) this.enter('etags', etag);
    const { data, meta } = (body ?? {}) as { data?: unknown; meta?: { nextCursor?: string | null } };
    if (meta?.nextCursor) this.enter('cursors', meta.nextCursor);
    const things = (Array.isArray(data) ? data.slice(0, 3) : [data]) as (Record<string, unknown> | null | undefined)[];
    for (const thing of things) {
      if (typeof thing?.refreshToken === 'string') this.enter('refreshTokens', thing.refreshToken);
      for (const [path, kind, member] of COLLECTIONS) {
        const name = thing?.[member];
        if (typeof name === 'string' && path.test(target)) this.enter(kind, name);
      }
    }
  }
}
