import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import passport, { type Strategy } from 'passport';
import type { Principal } from '../../context/index.js';
import { hasCredentials } from '../../http/index.js';
import { Problem, tokenExpired, tokenInvalid } from '../../problem/index.js';
import type { ApiKeyDirectory } from './api-key-directory.js';
import { refusedToken } from './refused-token.js';

const STRATEGY = 'jwt';
const BEARER = /^bearer [\w.~+/=-]{1,4096}$/i;
const CREDENTIALS = ['authorization', 'x-api-key'];

type PassportMiddleware = (request: FastifyRequest, reply: FastifyReply, next: (error?: unknown) => void) => void;

/** Finds out who is asking. Each application has a Passport of its own: the package's is shared by the whole process. */
@Injectable()
export class Authentication {
  private readonly passport = new passport.Passport();
  private apiKeys: ApiKeyDirectory | undefined;

  /** Sets the way in which tokens are verified. */
  use(strategy: Strategy): void {
    this.passport.use(STRATEGY, strategy);
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
  async identify(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    if (!hasCredentials(request)) return;
    // One credential, of one kind, once: a second header must never speak for somebody else.
    const result = credentialsOf(request) === 1 ? await this.verify(request, reply) : refusedToken(tokenInvalid);
    if (result instanceof Problem) request.authenticationFailure = result;
    else request.context.principal = result;
  }

  private verify(request: FastifyRequest, reply: FastifyReply): Promise<Principal | Problem> {
    const { authorization, 'x-api-key': apiKey } = request.headers;
    if (typeof apiKey === 'string') return this.verifyApiKey(apiKey);
    if (BEARER.test(authorization ?? '')) return this.verifyToken(request, reply);
    return Promise.resolve(refusedToken(tokenInvalid));
  }

  private verifyToken(request: FastifyRequest, reply: FastifyReply): Promise<Principal | Problem> {
    return new Promise((resolve, reject) => {
      const decide = (error: Error | null, principal: Principal | false | undefined, info?: Error): void => {
        if (error) reject(error);
        else if (principal) resolve(principal);
        else resolve(refusedToken(info?.name === 'TokenExpiredError' ? tokenExpired : tokenInvalid));
      };
      const run = this.passport.authenticate(STRATEGY, { session: false }, decide) as PassportMiddleware;
      run(request, reply, reject);
    });
  }

  private async verifyApiKey(key: string): Promise<Principal | Problem> {
    const principal = await this.apiKeys?.findPrincipal(key);
    if (principal === 'expired') return refusedToken(tokenExpired);
    return principal ?? refusedToken(tokenInvalid);
  }
}

/** How many credentials came along. */
function credentialsOf({ raw }: FastifyRequest): number {
  return raw.rawHeaders.filter((name, index) => index % 2 === 0 && CREDENTIALS.includes(name.toLowerCase())).length;
}
