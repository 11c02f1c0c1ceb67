import { Injectable } from '@nestjs/common';
import type { SessionPrincipal } from '../platform/context/index.js';
import { Database } from '../platform/database/index.js';
import { invalidField, invalidState } from '../platform/problem/index.js';
import type { Device } from './device.js';
import type { Proof } from './identity-check.js';
import { SecondFactorNotices } from './second-factor-notices.js';
import { SessionsService } from './sessions.service.js';
import { StepUp } from './step-up.js';
import { SecondFactorsService, type TotpSetup } from './totp/index.js';
import type { TotpView } from './totp.view.js';

const OFF = { detail: 'The second factor is off', extras: { allowed: ['begin'] } };
const PENDING = { detail: 'The second factor awaits its first code', extras: { allowed: ['begin', 'confirm'] } };
const ON = { detail: 'The second factor is on', extras: { allowed: ['disable', 'renew-recovery-codes'] } };

/** Turns people's second factors on and off. */
@Injectable()
export class SecondFactorSetupService {
  constructor(
    private readonly database: Database,
    private readonly secondFactors: SecondFactorsService,
    private readonly sessions: SessionsService,
    private readonly stepUp: StepUp,
    private readonly notices: SecondFactorNotices,
  ) {}

  async show({ userId }: SessionPrincipal): Promise<TotpView> {
    const found = await this.secondFactors.find(userId);
    return { enabled: found !== undefined, recoveryCodesLeft: found?.recoveryCodesLeft ?? 0 };
  }

  /** @throws INVALID_STATE when it is on */
  async begin({ userId }: SessionPrincipal): Promise<TotpSetup> {
    const setup = await this.secondFactors.begin(userId);
    if (!setup) throw invalidState(ON);
    return setup;
  }

  /**
   * Turns it on, and ends all sessions that were opened without it, but the caller's.
   *
   * @returns recovery codes, which are shown this once.
   * @throws VALIDATION_ERROR naming `code`; INVALID_STATE unless a secret awaits its first code
   */
  confirm(code: string, caller: SessionPrincipal): Promise<string[]> {
    return this.database.transaction(async () => {
      if (!(await this.secondFactors.confirm(caller.userId, code))) return this.refuse(caller);
      await this.sessions.startAnew(caller);
      await this.notices.turnedOn(caller.userId);
      return (await this.secondFactors.renewRecoveryCodes(caller.userId)) ?? [];
    });
  }

  /** @throws VALIDATION_ERROR naming `password` or `code`; INVALID_STATE when it is off; RATE_LIMITED */
  async disable(proof: Proof, caller: SessionPrincipal, device: Device): Promise<void> {
    await this.requireOn(caller);
    await this.stepUp.require(caller, proof, device);
    await this.database.transaction(async () => {
      if (!(await this.secondFactors.remove(caller.userId))) throw invalidState(OFF);
      await this.notices.turnedOff(caller.userId);
    });
  }

  /** @throws VALIDATION_ERROR naming `password` or `code`; INVALID_STATE when it is off; RATE_LIMITED */
  async renewRecoveryCodes(proof: Proof, caller: SessionPrincipal, device: Device): Promise<string[]> {
    await this.requireOn(caller);
    await this.stepUp.require(caller, proof, device);
    return this.database.transaction(async () => {
      const codes = await this.secondFactors.renewRecoveryCodes(caller.userId);
      if (!codes) throw invalidState(OFF);
      await this.notices.recoveryCodesRenewed(caller.userId);
      return codes;
    });
  }

  private async requireOn({ userId }: SessionPrincipal): Promise<void> {
    if (await this.secondFactors.find(userId)) return;
    throw invalidState((await this.secondFactors.isPending(userId)) ? PENDING : OFF);
  }

  private async refuse({ userId }: SessionPrincipal): Promise<never> {
    if (await this.secondFactors.isPending(userId))
      throw invalidField('code', 'wrongCode', 'code is not the present code of the new secret');
    throw invalidState((await this.secondFactors.find(userId)) ? ON : OFF);
  }
}
