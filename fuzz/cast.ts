import { createHmac } from 'node:crypto';
import { hash } from '@node-rs/argon2';
import type pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { newApiKey } from '../src/auth/api-keys/api-key.js';
import type { Actor } from './sketch.js';
import { PASSWORD } from './valid-values.js';

type Role = 'user' | 'moderator' | 'admin';

/** Somebody who is signed in. */
export interface Account {
  id: string;
  email: string;
  sessionId: string;
  headers: Record<string, string>;
}

interface Part {
  account: Account;
  /** Requests that it has made. */
  uses: number;
}

/** Requests after which somebody else plays a part: who may do anything to accounts does it to their own too. */
const LONGEST_RUN = 25;

const SCOPES = ['profile:read', 'posts:read', 'posts:write', 'comments:read', 'comments:write', 'users:read'];

/**
 * Those who ask. Whoever is suspended, erased, signed out or stripped of a role by what is asked is replaced by somebody
 * new, written to the database directly: no limit and no hash of a password stands in the way.
 */
export class Cast {
  private readonly parts = new Map<Actor, Promise<Part>>();
  private passwordHash: Promise<string> | undefined;

  /** @param secret signs access tokens as the application does */
  constructor(
    private readonly database: pg.Pool,
    private readonly secret: string,
  ) {}

  /** Who plays the part now; undefined for the anonymous. */
  async play(actor: Actor): Promise<Account | undefined> {
    if (actor === 'anonymous') return undefined;
    const playing = await this.parts.get(actor);
    const part = playing && playing.uses < LONGEST_RUN ? playing : await this.begin(actor);
    part.uses += 1;
    return part.account;
  }

  /** Lets somebody else play the part from now on, if this account still does. */
  async dismiss(actor: Actor, headers: Record<string, string>): Promise<void> {
    const part = await this.parts.get(actor);
    if (part && Object.entries(part.account.headers).every(([name, value]) => headers[name] === value))
      this.parts.delete(actor);
  }

  private begin(actor: Exclude<Actor, 'anonymous'>): Promise<Part> {
    const role = actor === 'apiKey' ? 'admin' : actor;
    const part = this.signUp(role).then(async (account): Promise<Part> => {
      if (actor === 'apiKey') account.headers = { 'X-API-Key': await this.makeKey(account.id) };
      return { account, uses: 0 };
    });
    this.parts.set(actor, part);
    return part;
  }

  private async signUp(role: Role): Promise<Account> {
    const [id, sessionId] = [uuidv7(), uuidv7()];
    const username = `${role}-${id.slice(-12)}`;
    const email = `${username}@example.com`;
    this.passwordHash ??= hash(PASSWORD, { memoryCost: 19_456, timeCost: 2, parallelism: 1 });
    await this.database.query(
      `WITH account AS (
         INSERT INTO users (id, username, name, email, email_verified, role, created_at, updated_at)
         VALUES ($1, $2, $2, $3, true, $4, now(), now()) RETURNING id
       ), secret AS (
         INSERT INTO credentials (user_id, password_hash) SELECT id, $5 FROM account
       )
       INSERT INTO sessions (id, user_id, epoch, expires_at, user_agent, ip_address)
       SELECT $6, id, 1, now() + interval '7 days', 'fuzz', '127.0.0.1' FROM account`,
      [id, username, email, role, await this.passwordHash, sessionId],
    );
    const token = this.sign({ sub: id, sid: sessionId, role, jti: uuidv7() });
    return { id, email, sessionId, headers: { Authorization: `Bearer ${token}` } };
  }

  private async makeKey(userId: string): Promise<string> {
    const { id, text, hash: digest, lastFour } = newApiKey();
    await this.database.query(
      `INSERT INTO api_keys (id, user_id, name, scopes, key_hash, last_four, expires_at)
       VALUES ($1, $2, 'fuzz', $3, $4, $5, now() + interval '90 days')`,
      [id, userId, SCOPES, digest, lastFour],
    );
    return text;
  }

  /** An access token (RFC 9068) as the application issues it. */
  private sign(subject: object): string {
    const now = Math.floor(Date.now() / 1000);
    const claims = { ...subject, iss: 'quire', aud: 'quire', iat: now, exp: now + 86_400 };
    const parts = [{ alg: 'HS256', typ: 'at+jwt' }, claims].map((part) =>
      Buffer.from(JSON.stringify(part)).toString('base64url'),
    );
    const text = parts.join('.');
    return `${text}.${createHmac('sha256', this.secret).update(text).digest('base64url')}`;
  }
}
