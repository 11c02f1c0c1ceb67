import { createHash, createPublicKey, createSecretKey, type KeyObject } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Config, type TokensConfig } from '../../config/index.js';

/** The public half of a signing key (RFC 7517 §4, RFC 7518 §6.2.1). */
export interface PublicJwk {
  kty: 'EC';
  crv: 'P-256';
  x: string;
  y: string;
  kid: string;
  use: 'sig';
  alg: 'ES256';
}

/** How tokens are signed: a kind of key has one algorithm, and the two are never used together. */
export type SigningAlgorithm = 'HS256' | 'ES256';

interface SigningKey {
  key: KeyObject;
  /** Undefined for a shared secret, which has no name to be found by. */
  kid?: string;
}

/**
 * The keys of access tokens: the one that signs, and all those that verify, found by their ids. Rotation is a matter of
 * the configuration: a key verifies before it signs, and after.
 */
@Injectable()
export class SigningKeys {
  readonly algorithm: SigningAlgorithm;
  readonly signing: SigningKey;
  /** The public keys, the signing one first; none with a shared secret. */
  readonly published: readonly PublicJwk[];
  private readonly verifying: Map<string | undefined, KeyObject>;

  constructor({ tokens }: Config) {
    this.algorithm = tokens.privateKey ? 'ES256' : 'HS256';
    const keys = verifyingKeys(tokens);
    this.verifying = new Map(keys.map((key) => [key.type === 'public' ? thumbprint(key) : undefined, key]));
    const [kid] = this.verifying.keys();
    this.signing = { key: tokens.privateKey ?? keys[0], kid };
    this.published = [...this.verifying].flatMap(([id, key]) => (id === undefined ? [] : [publicJwk(key, id)]));
  }

  /** The key that a token names in its header; a look-up in memory and nothing else. */
  named(kid: unknown): KeyObject | undefined {
    return kid === undefined || typeof kid === 'string' ? this.verifying.get(kid) : undefined;
  }
}

/** The signing key's own first. */
function verifyingKeys({ secret, privateKey, publicKeys }: TokensConfig): [KeyObject, ...KeyObject[]] {
  return privateKey ? [createPublicKey(privateKey), ...publicKeys] : [createSecretKey(secret, 'utf8')];
}

/** A key's id: its SHA-256 thumbprint (RFC 7638 §3), which every instance finds by itself. */
function thumbprint(key: KeyObject): string {
  const { crv, kty, x, y } = key.export({ format: 'jwk' });
  return createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url');
}

function publicJwk(key: KeyObject, kid: string): PublicJwk {
  const { x = '', y = '' } = key.export({ format: 'jwk' });
  return { kty: 'EC', crv: 'P-256', x, y, kid, use: 'sig', alg: 'ES256' };
}
