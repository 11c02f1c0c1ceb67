import { Injectable } from '@nestjs/common';
import { Answer } from '../platform/http/index.js';
import { accountSuspended, type Problem } from '../platform/problem/index.js';
import { AccountsService, type Credentials } from '../users/index.js';
import type { LoginBody } from './auth.dto.js';
import { askForCode, refusedSignIn } from './auth.errors.js';
import type { SignInView } from './auth.view.js';
import type { Device } from './device.js';
import { IdentityCheck } from './identity-check.js';
import { SessionsService, type OpenedSession } from './sessions.service.js';
import { SignInLog } from './sign-in-log.js';
import { TokensService } from './tokens.service.js';

/** Lets people in with their password, and the code of their second factor where they have one. */
@Injectable()
export class LoginService {
  constructor(
    private readonly accounts: AccountsService,
    private readonly identity: IdentityCheck,
    private readonly sessions: SessionsService,
    private readonly tokens: TokensService,
    private readonly log: SignInLog,
  ) {}

  /**
   * @throws INVALID_CREDENTIALS, RATE_LIMITED, SERVICE_UNAVAILABLE; SECOND_FACTOR_REQUIRED and ACCOUNT_SUSPENDED to who
   *   knows the password
   */
  async login(body: LoginBody, device: Device): Promise<Answer<SignInView>> {
    const account = await this.accounts.findByEmail(body.email);
    try {
      const opened = await this.open(account, body, device);
      this.log.succeeded();
      return new Answer(this.tokens.signIn(opened));
    } catch (error) {
      await this.log.failed(error, account?.userId);
      throw error;
    }
  }

  private async open(
    account: Credentials | undefined,
    { email, ...proof }: LoginBody,
    device: Device,
  ): Promise<OpenedSession> {
    const verdict = await this.identity.weigh(account, email, proof, device.ipAddress);
    if (verdict === 'codeMissing') throw askForCode();
    if (!account || verdict !== 'proven') throw refusedSignIn();
    if (account.status === 'suspended') throw suspended(account);
    const opened = await this.sessions.open(account.userId, account.sessionEpoch, device, 'auth.login');
    if (!opened) throw refusedSignIn();
    return opened;
  }
}

function suspended({ suspendedUntil }: Credentials): Problem {
  return accountSuspended(suspendedUntil ? { detail: `Suspended until ${suspendedUntil}` } : {});
}
