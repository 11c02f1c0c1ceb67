import { Body, Controller, HttpStatus, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { SessionPrincipal } from '../platform/context/index.js';
import { ApiTags, Answer, answer, nothing, Operation } from '../platform/http/index.js';
import { accountSuspended, forbidden } from '../platform/problem/index.js';
import { PublicWithoutToken, RateLimit, SessionCaller } from '../platform/security/index.js';
import { emailTaken, usernameTaken } from '../users/index.js';
import { ChangePasswordBody, LoginBody, RegisterBody } from './auth.dto.js';
import { invalidCredentials, secondFactorRequired } from './auth.errors.js';
import { SignInView } from './auth.view.js';
import { CallingDevice, type Device } from './device.js';
import { LoginService } from './login.service.js';
import { PasswordChangeService } from './password-change.service.js';
import { RefreshCookies } from './refresh-cookies.js';
import { RegistrationService } from './registration.service.js';

@ApiTags('Auth')
@Controller({ path: 'auth', version: '1' })
export class AuthController {
  constructor(
    private readonly registration: RegistrationService,
    private readonly logins: LoginService,
    private readonly cookies: RefreshCookies,
    private readonly passwordChange: PasswordChangeService,
  ) {}

  @Post('register')
  @PublicWithoutToken()
  @RateLimit({ name: 'register', limit: 10, window: 3600 })
  @Operation({
    summary: 'Create your own account and sign in',
    description: 'A mail goes to the address, by which it is confirmed.',
    success: answer(SignInView, HttpStatus.CREATED),
    problems: [emailTaken, usernameTaken, forbidden],
  })
  register(
    @Body() body: RegisterBody,
    @CallingDevice() device: Device,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Answer<SignInView>> {
    return this.cookies.signIn(body.cookie, reply, () => this.registration.register(body, device));
  }

  @Post('login')
  @PublicWithoutToken()
  @RateLimit({ name: 'login', limit: 10, window: 60 })
  @Operation({
    summary: 'Sign in',
    description:
      'Accounts with a second factor need its `code` too. At most 50 sessions live at once; one more ends the oldest.',
    success: answer(SignInView),
    problems: [invalidCredentials, secondFactorRequired, accountSuspended, forbidden],
  })
  login(
    @Body() body: LoginBody,
    @CallingDevice() device: Device,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Answer<SignInView>> {
    return this.cookies.signIn(body.cookie, reply, () => this.logins.login(body, device));
  }

  @Post('password/change')
  @Operation({
    summary: 'Change your password',
    description: 'All other sessions end.',
    success: nothing(),
  })
  changePassword(
    @Body() body: ChangePasswordBody,
    @SessionCaller() caller: SessionPrincipal,
    @CallingDevice() device: Device,
  ): Promise<void> {
    return this.passwordChange.change(body, caller, device);
  }
}
