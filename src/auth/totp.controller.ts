import { Body, Controller, Delete, Get, Post } from '@nestjs/common';
import type { SessionPrincipal } from '../platform/context/index.js';
import { ApiTags, Answer, answer, nothing, Operation } from '../platform/http/index.js';
import { invalidState } from '../platform/problem/index.js';
import { SessionCaller } from '../platform/security/index.js';
import { CallingDevice, type Device } from './device.js';
import { SecondFactorSetupService } from './second-factor-setup.service.js';
import { ConfirmTotpBody, TotpProofBody } from './totp.dto.js';
import { RecoveryCodesView, TotpSetupView, TotpView } from './totp.view.js';

@ApiTags('Auth')
@Controller({ path: 'auth/totp', version: '1' })
export class TotpController {
  constructor(private readonly secondFactor: SecondFactorSetupService) {}

  @Get()
  @Operation({
    summary: 'Tell whether your second factor is on',
    description: 'With the number of recovery codes that are left.',
    success: answer(TotpView),
  })
  async show(@SessionCaller() caller: SessionPrincipal): Promise<Answer<TotpView>> {
    return new Answer(await this.secondFactor.show(caller));
  }

  @Post()
  @Operation({
    summary: 'Begin to set up a second factor',
    description: 'The secret counts once it is confirmed with a first code; until then another call replaces it.',
    success: answer(TotpSetupView),
    problems: [invalidState],
  })
  async begin(@SessionCaller() caller: SessionPrincipal): Promise<Answer<TotpSetupView>> {
    return new Answer(await this.secondFactor.begin(caller));
  }

  @Post('confirm')
  @Operation({
    summary: 'Turn your second factor on',
    description: 'All other sessions end, because they were opened without it.',
    success: answer(RecoveryCodesView),
    problems: [invalidState],
  })
  async confirm(
    @Body() { code }: ConfirmTotpBody,
    @SessionCaller() caller: SessionPrincipal,
  ): Promise<Answer<RecoveryCodesView>> {
    return new Answer({ recoveryCodes: await this.secondFactor.confirm(code, caller) });
  }

  @Post('recovery-codes')
  @Operation({
    summary: 'Exchange your recovery codes for new ones',
    description: 'The old ones, used or not, count no more; the new ones are shown now and never again.',
    success: answer(RecoveryCodesView),
    problems: [invalidState],
  })
  async renewRecoveryCodes(
    @Body() body: TotpProofBody,
    @SessionCaller() caller: SessionPrincipal,
    @CallingDevice() device: Device,
  ): Promise<Answer<RecoveryCodesView>> {
    return new Answer({ recoveryCodes: await this.secondFactor.renewRecoveryCodes(body, caller, device) });
  }

  @Delete()
  @Operation({
    summary: 'Turn your second factor off',
    description: 'Needs your password and a code; signing in needs no code from then on.',
    success: nothing(),
    problems: [invalidState],
  })
  disable(
    @Body() body: TotpProofBody,
    @SessionCaller() caller: SessionPrincipal,
    @CallingDevice() device: Device,
  ): Promise<void> {
    return this.secondFactor.disable(body, caller, device);
  }
}
