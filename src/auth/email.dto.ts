import { TextField } from '../platform/http/index.js';
import { EmailField, NewPasswordField } from '../users/index.js';

export class VerifyEmailBody {
  @TextField({ min: 1, max: 200, description: 'From the link in the mail', example: 'kR3vQ7xwD2mZbHpEa' })
  token: string;
}

export class ForgotPasswordBody {
  @EmailField({ example: 'ann@example.com' })
  email: string;
}

export class ResetPasswordBody {
  @TextField({ min: 1, max: 200, description: 'From the link in the mail', example: 'kR3vQ7xwD2mZbHpEa' })
  token: string;

  @NewPasswordField()
  password: string;
}
