import type { KeyObject } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { ExtractJwt, Strategy, type StrategyOptionsWithoutRequest, type VerifiedCallback } from 'passport-jwt';
import { Config } from '../../config/index.js';
import type { Principal } from '../../context/index.js';
import { hasAccessClaims, LEEWAY, TOKEN_TYPE } from './access-tokens.js';
import { Authentication } from './authentication.js';
import { SessionDirectory } from './session-directory.js';
import { SigningKeys } from './signing-keys.js';

/**
 * Verifies an access token: signature, pinned algorithm and type, issuer, audience, times and claim types
 * (RFC 8725, RFC 9068), then asks whether its session is still alive.
 */
@Injectable()
export class JwtStrategy extends Strategy {
  constructor(
    { tokens }: Config,
    private readonly sessions: SessionDirectory,
    authentication: Authentication,
    keys: SigningKeys,
  ) {
    const options: StrategyOptionsWithoutRequest = {
      jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
      secretOrKeyProvider: (_request: unknown, token: string, done: (error: unknown, key?: Buffer) => void) => {
        const key = keyOf(token, keys);
        // The types lag behind: jsonwebtoken verifies by a KeyObject as it is.
        if (key) done(null, key as unknown as Buffer);
        else done(new Error('Not an access token of ours'));
      },
      algorithms: [keys.algorithm],
      issuer: tokens.issuer,
      audience: tokens.audience,
      // The types call it deprecated because of a note on its neighbours; it is the only way to a tolerance.
      // eslint-disable-next-line @typescript-eslint/no-deprecated
      jsonWebTokenOptions: { clockTolerance: LEEWAY },
    };
    super(options, (payload: Record<string, unknown>, done: VerifiedCallback) => {
      this.findPrincipal(payload).then((principal) => {
        done(null, principal ?? false);
      }, done);
    });
    authentication.use(this);
  }

  /** The caller as the database knows them now; undefined refuses the token. */
  private async findPrincipal(payload: Record<string, unknown>): Promise<Principal | undefined> {
    if (!hasAccessClaims(payload, Date.now() / 1000)) return undefined;
    return this.sessions.findPrincipal(payload.sid, payload.sub);
  }
}

/**
 * The key that the header names. Other algorithms and types have none, nor have headers that bring or point to a key of
 * their own or to extensions.
 */
function keyOf(token: string, keys: SigningKeys): KeyObject | undefined {
  const { alg, typ, kid, ...others } = headerOf(token);
  const plain = alg === keys.algorithm && typ === TOKEN_TYPE && Object.keys(others).length === 0;
  return plain ? keys.named(kid) : undefined;
}

function headerOf(token: string): Record<string, unknown> {
  try {
    const header: unknown = JSON.parse(Buffer.from(token.split('.', 1)[0] ?? '', 'base64url').toString());
    return typeof header === 'object' && header !== null ? { ...header } : {};
  } catch {
    return {};
  }
}
