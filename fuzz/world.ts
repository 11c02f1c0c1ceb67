import pg from 'pg';
import { Accounts } from './accounts.js';
import { Cast } from './cast.js';
import { Known } from './known.js';
import { Memory } from './memory.js';
import { NoAnswer, send, type Answer } from './send.js';
import { textOf, type Actor, type Sent, type Sketch } from './sketch.js';
import { PASSWORD } from './valid-values.js';

/** Stands for a thing of a kind of which none is known. */
const NOBODY = '00000000-0000-7000-8000-000000000000';

const NEWEST_POST = new Known('posts', 0, false);

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
  /** The application's JWT_SECRET, and its METRICS_TOKEN. */
  secret: string;
  metricsToken: string;
}

/** The surroundings that a running application is: its accounts, posts, comments and tags. */
export class LivingWorld implements World {
  private readonly memory = new Memory();
  private readonly database: pg.Pool;
  private readonly accounts: Accounts;
  private readonly cast: Cast;
  private prepared = 0;

  constructor(private readonly props: WorldProps) {
    this.database = new pg.Pool({ connectionString: props.databaseUrl, max: 4 });
    this.accounts = new Accounts(this.database, props.secret);
    this.cast = new Cast(this.accounts, props.metricsToken);
  }

  async prepare(sketch: Sketch): Promise<Sent> {
    if (this.prepared++ % SEASON === 0) await this.renew();
    return this.name(sketch);
  }

  async heed({ actor, account, headers, target }: Sent, { status, headers: told, body }: Answer): Promise<void> {
    if (status < 300) this.memory.learn(target, told.etag, body);
    if (status === 201) account.belongings.learn(target, told.etag, body);
    const isTheirs = Object.entries(account.credentials).every(([name, value]) => headers[name] === value);
    // Much is forbidden to users anyway; others have lost their role, or who they are.
    const isDenied = status === 401 || (status === 403 && actor !== 'user');
    if (isTheirs && isDenied) await this.cast.dismiss(actor, account);
  }

  /** Ends its own connections. */
  async close(): Promise<void> {
    await this.database.end();
  }

  /** Lets those who act now write, sign in, suspend and delete, and learns what came of it. */
  private async renew(): Promise<void> {
    const post = { title: 'Hello', content: 'Some *words*.', tags: ['birds', 'fish'] };
    await this.call('user', 'POST', ['posts'], post);
    await this.call('apiKey', 'POST', ['posts'], { ...post, status: 'published' });
    await this.call('user', 'POST', ['posts'], { ...post, status: 'published' });
    await this.call('user', 'PATCH', ['posts', NEWEST_POST], { content: 'Other *words*.' });
    for (const actor of ['user', 'admin'] as const)
      await this.call(actor, 'POST', ['posts', NEWEST_POST, 'comments'], { content: 'Well said.' });
    const user = await this.cast.play('user');
    const [[code], email] = [user.codes(), user.own(new Known('emails', 0, true))];
    await this.call('anonymous', 'POST', ['auth', 'login'], { email, password: PASSWORD, code });
    await this.call('user', 'GET', ['auth', 'sessions']);
    await this.call('admin', 'GET', ['tags']);
    const [suspended, deleted] = await Promise.all([this.somebody(), this.somebody()]);
    await this.call('admin', 'POST', ['users', suspended, 'suspend'], { reason: 'Spam' });
    this.memory.enter('suspendedUsers', suspended);
    await this.call('admin', 'DELETE', ['users', deleted]);
    this.memory.enter('deletedUsers', deleted);
  }

  /** The id of somebody who does nothing. */
  private async somebody(): Promise<string> {
    const account = await this.accounts.make('user', 'session');
    return account.own(new Known('users', 0, true)) ?? NOBODY;
  }

  private async call(actor: Actor, method: string, path: (string | Known)[], json?: object): Promise<void> {
    const segments = ['api', 'v1', ...path];
    const body = json && { mediaType: 'application/json', json };
    const sent = await this.name({ actor, method, segments, query: [], headers: [], body });
    const answer = await send(this.props.url, sent);
    // A connection may be closed as it is taken again; what is missing comes with the next season.
    if (!(answer instanceof NoAnswer)) await this.heed(sent, answer);
  }

  private async name(sketch: Sketch): Promise<Sent> {
    const account = await this.cast.play(sketch.actor);
    for (const [kind, name] of account.belongings) this.memory.enter(kind, name);
    const recall = (known: Known): string => {
      const [own, another] = [account.own(known), this.memory.recall(known)];
      return (known.isOwn ? (own ?? another) : (another ?? own)) ?? NOBODY;
    };
    const recalled = (part: unknown): unknown => (part instanceof Known ? recall(part) : part);
    const inTarget = (part: string | Known): string =>
      part instanceof Known ? encodeURIComponent(recall(part)) : part;
    const path = `/${sketch.segments.map(inTarget).join('/')}`;
    const query = sketch.query.map(([name, value]) => `${name}=${inTarget(value)}`).join('&');
    const { body } = sketch;
    return {
      actor: sketch.actor,
      account,
      method: sketch.method,
      target: query === '' ? path : `${path}?${query}`,
      headers: {
        ...account.credentials,
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
