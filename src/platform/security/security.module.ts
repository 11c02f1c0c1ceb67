import { Global, Module } from '@nestjs/common';
import { AccessTokens, Authentication, SigningKeys } from './authentication/index.js';
import { Gate } from './gate.js';
import { JwksController } from './jwks.controller.js';
import { PasswordHasher } from './passwords/index.js';
import { ThrottlingModule } from './throttling/index.js';

/** Tokens, passwords and limits. Whoever keeps sessions and API keys tells `Authentication` where they are looked up. */
@Global()
@Module({
  imports: [ThrottlingModule],
  controllers: [JwksController],
  providers: [AccessTokens, Authentication, Gate, PasswordHasher, SigningKeys],
  exports: [AccessTokens, Authentication, Gate, PasswordHasher, SigningKeys, ThrottlingModule],
})
export class SecurityModule {}
