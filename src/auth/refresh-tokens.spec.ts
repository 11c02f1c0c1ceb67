import { v7 as uuidv7 } from 'uuid';
import type { Config } from '../platform/config/index.js';
import { RefreshTokens } from './refresh-tokens.js';

function tokensOf(secret: string): RefreshTokens {
  return new RefreshTokens({ tokens: { secret } } as Config);
}

describe('a refresh token', () => {
  const tokens = tokensOf('a-secret-of-at-least-thirty-two-bytes');
  const claim = { sessionId: uuidv7(), counter: 4_000_000_000 };

  it('can be read and written again, always the same', () => {
    const token = tokens.write(claim);
    expect(token).toMatch(/^[\w-]{71}$/);
    expect(tokens.read(token)).toEqual(claim);
    expect(tokens.write(claim)).toBe(token);
  });

  it('is worth nothing under another secret', () => {
    expect(tokensOf('another-secret-of-at-least-32-bytes!').read(tokens.write(claim))).toBeUndefined();
  });

  it('is worth nothing when any of its bits is another', () => {
    const bytes = Buffer.from(tokens.write(claim), 'base64url');
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const forged = Buffer.from(bytes);
      forged.writeUInt8(forged.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(tokens.read(forged.toString('base64url'))).toBeUndefined();
    }
  });

  it('C050: has one spelling', () => {
    const token = tokens.write(claim);
    const others = [
      '',
      `${token}=`,
      `${token}A`,
      ` ${token}`,
      token.slice(1),
      `${token.slice(0, -1)}~`,
      'x'.repeat(71),
    ];
    for (const other of others) expect(tokens.read(other)).toBeUndefined();
  });
});
