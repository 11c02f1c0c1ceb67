import type { KeyObject } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import jwt from 'jsonwebtoken';
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

const TOKEN_TYPE = 'at+jwt';

/** Seconds by which the clocks of two instances may differ. */
const LEEWAY = 60;

/** Whose token it is, and of which session. */
export type TokenSubject = Pick<SessionPrincipal, 'userId' | 'sessionId' | 'role'>;

/** Issues access tokens, and verifies them. */
@Injectable()
export class AccessTokens {
  constructor(
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
    return jwt.sign({ sub: userId, sid: sessionId, role, jti: uuidv7() }, signing.key, {
      issuer,
      audience,
      expiresIn: accessTtl,
      algorithm,
      header: { alg: algorithm, typ: TOKEN_TYPE, ...(signing.kid && { kid: signing.kid }) },
    });
  }

  /**
   * What a token claims, when its signature, pinned algorithm and type, issuer, audience, times and types of claims are
   * right (RFC 8725, RFC 9068); `expired` for one that is past its time, undefined for any other.
   */
  verify(token: string): AccessClaims | 'expired' | undefined {
    const key = this.keyOf(token);
    if (!key) return undefined;
    const { issuer, audience } = this.config.tokens;
    try {
      const options = { algorithms: [this.keys.algorithm], issuer, audience, clockTolerance: LEEWAY };
      const payload = jwt.verify(token, key, options);
      return hasAccessClaims(payload, Date.now() / 1000) ? payload : undefined;
    } catch (error) {
      return error instanceof jwt.TokenExpiredError ? 'expired' : undefined;
    }
  }

  /**
   * The key that the header names. Other algorithms and types have none, nor have headers that bring or point to a key of
   * their own or to extensions.
   */
  private keyOf(token: string): KeyObject | undefined {
    const { alg, typ, kid, ...others } = headerOf(token);
    const plain = alg === this.keys.algorithm && typ === TOKEN_TYPE && Object.keys(others).length === 0;
    return plain ? this.keys.named(kid) : undefined;
  }
}

function headerOf(token: string): Record<string, unknown> {
  try {
    const header: unknown = JSON.parse(Buffer.from(token.split('.', 1)[0] ?? '', 'base64url').toString());
    return typeof header === 'object' && header !== null ? { ...header } : {};
  } catch {
    return {};
  }
}

/** Whether a verified payload has every claim with its strict type, and was not issued in the future. */
function hasAccessClaims(payload: string | jwt.JwtPayload, now: number): payload is jwt.JwtPayload & AccessClaims {
  if (typeof payload === 'string') return false;
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
