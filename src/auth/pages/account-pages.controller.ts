import { Controller, Get, Header, VERSION_NEUTRAL } from '@nestjs/common';
import { ApiExcludeController, Document } from '../../platform/http/index.js';
import { PublicWithoutToken } from '../../platform/security/index.js';
import { PAGE_POLICY, page } from './page.js';

const VERIFY_EMAIL = page('Confirm your email address', {
  call: 'api/v1/auth/email/verify',
  done: 'Thank you: your address is confirmed.',
  form: '<p>Confirm that this address is yours.</p>\n<button>Confirm</button>',
});

const RESET_PASSWORD = page('Set a new password', {
  call: 'api/v1/auth/password/reset',
  done: 'Your new password is set, and all sessions have ended. Sign in with it.',
  form: `<label for="password">New password</label>
<input id="password" name="password" type="password" autocomplete="new-password" minlength="8" maxlength="128" required>
<button>Set the password</button>`,
});

/** Each sets the same headers: a page with a token in its address is kept by nobody and tells nobody where it is. */
function Headers(): MethodDecorator {
  const headers = {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': PAGE_POLICY,
    'Referrer-Policy': 'no-referrer',
    'Cache-Control': 'no-store',
  };
  return (target, key, descriptor) => {
    for (const [name, value] of Object.entries(headers)) Header(name, value)(target, key, descriptor);
  };
}

/**
 * What the links in mails lead to where there is no frontend. Reading a page changes nothing, because scanners of mails
 * follow links too; its button does.
 */
@ApiExcludeController()
@Controller({ version: VERSION_NEUTRAL })
export class AccountPagesController {
  @Get('verify-email')
  @PublicWithoutToken()
  @Headers()
  verifyEmail(): Document {
    return new Document(VERIFY_EMAIL);
  }

  @Get('reset-password')
  @PublicWithoutToken()
  @Headers()
  resetPassword(): Document {
    return new Document(RESET_PASSWORD);
  }
}
