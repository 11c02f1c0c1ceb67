import { Body, Controller, Post } from '@nestjs/common';
import type { SessionPrincipal } from '../platform/context/index.js';
import { ApiTags, accepted, nothing, Operation } from '../platform/http/index.js';
import { PublicWithoutToken, RateLimit, SessionCaller } from '../platform/security/index.js';
import { emailTaken } from '../users/index.js';
import { VerifyEmailBody } from './email.dto.js';
import { EmailVerificationService } from './email-verification.service.js';
import { TOKEN_GUESSES } from './one-time-tokens/index.js';

@ApiTags('Auth')
@Controller({ path: 'auth/email', version: '1' })
export class EmailController {
  constructor(private readonly verification: EmailVerificationService) {}

  @Post('verify')
  @PublicWithoutToken()
  @RateLimit(TOKEN_GUESSES)
  @Operation({
    summary: 'Confirm an email address',
    description:
      'Takes the token of a mail, once: that of the address of an account, or of one that an account is to have. A ' +
      'token that is unknown, used, expired or void is `VALIDATION_ERROR` naming `token`.',
    success: nothing(),
    problems: [emailTaken],
  })
  verify(@Body() { token }: VerifyEmailBody): Promise<void> {
    return this.verification.verify(token);
  }

  @Post('resend')
  @RateLimit({ name: 'resend-verification', limit: 5, window: 3600 })
  @Operation({
    summary: 'Have the mail sent again that confirms your address',
    description: 'Nothing is sent when the address is confirmed already.',
    success: accepted(),
  })
  resend(@SessionCaller() caller: SessionPrincipal): Promise<void> {
    return this.verification.resend(caller);
  }
}
