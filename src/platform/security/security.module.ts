import { Global, Module } from '@nestjs/common';
import { JwtModule } from '@nestjs/jwt';
import { AccessTokens, Authentication, SigningKeys } from './authentication/index.js';
import { Gate } from './gate.js';
import { JwksController } from './jwks.controller.js';
import { PasswordHasher } from './passwords/index.js';
import { ThrottlingModule } from './throttling/index.js';

/** Tokens, passwords and limits. The JWT strategy itself is provided by whoever keeps the sessions that it asks for. */
@Global()
@Module({
  imports: [JwtModule.register({}), ThrottlingModule],
  controllers: [JwksController],
  providers: [AccessTokens, Authentication, Gate, PasswordHasher, SigningKeys],
  exports: [AccessTokens, Authentication, Gate, PasswordHasher, SigningKeys, ThrottlingModule],
})
export class SecurityModule {}
