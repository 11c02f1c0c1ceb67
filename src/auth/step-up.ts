import { Injectable } from '@nestjs/common';
import { Audit } from '../audit/index.js';
import type { Device, Principal } from '../platform/context/index.js';
import { invalidField, type Problem } from '../platform/problem/index.js';
import { AccountsService, type Credentials } from '../users/index.js';
import { IdentityCheck, type Proof, type Verdict } from './identity-check.js';

/** What the members of a proof are called in the input. */
export interface ProofFields {
  password?: string;
  code?: string;
}

/** Has somebody who is signed in prove once more who they are, before what a stolen session must not do. */
@Injectable()
export class StepUp {
  constructor(
    private readonly accounts: AccountsService,
    private readonly identity: IdentityCheck,
    private readonly audit: Audit,
  ) {}

  /**
   * Returns the caller's account when the password is theirs and, where their second factor is on, the code too. A
   * failure counts like one at signing in. The code is spent: call this once, outside of transactions, and after all
   * other checks of the input.
   *
   * @throws VALIDATION_ERROR naming the password or the code; RATE_LIMITED, SERVICE_UNAVAILABLE
   */
  async require(
    caller: Principal,
    proof: Proof,
    { ipAddress }: Device,
    { password = 'password', code = 'code' }: ProofFields = {},
  ): Promise<Credentials> {
    const account = await this.accounts.findByUser(caller.userId);
    const verdict = await this.identity.weigh(account, account?.email ?? caller.userId, proof, ipAddress);
    if (account && verdict === 'proven') return account;
    return this.refuse(verdict, { password, code }, caller);
  }

  /**
   * Asks for the second factor alone, where it is on. What is said of `require` holds here too.
   *
   * @throws VALIDATION_ERROR naming `code`; RATE_LIMITED
   */
  async requireCode(caller: Principal, code: string | undefined): Promise<void> {
    const verdict = await this.identity.weighCode(caller.userId, code);
    if (verdict !== 'proven') await this.refuse(verdict, { password: 'password', code: 'code' }, caller);
  }

  private async refuse(verdict: Verdict, fields: Required<ProofFields>, { userId }: Principal): Promise<never> {
    if (verdict !== 'codeMissing') {
      const target = { type: 'user', id: userId } as const;
      await this.audit.recordIfPossible({
        action: 'auth.step-up',
        outcome: 'failure',
        target,
        changes: { reason: verdict },
      });
    }
    throw fault(verdict, fields);
  }
}

function fault(verdict: Verdict, { password, code }: Required<ProofFields>): Problem {
  if (verdict === 'codeMissing') return invalidField(code, 'required', `${code} is required: a second factor is on`);
  if (verdict === 'wrongCode') return invalidField(code, 'wrongCode', `${code} is wrong, or was used already`);
  return invalidField(password, 'wrongPassword', `${password} is not the present password`);
}
