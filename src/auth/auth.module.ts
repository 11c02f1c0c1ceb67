import { Module } from '@nestjs/common';
import { ApiKeyDirectory, SessionDirectory } from '../platform/security/index.js';
import { UsersModule } from '../users/index.js';
import { ApiKeysController } from './api-keys.controller.js';
import { ApiKeysService } from './api-keys.service.js';
import { ApiKeysRepository, DatabaseApiKeyDirectory } from './api-keys/index.js';
import { AuthController } from './auth.controller.js';
import { DatabaseSessionDirectory } from './database-session-directory.js';
import { EmailChangeService } from './email-change.service.js';
import { EmailVerificationService } from './email-verification.service.js';
import { EmailController } from './email.controller.js';
import { Guesses } from './guesses.js';
import { IdentityCheck } from './identity-check.js';
import { InheritedAccessRepository } from './inherited-access.repository.js';
import { LoginService } from './login.service.js';
import { AccountLetters, AccountMailDelivery, AccountMails, AccountMailsRepository, MailQuota } from './mails/index.js';
import { OneTimeTokens, OneTimeTokensRepository } from './one-time-tokens/index.js';
import { AccountPagesController } from './pages/account-pages.controller.js';
import { PasswordChangeService } from './password-change.service.js';
import { PasswordNotices } from './password-notices.js';
import { PasswordRecoveryController } from './password-recovery.controller.js';
import { PasswordRecoveryService } from './password-recovery.service.js';
import { PasswordResetService } from './password-reset.service.js';
import { RecoveredAccounts } from './recovered-accounts.js';
import { RefreshCookies } from './refresh-cookies.js';
import { RefreshTokens } from './refresh-tokens.js';
import { RegistrationService } from './registration.service.js';
import { SecondFactorCheck } from './second-factor-check.service.js';
import { SecondFactorNotices } from './second-factor-notices.js';
import { SecondFactorSetupService } from './second-factor-setup.service.js';
import { SessionReuseService } from './session-reuse.service.js';
import { SessionSweepService } from './session-sweep.service.js';
import { SessionsController } from './sessions.controller.js';
import { SessionsRepository } from './sessions.repository.js';
import { SessionsService } from './sessions.service.js';
import { SignInLog } from './sign-in-log.js';
import { StepUp } from './step-up.js';
import { TokensController } from './tokens.controller.js';
import { TokensService } from './tokens.service.js';
import { SecondFactorsRepository, SecondFactorsService } from './totp/index.js';
import { TotpController } from './totp.controller.js';
import { UnprovedEmailsService } from './unproved-emails.service.js';

@Module({
  imports: [UsersModule],
  controllers: [
    AccountPagesController,
    ApiKeysController,
    AuthController,
    EmailController,
    PasswordRecoveryController,
    SessionsController,
    TokensController,
    TotpController,
  ],
  providers: [
    AccountLetters,
    AccountMailDelivery,
    AccountMails,
    AccountMailsRepository,
    ApiKeysRepository,
    ApiKeysService,
    EmailChangeService,
    EmailVerificationService,
    Guesses,
    IdentityCheck,
    InheritedAccessRepository,
    LoginService,
    MailQuota,
    OneTimeTokens,
    OneTimeTokensRepository,
    PasswordChangeService,
    PasswordNotices,
    PasswordRecoveryService,
    PasswordResetService,
    RecoveredAccounts,
    RefreshCookies,
    RefreshTokens,
    RegistrationService,
    SecondFactorCheck,
    SecondFactorNotices,
    SecondFactorSetupService,
    SecondFactorsRepository,
    SecondFactorsService,
    SessionReuseService,
    SessionSweepService,
    SessionsRepository,
    SessionsService,
    SignInLog,
    StepUp,
    TokensService,
    UnprovedEmailsService,
    { provide: ApiKeyDirectory, useClass: DatabaseApiKeyDirectory },
    { provide: SessionDirectory, useClass: DatabaseSessionDirectory },
  ],
  exports: [EmailChangeService, StepUp],
})
export class AuthModule {}
