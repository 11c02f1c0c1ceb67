import { Injectable } from '@nestjs/common';
import { Config } from '../platform/config/index.js';
import { tokenExpired, tokenInvalid } from '../platform/problem/index.js';
import { AccessTokens, refusedToken, type TokenSubject } from '../platform/security/index.js';
import { accountView } from '../users/index.js';
import { tokenReused } from './auth.errors.js';
import type { SignInView, TokensView } from './auth.view.js';
import { RefreshTokens, type RefreshClaim } from './refresh-tokens.js';
import { SessionReuseService } from './session-reuse.service.js';
import { SessionsRepository, type SessionState } from './sessions.repository.js';
import type { OpenedSession } from './sessions.service.js';

/** A new pair, and the seconds that its session has left. */
export interface RefreshedTokens {
  tokens: TokensView;
  lifetime: number;
}

/** Issues pairs of tokens and exchanges spent ones (RFC 9700 §4.14.2). */
@Injectable()
export class TokensService {
  constructor(
    private readonly sessions: SessionsRepository,
    private readonly reuse: SessionReuseService,
    private readonly accessTokens: AccessTokens,
    private readonly refreshTokens: RefreshTokens,
    private readonly config: Config,
  ) {}

  /** The first pair of a session, and whose it is. */
  signIn({ id, user }: OpenedSession): SignInView {
    const tokens = this.issue({ userId: user.id, sessionId: id, role: user.role });
    return Object.assign(tokens, { user: accountView(user) });
  }

  /** @param counter how many tokens the session has spent. */
  issue(principal: TokenSubject, counter = 0): Required<TokensView> {
    return {
      accessToken: this.accessTokens.issue(principal),
      tokenType: 'Bearer',
      expiresIn: this.accessTokens.lifetime,
      refreshToken: this.refreshTokens.write({ sessionId: principal.sessionId, counter }),
    };
  }

  /**
   * Spends a refresh token. The one spent last gives the same successor again for a short while, because parallel tabs
   * and lost answers are no theft.
   *
   * @throws TOKEN_INVALID, TOKEN_EXPIRED; TOKEN_REUSED, which ends the session.
   */
  async refresh(claim: RefreshClaim): Promise<RefreshedTokens> {
    const { sessionId } = claim;
    const { refreshTtl } = this.config.tokens;
    const session = (await this.sessions.rotate(sessionId, claim.counter, refreshTtl)) ?? (await this.forgive(claim));
    const tokens = this.issue({ userId: session.userId, sessionId, role: session.role }, session.counter);
    return { tokens, lifetime: session.lifetime };
  }

  private async forgive({ sessionId, counter }: RefreshClaim): Promise<SessionState> {
    const session = await this.sessions.inspect(sessionId, this.config.tokens.refreshGrace);
    if (!session) throw refusedToken(tokenInvalid);
    if (session.expired) throw refusedToken(tokenExpired);
    if (session.counter <= counter) throw refusedToken(tokenInvalid);
    if (session.counter === counter + 1 && session.fresh) return session;
    await this.reuse.end(sessionId);
    throw refusedToken(tokenReused);
  }
}
