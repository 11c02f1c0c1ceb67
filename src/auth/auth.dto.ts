import { Flag, TextField } from '../platform/http/index.js';
import { EmailField, NameField, NewPasswordField, PasswordField, UsernameField } from '../users/index.js';
import { SecondFactorCodeField } from './totp/index.js';

const CookieField = (): PropertyDecorator =>
  Flag({
    optional: true,
    description: '`true` puts the refresh token into a cookie that no script can read, instead of the answer',
  });

export class RegisterBody {
  @EmailField({ example: 'ann@example.com' })
  email: string;

  @UsernameField({ example: 'ann' })
  username: string;

  @NewPasswordField()
  password: string;

  @NameField({ optional: true, description: 'The username, when it is left out' })
  name?: string;

  @CookieField()
  cookie?: boolean;
}

export class LoginBody {
  @EmailField({ example: 'ann@example.com' })
  email: string;

  @PasswordField()
  password: string;

  @SecondFactorCodeField()
  code?: string;

  @CookieField()
  cookie?: boolean;
}

export class RefreshTokenBody {
  @TextField({
    min: 1,
    max: 500,
    optional: true,
    example: 'AQGS8MEjRX',
    description: 'Needed unless it comes in the cookie',
  })
  refreshToken?: string;
}

export class ChangePasswordBody {
  @PasswordField()
  currentPassword: string;

  @NewPasswordField()
  newPassword: string;

  @SecondFactorCodeField()
  code?: string;
}
