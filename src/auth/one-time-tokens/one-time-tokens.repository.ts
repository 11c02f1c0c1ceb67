import { Injectable } from '@nestjs/common';
import { Database, type Statement } from '../../platform/database/index.js';

/** What the holder of a token may do: prove an address, set a new password, or confirm a new address. */
export type Purpose = 'verify-email' | 'reset-password' | 'confirm-email';

export interface NewToken {
  userId: string;
  purpose: Purpose;
  /** The address that the token is sent to. */
  email: string;
  hash: Buffer;
  /** Seconds. */
  lifetime: number;
}

/** A token that may be used now, and whose it is. */
export interface FoundToken extends Pick<NewToken, 'userId' | 'purpose' | 'email'> {
  username: string;
  name: string;
}

/** Whatever was sent to an address that is no longer the account's is void, but for the confirmation of the next one. */
const USABLE = `t.expires_at > now() AND u.deleted_at IS NULL AND (u.email = t.email OR t.purpose = 'confirm-email')`;

const PUT: Statement = {
  name: 'one_time_tokens.put',
  text: `INSERT INTO one_time_tokens (user_id, purpose, token_hash, email, expires_at)
    VALUES ($1, $2, $3, $4, now() + $5 * interval '1 second')
    ON CONFLICT (user_id, purpose) DO UPDATE
    SET token_hash = excluded.token_hash, email = excluded.email, expires_at = excluded.expires_at, created_at = now()`,
};
const FIND: Statement = {
  name: 'one_time_tokens.find',
  text: `SELECT t.user_id AS "userId", t.purpose, t.email, u.username, u.name
    FROM one_time_tokens t JOIN users u ON u.id = t.user_id
    WHERE t.token_hash = $1 AND ${USABLE}`,
};
const TAKE: Statement = {
  name: 'one_time_tokens.take',
  text: 'DELETE FROM one_time_tokens WHERE token_hash = $1 AND expires_at > now() RETURNING user_id',
};
const VOID: Statement = { name: 'one_time_tokens.void', text: 'DELETE FROM one_time_tokens WHERE user_id = $1' };
const SWEEP: Statement = {
  name: 'one_time_tokens.sweep',
  text: 'DELETE FROM one_time_tokens WHERE expires_at <= now()',
};

/** Hashes of tokens: whoever reads them can use none. */
@Injectable()
export class OneTimeTokensRepository {
  constructor(private readonly database: Database) {}

  /** Takes the place of the user's earlier token of that purpose. */
  async put({ userId, purpose, hash, email, lifetime }: NewToken): Promise<void> {
    await this.database.query(PUT, [userId, purpose, hash, email, lifetime]);
  }

  async find(hash: Buffer): Promise<FoundToken | undefined> {
    const [found] = await this.database.query<FoundToken>(FIND, [hash]);
    return found;
  }

  /** Whether it was there: of several who take it at once, one finds it. */
  async take(hash: Buffer): Promise<boolean> {
    return (await this.database.query(TAKE, [hash])).length > 0;
  }

  async voidAll(userId: string): Promise<void> {
    await this.database.query(VOID, [userId]);
  }

  async sweep(): Promise<void> {
    await this.database.query(SWEEP);
  }
}
