import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Principal } from '../../context/index.js';
import { hasCredentials } from '../../http/index.js';
import { Problem, tokenExpired, tokenInvalid } from '../../problem/index.js';
import { AccessTokens } from './access-tokens.js';
import type { ApiKeyDirectory } from './api-key-directory.js';
import { refusedToken } from './refused-token.js';
import type { SessionDirectory } from './session-directory.js';

const BEARER = /^bearer ([\w.~+/=-]{1,4096})$/i;
const CREDENTIALS = ['authorization', 'x-api-key'];

/** Finds out who is asking. */
@Injectable()
export class Authentication {
  private sessions: SessionDirectory | undefined;
  private apiKeys: ApiKeyDirectory | undefined;

  constructor(private readonly tokens: AccessTokens) {}

  /** Sets where the sessions of access tokens are looked up; until then none is accepted. */
  useSessions(directory: SessionDirectory): void {
    this.sessions = directory;
  }

  /** Sets where API keys are looked up; until then none is accepted. */
  useApiKeys(directory: ApiKeyDirectory): void {
    this.apiKeys = directory;
  }

  /**
   * Records who is asking, or why the credentials were not accepted; refusing is left to the access check.
   *
   * @throws SERVICE_UNAVAILABLE when the database cannot tell.
   */
  async identify(request: FastifyRequest): Promise<void> {
    if (!hasCredentials(request)) return;
    // One credential, of one kind, once: a second header must never speak for somebody else.
    const result = credentialsOf(request) === 1 ? await this.verify(request) : refusedToken(tokenInvalid);
    if (result instanceof Problem) request.authenticationFailure = result;
    else request.context.principal = result;
  }

  private async verify(request: FastifyRequest): Promise<Principal | Problem> {
    const principal = await this.findPrincipal(request);
    if (principal === 'expired') return refusedToken(tokenExpired);
    return principal ?? refusedToken(tokenInvalid);
  }

  /** The caller as the database knows them now: of what a token claims, only whose it is and of which session counts. */
  private async findPrincipal({ headers }: FastifyRequest): Promise<Principal | 'expired' | undefined> {
    const { authorization = '', 'x-api-key': apiKey } = headers;
    if (typeof apiKey === 'string') return this.apiKeys?.findPrincipal(apiKey);
    const token = BEARER.exec(authorization)?.[1];
    const claims = token === undefined ? undefined : this.tokens.verify(token);
    if (claims === undefined || claims === 'expired') return claims;
    return this.sessions?.findPrincipal(claims.sid, claims.sub);
  }
}

/** How many credentials came along. */
function credentialsOf({ raw }: FastifyRequest): number {
  return raw.rawHeaders.filter((name, index) => index % 2 === 0 && CREDENTIALS.includes(name.toLowerCase())).length;
}
