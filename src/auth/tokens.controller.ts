import { Body, Controller, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { SessionPrincipal } from '../platform/context/index.js';
import { ApiTags, Answer, answer, nothing, Operation } from '../platform/http/index.js';
import { forbidden, tokenExpired, tokenInvalid } from '../platform/problem/index.js';
import { PublicWithoutToken, SessionCaller } from '../platform/security/index.js';
import { RefreshTokenBody } from './auth.dto.js';
import { tokenReused } from './auth.errors.js';
import { TokensView } from './auth.view.js';
import { RefreshCookies } from './refresh-cookies.js';
import { SessionsService } from './sessions.service.js';
import { TokensService } from './tokens.service.js';

const IN_COOKIE = 'The refresh token is that of the body or, without one, that of the cookie.';

@ApiTags('Auth')
@Controller({ path: 'auth', version: '1' })
export class TokensController {
  constructor(
    private readonly tokens: TokensService,
    private readonly sessions: SessionsService,
    private readonly cookies: RefreshCookies,
  ) {}

  @Post('refresh')
  @PublicWithoutToken()
  @Operation({
    summary: 'Exchange a refresh token for the next pair',
    description:
      `${IN_COOKIE} It is spent, and its successor comes the way that it came. For a few seconds the token spent last ` +
      'gives the same successor again; an older one, or later, ends its session.',
    success: answer(TokensView),
    problems: [tokenInvalid, tokenExpired, tokenReused, forbidden],
  })
  async refresh(
    @Body() body: RefreshTokenBody,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Answer<TokensView>> {
    const { claim, byCookie } = this.cookies.presented(body, reply);
    const { tokens, lifetime } = await this.tokens.refresh(claim);
    return new Answer(byCookie ? this.cookies.carry(tokens, lifetime, reply) : tokens);
  }

  @Post('logout')
  @PublicWithoutToken()
  @Operation({
    summary: 'End the session of a refresh token',
    description: `${IN_COOKIE} The cookie is deleted.`,
    success: nothing(),
    problems: [tokenInvalid, forbidden],
  })
  async logout(@Body() body: RefreshTokenBody, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    const { claim } = this.cookies.presented(body, reply);
    await this.sessions.leave(claim.sessionId);
    this.cookies.clear(reply);
  }

  @Post('logout-all')
  @Operation({ summary: 'End all your sessions', description: 'The cookie is deleted.', success: nothing() })
  async logoutAll(
    @SessionCaller() caller: SessionPrincipal,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    await this.sessions.endAll(caller);
    this.cookies.clear(reply);
  }
}
