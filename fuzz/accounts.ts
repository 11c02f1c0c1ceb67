import { createHash, createHmac, randomBytes } from 'node:crypto';
import { hash } from '@node-rs/argon2';
import { Secret, TOTP } from 'otpauth';
import type pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { newApiKey } from '../src/auth/api-keys/api-key.js';
import { SCOPES, type Role } from '../src/platform/context/index.js';
import { Sealer } from '../src/platform/crypto/index.js';
import { Account } from './account.js';
import { PASSWORD } from './valid-values.js';

/** The second factors that accounts have, in turn. */
const SECOND_FACTORS = ['off', 'pending', 'on'] as const;

/** What tokens are mailed for. */
const PURPOSES = ['verify-email', 'reset-password'];

/** Who somebody is before they have anything. */
interface Person {
  id: string;
  username: string;
  email: string;
  role: Role;
}

/**
 * Makes accounts with all that people come to have: a session, an API key, tokens of mails, a second factor. It is
 * written to the database directly: no limit and no hash of a password stands in the way.
 */
export class Accounts {
  private readonly sealer: Sealer;
  private passwordHash: Promise<string> | undefined;
  private made = 0;

  /** @param secret signs access tokens, and seals second factors, as the application does */
  constructor(
    private readonly database: pg.Pool,
    private readonly secret: string,
  ) {
    this.sealer = new Sealer(secret, 'second-factors');
  }

  /** @param signsIn by what it shows who it is: a session, or an API key with every scope */
  async make(role: Role, signsIn: 'session' | 'apiKey'): Promise<Account> {
    const id = uuidv7();
    const username = `${role}-${id.slice(-12)}`;
    const person = { id, username, email: `${username}@example.com`, role };
    await this.insert(person);
    const [session, key, mailTokens, authenticator] = await Promise.all([
      this.openSession(person),
      this.makeApiKey(person),
      this.mailTokens(person),
      this.giveSecondFactor(person),
    ]);
    const [header, value] =
      signsIn === 'session' ? ['Authorization', `Bearer ${session.token}`] : ['X-API-Key', key.text];
    const account = new Account({ [header]: value }, authenticator);
    const { belongings } = account;
    belongings.enter('users', id);
    belongings.enter('usernames', username);
    belongings.enter('emails', person.email);
    belongings.enter('sessions', session.id);
    belongings.enter('apiKeys', key.id);
    for (const token of mailTokens) belongings.enter('mailTokens', token);
    return account;
  }

  private async insert({ id, username, email, role }: Person): Promise<void> {
    this.passwordHash ??= hash(PASSWORD, { memoryCost: 19_456, timeCost: 2, parallelism: 1 });
    await this.database.query(
      `WITH account AS (
         INSERT INTO users (id, username, name, email, email_verified, role, created_at, updated_at)
         VALUES ($1, $2, $2, $3, true, $4, now(), now()) RETURNING id
       )
       INSERT INTO credentials (user_id, password_hash) SELECT id, $5 FROM account`,
      [id, username, email, role, await this.passwordHash],
    );
  }

  private async openSession({ id: userId, role }: Person): Promise<{ id: string; token: string }> {
    const id = uuidv7();
    await this.database.query(
      `INSERT INTO sessions (id, user_id, epoch, expires_at, user_agent, ip_address)
       VALUES ($1, $2, 1, now() + interval '7 days', 'fuzz', '127.0.0.1')`,
      [id, userId],
    );
    return { id, token: this.sign({ sub: userId, sid: id, role, jti: uuidv7() }) };
  }

  private async makeApiKey({ id: userId }: Person): Promise<{ id: string; text: string }> {
    const { id, text, hash: digest, lastFour } = newApiKey();
    await this.database.query(
      `INSERT INTO api_keys (id, user_id, name, scopes, key_hash, last_four, expires_at)
       VALUES ($1, $2, 'fuzz', $3, $4, $5, now() + interval '90 days')`,
      [id, userId, SCOPES, digest, lastFour],
    );
    return { id, text };
  }

  private async mailTokens({ id, email }: Person): Promise<string[]> {
    const tokens = PURPOSES.map(() => randomBytes(32).toString('base64url'));
    const hashes = tokens.map((token) => createHash('sha256').update(token).digest());
    await this.database.query(
      `INSERT INTO one_time_tokens (user_id, email, expires_at, purpose, token_hash)
       SELECT $1, $2, now() + interval '1 day', purpose, token_hash
       FROM unnest($3::text[], $4::bytea[]) AS mailed (purpose, token_hash)`,
      [id, email, PURPOSES, hashes],
    );
    return tokens;
  }

  private async giveSecondFactor({ id }: Person): Promise<TOTP | undefined> {
    const state = SECOND_FACTORS[this.made++ % SECOND_FACTORS.length];
    if (state === 'off') return undefined;
    const secret = new Secret();
    await this.database.query(
      `INSERT INTO second_factors (user_id, sealed_secret, confirmed_at) VALUES ($1, $2, CASE WHEN $3 THEN now() END)`,
      [id, this.sealer.seal(secret.bytes, id), state === 'on'],
    );
    return new TOTP({ secret });
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
