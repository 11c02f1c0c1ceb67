import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/index.js';
import { Answer } from '../platform/http/index.js';
import { AccountsService } from '../users/index.js';
import type { RegisterBody } from './auth.dto.js';
import { refusedSignIn } from './auth.errors.js';
import type { SignInView } from './auth.view.js';
import type { Device } from './device.js';
import { SessionsService } from './sessions.service.js';
import { TokensService } from './tokens.service.js';

/** Lets people in with a new account of their own. */
@Injectable()
export class RegistrationService {
  constructor(
    private readonly database: Database,
    private readonly accounts: AccountsService,
    private readonly sessions: SessionsService,
    private readonly tokens: TokensService,
  ) {}

  /** @throws VALIDATION_ERROR, EMAIL_TAKEN, USERNAME_TAKEN, SERVICE_UNAVAILABLE */
  async register({ password, ...body }: RegisterBody, device: Device): Promise<Answer<SignInView>> {
    const passwordHash = await this.accounts.hashNewPassword(password, body);
    const opened = await this.database.transaction(async () => {
      const name = body.name ?? body.username;
      const user = await this.accounts.create({ ...body, name, role: 'user', passwordHash });
      return this.sessions.open(user.id, user.sessionEpoch, device, 'auth.register');
    });
    if (!opened) throw refusedSignIn();
    return new Answer(this.tokens.signIn(opened), `/api/v1/users/${opened.user.id}`);
  }
}
