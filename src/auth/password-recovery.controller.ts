import { Body, Controller, Post } from '@nestjs/common';
import { ApiTags, accepted, nothing, Operation } from '../platform/http/index.js';
import { PublicWithoutToken, RateLimit } from '../platform/security/index.js';
import { CallingDevice, type Device } from './device.js';
import { ForgotPasswordBody, ResetPasswordBody } from './email.dto.js';
import { TOKEN_GUESSES } from './one-time-tokens/index.js';
import { PasswordRecoveryService } from './password-recovery.service.js';
import { PasswordResetService } from './password-reset.service.js';

@ApiTags('Auth')
@Controller({ path: 'auth/password', version: '1' })
export class PasswordRecoveryController {
  constructor(
    private readonly recovery: PasswordRecoveryService,
    private readonly resets: PasswordResetService,
  ) {}

  @Post('forgot')
  @PublicWithoutToken()
  @Operation({
    summary: 'Have a mail sent by which to set a new password',
    description: 'The answer is the same for every address. An account gets five such mails an hour at most.',
    success: accepted(),
  })
  forgot(@Body() { email }: ForgotPasswordBody): Promise<void> {
    return this.recovery.request(email);
  }

  @Post('reset')
  @PublicWithoutToken()
  @RateLimit(TOKEN_GUESSES)
  @Operation({
    summary: 'Set a new password by the token of a mail',
    description:
      'Confirms the address and ends all sessions; it opens none. API keys and the second factor stay, unless the ' +
      'address had never been confirmed. A token that is unknown, used, expired or void is `VALIDATION_ERROR` naming ' +
      '`token`.',
    success: nothing(),
  })
  reset(@Body() body: ResetPasswordBody, @CallingDevice() device: Device): Promise<void> {
    return this.resets.reset(body, device);
  }
}
