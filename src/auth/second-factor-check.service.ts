import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/index.js';
import { Guesses } from './guesses.js';
import { SecondFactorNotices } from './second-factor-notices.js';
import { isOneTimeCode, SecondFactorsService } from './totp/index.js';

/** In place of a client's: wrong codes count from wherever they come. */
const EVERYBODY = 'everybody';

/** Asks for the second factor of accounts that have one. */
@Injectable()
export class SecondFactorCheck {
  constructor(
    private readonly database: Database,
    private readonly secondFactors: SecondFactorsService,
    private readonly guesses: Guesses,
    private readonly notices: SecondFactorNotices,
  ) {}

  async isOn(userId: string): Promise<boolean> {
    return (await this.secondFactors.find(userId)) !== undefined;
  }

  /**
   * Spends a code of the authenticator app, or a recovery code, of which the user is told. Ask only after the right
   * password: six digits can be guessed from many addresses in a day, so an account's wrong ones count together, and
   * only somebody with its password can make the owner wait. Recovery codes work meanwhile.
   *
   * @throws RATE_LIMITED after too many wrong codes at this account, wherever they came from.
   */
  accepts(userId: string, code: string): Promise<boolean> {
    if (!isOneTimeCode(code)) return this.acceptsRecoveryCode(userId, code);
    const spend = (): Promise<boolean> => this.secondFactors.spendOneTimeCode(userId, code);
    return this.guesses.count(`codes of ${userId}`, EVERYBODY, spend, (accepted) => accepted);
  }

  private acceptsRecoveryCode(userId: string, code: string): Promise<boolean> {
    return this.database.transaction(async () => {
      const accepted = await this.secondFactors.spendRecoveryCode(userId, code);
      if (accepted) await this.notices.recoveryCodeUsed(userId);
      return accepted;
    });
  }
}
