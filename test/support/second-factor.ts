import { TOTP } from 'otpauth';
import { Database } from '../../src/platform/database/index.js';
import type { TestApp } from './app.js';
import type { TestUser } from './users.js';

/** What somebody has at hand who has turned their second factor on. */
export interface Authenticator {
  recoveryCodes: string[];
  /** The code of the present period, or of one after it. */
  code: (periodsAhead?: number) => string;
}

/** The code that an authenticator app shows for a secret. */
export function codeOf(secret: string, periodsAhead = 0): string {
  return new TOTP({ secret }).generate({ timestamp: Date.now() + periodsAhead * 30_000 });
}

/** Turns a user's second factor on; the code used for that counts again. */
export async function turnOn(user: TestUser, test: TestApp): Promise<Authenticator> {
  const { secret } = (await user.api.post('/auth/totp')).data as { secret: string };
  const code = (periodsAhead?: number): string => codeOf(secret, periodsAhead);
  const { data } = await user.api.post('/auth/totp/confirm', { code: code() });
  await forgetUsedCodes(user, test);
  return { recoveryCodes: (data as { recoveryCodes: string[] }).recoveryCodes, code };
}

/** Lets codes count that were used before, so that no test waits for the next period. */
export async function forgetUsedCodes(user: TestUser, test: TestApp): Promise<void> {
  await test.app.get(Database).queryText('UPDATE second_factors SET last_period = 0 WHERE user_id = $1', [user.id]);
}
