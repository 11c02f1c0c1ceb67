import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { v7 as uuidv7 } from 'uuid';
import { Config } from '../../config/index.js';
import { ROLES, type Role, type SessionPrincipal } from '../../context/index.js';
import { UUID } from '../../http/index.js';
import { SigningKeys } from './signing-keys.js';

/** The claims of an access token (RFC 9068); `role` is a hint for clients, rights are never read from it. */
export interface AccessClaims {
  iss: string;
  aud: string;
  sub: string;
  sid: string;
  role: Role;
  jti: string;
  iat: number;
  exp: number;
}

export const TOKEN_TYPE = 'at+jwt';

/** Seconds by which the clocks of two instances may differ. */
export const LEEWAY = 60;

/** Whose token it is, and of which session. */
export type TokenSubject = Pick<SessionPrincipal, 'userId' | 'sessionId' | 'role'>;

/** Issues access tokens. */
@Injectable()
export class AccessTokens {
  constructor(
    private readonly jwt: JwtService,
    private readonly config: Config,
    private readonly keys: SigningKeys,
  ) {}

  /** Seconds that a token lives. */
  get lifetime(): number {
    return this.config.tokens.accessTtl;
  }

  issue({ userId, sessionId, role }: TokenSubject): string {
    const { issuer, audience, accessTtl } = this.config.tokens;
    const { algorithm, signing } = this.keys;
    return this.jwt.sign(
      { sub: userId, sid: sessionId, role, jti: uuidv7() },
      {
        privateKey: signing.key,
        issuer,
        audience,
        expiresIn: accessTtl,
        algorithm,
        header: { alg: algorithm, typ: TOKEN_TYPE, ...(signing.kid && { kid: signing.kid }) },
      },
    );
  }
}

/** Whether a verified payload has every claim with its strict type, and was not issued in the future. */
export function hasAccessClaims(
  payload: Record<string, unknown>,
  now: number,
): payload is Record<string, unknown> & AccessClaims {
  const { sub, sid, jti, role, aud, iat, exp } = payload;
  return (
    isId(sub) &&
    isId(sid) &&
    typeof jti === 'string' &&
    typeof aud === 'string' &&
    ROLES.includes(role as Role) &&
    typeof exp === 'number' &&
    typeof iat === 'number' &&
    iat <= now + LEEWAY
  );
}

function isId(value: unknown): value is string {
  return typeof value === 'string' && UUID.test(value);
}
