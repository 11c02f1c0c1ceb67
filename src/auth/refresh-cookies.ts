import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Config } from '../platform/config/index.js';
import { Answer, isTrustedPage } from '../platform/http/index.js';
import { forbidden, invalidField, tokenInvalid, type Problem } from '../platform/problem/index.js';
import { refusedToken } from '../platform/security/index.js';
import type { RefreshTokenBody } from './auth.dto.js';
import type { SignInView, TokensView } from './auth.view.js';
import { RefreshTokens, type RefreshClaim } from './refresh-tokens.js';

/** What a refresh token stands for, and whether it came in the cookie, where its successor goes too. */
export interface PresentedToken {
  claim: RefreshClaim;
  byCookie: boolean;
}

const NAME = 'quire_refresh';
const ATTRIBUTES = { path: '/api/v1/auth', httpOnly: true, secure: true, sameSite: 'strict' } as const;

/**
 * Keeps refresh tokens where no script of a page can read them, for browser apps that ask for it (ADR 0030). The cookie
 * counts only for pages of our own origin and of `ALLOWED_ORIGINS`.
 */
@Injectable()
export class RefreshCookies {
  constructor(
    private readonly config: Config,
    private readonly tokens: RefreshTokens,
  ) {}

  /** Signs somebody in, by cookie where they want it. @throws FORBIDDEN for a foreign page that wants a cookie */
  async signIn(
    wanted: boolean | undefined,
    reply: FastifyReply,
    signIn: () => Promise<Answer<SignInView>>,
  ): Promise<Answer<SignInView>> {
    if (!wanted) return signIn();
    this.requireTrustedPage(reply);
    const { data, location } = await signIn();
    return new Answer(this.carry(data, this.config.tokens.refreshTtl, reply), location);
  }

  /**
   * The token of the body or, where that has none, of the cookie. A cookie that is none of ours does not count beside
   * the body's token.
   *
   * @throws VALIDATION_ERROR naming `refreshToken` when there is none, or two that differ; TOKEN_INVALID; FORBIDDEN for a
   *   foreign page
   */
  presented({ refreshToken }: RefreshTokenBody, reply: FastifyReply): PresentedToken {
    const sent = cookiesOf(reply);
    const genuine = sent.filter((cookie) => this.tokens.read(cookie));
    if (genuine.length > 0) this.requireTrustedPage(reply);
    const tokens = new Set(refreshToken === undefined ? genuine : [refreshToken, ...genuine]);
    if (tokens.size > 1) throw unclear('ambiguous', 'must be sent once, in the body or in the cookie');
    const [token = sent[0]] = tokens;
    if (token === undefined) throw unclear('required', 'is required, in the body or in the cookie');
    const claim = this.tokens.read(token);
    if (!claim) throw refusedToken(tokenInvalid);
    return { claim, byCookie: genuine.length > 0 };
  }

  /** Moves the refresh token into the cookie. @param lifetime seconds */
  carry<T extends TokensView>(
    { refreshToken = '', ...shown }: T,
    lifetime: number,
    reply: FastifyReply,
  ): ShownTokens<T> {
    void reply.setCookie(NAME, refreshToken, { ...ATTRIBUTES, maxAge: lifetime });
    return shown;
  }

  /** Has the browser forget the cookie that came along, if one did. */
  clear(reply: FastifyReply): void {
    if (cookiesOf(reply).length > 0) void reply.clearCookie(NAME, ATTRIBUTES);
  }

  private requireTrustedPage({ request }: FastifyReply): void {
    if (isTrustedPage(request, this.config.server)) return;
    throw forbidden({ detail: 'The cookie is for pages of PUBLIC_URL and ALLOWED_ORIGINS' });
  }
}

function unclear(code: string, fault: string): Problem {
  return invalidField('refreshToken', code, `refreshToken ${fault}`);
}

type ShownTokens<T extends TokensView> = Omit<T, 'refreshToken'>;

/** All cookies of our name: another site of the same domain may have added one. */
function cookiesOf({ request }: FastifyReply): string[] {
  const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim());
  return pairs.filter((pair) => pair.startsWith(`${NAME}=`)).map((pair) => pair.slice(NAME.length + 1));
}
