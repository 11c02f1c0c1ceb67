import pg from 'pg';
import { Cast } from './cast.js';
import { Known } from './known.js';
import { Memory } from './memory.js';
import { send, type Answer } from './send.js';
import { textOf, type Actor, type Sent, type Sketch } from './sketch.js';
import { PASSWORD } from './valid-values.js';

/** Requests after which something new is written, that requests to come can name. */
const SEASON = 40;

/** The surroundings of requests: who sends them, and what there is for them to name. */
export interface World {
  /** Puts names that are good now into a sketch. */
  prepare(sketch: Sketch): Promise<Sent>;
  /** Takes note of what an answer tells, and of whom it turned away. */
  heed(sent: Sent, answer: Answer): Promise<void>;
}

export interface WorldProps {
  /** Where the application listens. */
  url: string;
  databaseUrl: string;
  /** The application's JWT_SECRET. */
  secret: string;
}

/** The surroundings that a running application is: its accounts, posts, comments and tags. */
export class LivingWorld implements World {
  private readonly memory = new Memory();
  private readonly database: pg.Pool;
  private readonly cast: Cast;
  private prepared = 0;

  constructor(private readonly props: WorldProps) {
    this.database = new pg.Pool({ connectionString: props.databaseUrl, max: 4 });
    this.cast = new Cast(this.database, props.secret);
  }

  async prepare(sketch: Sketch): Promise<Sent> {
    if (this.prepared++ % SEASON === 0) await this.renew();
    return this.name(sketch);
  }

  async heed({ actor, headers, target }: Sent, { status, headers: told, body }: Answer): Promise<void> {
    if (status < 300) this.memory.learn(target, told.etag, body);
    if (status === 401 || status === 403) await this.cast.dismiss(actor, headers);
  }

  /** Ends its own connections. */
  async close(): Promise<void> {
    await this.database.end();
  }

  /** Lets those who act now write and sign in, and learns what came of it. */
  private async renew(): Promise<void> {
    const post = { title: 'Hello', content: 'Some *words*.', tags: ['birds', 'fish'] };
    await this.call('user', 'POST', '/posts', post);
    await this.call('apiKey', 'POST', '/posts', { ...post, status: 'published' });
    await this.call('user', 'POST', '/posts', { ...post, status: 'published' });
    await this.call('user', 'POST', `/posts/${this.memory.newest('posts')}/comments`, { content: 'Well said.' });
    const account = await this.cast.play('user');
    await this.call('anonymous', 'POST', '/auth/login', { email: account?.email, password: PASSWORD });
    await this.call('user', 'GET', '/auth/sessions');
    await this.call('admin', 'GET', '/tags');
  }

  private async call(actor: Actor, method: string, path: string, json?: object): Promise<void> {
    const segments = `api/v1${path}`.split('/');
    const body = json && { mediaType: 'application/json', json };
    const sent = await this.name({ actor, method, segments, query: [], headers: [], body });
    await this.heed(sent, await send(this.props.url, sent));
  }

  private async name(sketch: Sketch): Promise<Sent> {
    const account = await this.cast.play(sketch.actor);
    if (account) {
      this.memory.enter('users', account.id);
      this.memory.enter('emails', account.email);
    }
    const recalled = (part: unknown): unknown => (part instanceof Known ? this.memory.recall(part) : part);
    const inTarget = (part: string | Known): string =>
      part instanceof Known ? encodeURIComponent(this.memory.recall(part)) : part;
    const path = sketch.segments.map((part) => `/${inTarget(part)}`).join('');
    const query = sketch.query.map(([name, value]) => `${name}=${inTarget(value)}`).join('&');
    const { body } = sketch;
    return {
      actor: sketch.actor,
      method: sketch.method,
      target: query === '' ? path : `${path}?${query}`,
      headers: {
        ...account?.headers,
        ...(body?.mediaType !== undefined && { 'Content-Type': body.mediaType }),
        ...(Object.fromEntries(sketch.headers.map(([name, value]) => [name, recalled(value)])) as Record<
          string,
          string
        >),
      },
      ...(body && { body: Buffer.from(textOf(body, recalled), 'latin1') }),
    };
  }
}
