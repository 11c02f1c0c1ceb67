import { createHmac, timingSafeEqual, type KeyObject } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { parse, stringify } from 'uuid';
import { Config } from '../platform/config/index.js';
import { deriveKey } from '../platform/crypto/index.js';

/** What a refresh token stands for: the n-th of its session. */
export interface RefreshClaim {
  sessionId: string;
  counter: number;
}

const VERSION = 1;
const CLAIM_BYTES = 1 + 16 + 4;
const MAC_BYTES = 32;

/**
 * Refresh tokens: version, session id and counter, authenticated by HMAC-SHA-256. They are derived and not stored, so
 * that the same successor can be given again, and nothing in the database can be presented as a token.
 */
@Injectable()
export class RefreshTokens {
  private readonly key: KeyObject;

  constructor(config: Config) {
    this.key = deriveKey(config.tokens.secret, 'refresh-token');
  }

  write({ sessionId, counter }: RefreshClaim): string {
    const claim = Buffer.alloc(CLAIM_BYTES);
    claim.writeUInt8(VERSION, 0);
    claim.set(parse(sessionId), 1);
    claim.writeUInt32BE(counter, 17);
    return Buffer.concat([claim, this.mac(claim)]).toString('base64url');
  }

  /** Undefined for what was not written here. */
  read(token: string): RefreshClaim | undefined {
    const bytes = Buffer.from(token, 'base64url');
    if (bytes.length !== CLAIM_BYTES + MAC_BYTES || bytes.toString('base64url') !== token) return undefined;
    const claim = bytes.subarray(0, CLAIM_BYTES);
    if (!timingSafeEqual(bytes.subarray(CLAIM_BYTES), this.mac(claim)) || claim.readUInt8(0) !== VERSION)
      return undefined;
    return { sessionId: stringify(claim.subarray(1, 17)), counter: claim.readUInt32BE(17) };
  }

  private mac(claim: Buffer): Buffer {
    return createHmac('sha256', this.key).update(claim).digest();
  }
}
