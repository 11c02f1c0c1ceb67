import { createHash, randomBytes } from 'node:crypto';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { RateLimitPolicy } from '../../platform/http/index.js';
import { Jobs } from '../../platform/jobs/index.js';
import { OneTimeTokensRepository, type FoundToken, type Purpose } from './one-time-tokens.repository.js';

const TOKEN_BYTES = 32;

/** Seconds. A confirmation that reaches a new address is as good as a password; one to the present address does less. */
const LIFETIMES: Record<Purpose, number> = {
  'verify-email': 24 * 3600,
  'reset-password': 15 * 60,
  'confirm-email': 3600,
};

/** Of a client; 256 bits are not guessed anyway, but nobody is to keep us busy with trying. */
export const TOKEN_GUESSES: RateLimitPolicy = { name: 'one-time-tokens', limit: 30, window: 900 };

/**
 * Tokens that are mailed and used once: 256 random bits, of which only the SHA-256 is kept. A user has one for each
 * purpose, the newest.
 */
@Injectable()
export class OneTimeTokens implements OnModuleInit {
  constructor(
    private readonly tokens: OneTimeTokensRepository,
    private readonly jobs: Jobs,
  ) {}

  onModuleInit(): void {
    this.jobs.schedule('sweep-one-time-tokens', '7 * * * *', () => this.tokens.sweep());
  }

  /** Makes a token for whoever reads the mails of an address; the user's earlier one of that purpose is void. */
  async make(userId: string, purpose: Purpose, email: string): Promise<string> {
    const token = randomBytes(TOKEN_BYTES).toString('base64url');
    await this.tokens.put({ userId, purpose, email, hash: hashOf(token), lifetime: LIFETIMES[purpose] });
    return token;
  }

  /** What a token may be used for; undefined for one that is unknown, used, expired, void, or for other purposes. */
  async find(token: string, ...purposes: Purpose[]): Promise<FoundToken | undefined> {
    const found = await this.tokens.find(hashOf(token));
    return found && purposes.includes(found.purpose) ? found : undefined;
  }

  /** Uses a token up, in the open transaction. Whether it was still there: of several at once, one has it. */
  take(token: string): Promise<boolean> {
    return this.tokens.take(hashOf(token));
  }

  /** Makes all tokens of a user useless. */
  voidAll(userId: string): Promise<void> {
    return this.tokens.voidAll(userId);
  }
}

function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
