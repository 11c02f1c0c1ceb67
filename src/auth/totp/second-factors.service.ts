import { Injectable, Logger } from '@nestjs/common';
import { Config } from '../../platform/config/index.js';
import { Sealer } from '../../platform/crypto/index.js';
import { AccountsService } from '../../users/index.js';
import { newSecret, periodOf, totpSetup, type TotpSetup } from './one-time-codes.js';
import { newRecoveryCodes, recoveryCodeHash } from './recovery-codes.js';
import { SecondFactorsRepository, type SecondFactor } from './second-factors.repository.js';

/** Secrets shared with authenticator apps (TOTP, RFC 6238), and the recovery codes for when the app is lost. */
@Injectable()
export class SecondFactorsService {
  private readonly logger = new Logger(SecondFactorsService.name);
  private readonly sealer: Sealer;

  constructor(
    private readonly secondFactors: SecondFactorsRepository,
    private readonly accounts: AccountsService,
    { tokens }: Config,
  ) {
    this.sealer = new Sealer(tokens.secret, 'second-factors');
  }

  /** The user's second factor, when it is on. */
  find(userId: string): Promise<SecondFactor | undefined> {
    return this.secondFactors.find(userId);
  }

  /** Makes a secret, which counts once it is confirmed and until then gives way to the next; undefined when one is on. */
  async begin(userId: string): Promise<TotpSetup | undefined> {
    const secret = newSecret();
    const account = await this.accounts.findByUser(userId);
    const began = await this.secondFactors.begin(userId, this.sealer.seal(secret, userId));
    return began ? totpSetup(secret, account?.email ?? userId) : undefined;
  }

  /** Whether there is a secret that has yet to be confirmed. */
  async isPending(userId: string): Promise<boolean> {
    return (await this.secondFactors.findPending(userId)) !== undefined;
  }

  /** Turns the second factor on with a first code, which is spent; false when it is not the pending secret's. */
  async confirm(userId: string, code: string): Promise<boolean> {
    const sealedSecret = await this.secondFactors.findPending(userId);
    if (sealedSecret === undefined) return false;
    const period = this.periodOf(code, sealedSecret, userId);
    return period !== undefined && this.secondFactors.confirm(userId, sealedSecret, period);
  }

  /** Spends a code of the authenticator app. Each counts once, and none counts after a later one has. */
  async spendOneTimeCode(userId: string, code: string): Promise<boolean> {
    const found = await this.secondFactors.find(userId);
    if (!found) return false;
    const period = this.periodOf(code, found.sealedSecret, userId);
    return period !== undefined && this.secondFactors.spendPeriod(userId, found.sealedSecret, period);
  }

  /** Spends a recovery code. */
  async spendRecoveryCode(userId: string, code: string): Promise<boolean> {
    const hash = recoveryCodeHash(code);
    return hash !== undefined && this.secondFactors.spendRecoveryCode(userId, hash);
  }

  /**
   * Makes new recovery codes in place of those there are, in the caller's transaction. They are shown this once;
   * undefined when the second factor is off.
   */
  async renewRecoveryCodes(userId: string): Promise<string[] | undefined> {
    const codes = newRecoveryCodes();
    const hashes = codes.map(recoveryCodeHash).filter((hash) => hash !== undefined);
    return (await this.secondFactors.replaceRecoveryCodes(userId, hashes)) ? codes : undefined;
  }

  /** Turns the second factor off; false when it was off. */
  remove(userId: string): Promise<boolean> {
    return this.secondFactors.remove(userId);
  }

  private periodOf(code: string, sealedSecret: string, userId: string): number | undefined {
    const secret = this.sealer.open(sealedSecret, userId);
    if (secret) return periodOf(code, secret);
    this.logger.warn(`The second factor of user ${userId} was sealed under another secret; its recovery codes work`);
    return undefined;
  }
}
