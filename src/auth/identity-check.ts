import { Injectable } from '@nestjs/common';
import { clientKey } from '../platform/security/index.js';
import { AccountsService, type Credentials } from '../users/index.js';
import { Guesses } from './guesses.js';
import { SecondFactorCheck } from './second-factor-check.service.js';

/** What somebody presents to show who they are. */
export interface Proof {
  password: string;
  /** Of the second factor: six digits, or a recovery code. */
  code?: string;
}

export type Verdict = 'proven' | 'wrongPassword' | 'wrongCode' | 'codeMissing';

/** Without a code nothing was guessed: the right password alone neither clears the count nor adds to it. */
const RIGHT: Record<Verdict, boolean | undefined> = {
  proven: true,
  wrongPassword: false,
  wrongCode: false,
  codeMissing: undefined,
};

/** Finds out whether somebody is who they say, by password and, where it is on, by second factor. */
@Injectable()
export class IdentityCheck {
  constructor(
    private readonly accounts: AccountsService,
    private readonly secondFactor: SecondFactorCheck,
    private readonly guesses: Guesses,
  ) {}

  /**
   * Weighs a proof; the same work is done and counted when there is no account. Only after the right password is a code
   * looked at, and spent.
   *
   * @param email what the account is called, whether it exists or not.
   * @throws RATE_LIMITED after too many failures of this address at this account; SERVICE_UNAVAILABLE
   */
  weigh(account: Credentials | undefined, email: string, proof: Proof, ipAddress: string): Promise<Verdict> {
    return this.guesses.count(
      email,
      clientKey(ipAddress),
      () => this.verdict(account, proof),
      (verdict) => RIGHT[verdict],
    );
  }

  /**
   * Weighs the code of somebody who is signed in; without a second factor none is needed.
   *
   * @throws RATE_LIMITED after too many wrong codes at this account
   */
  async weighCode(userId: string, code: string | undefined): Promise<Verdict> {
    if (!(await this.secondFactor.isOn(userId))) return 'proven';
    if (code === undefined) return 'codeMissing';
    return (await this.secondFactor.accepts(userId, code)) ? 'proven' : 'wrongCode';
  }

  private async verdict(account: Credentials | undefined, { password, code }: Proof): Promise<Verdict> {
    const matches = await this.accounts.verifyPassword(account, password);
    return account && matches ? this.weighCode(account.userId, code) : 'wrongPassword';
  }
}
