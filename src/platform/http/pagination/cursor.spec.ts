import { createSecretKey, randomBytes } from 'node:crypto';
import { CursorSeal } from './cursor.js';

const seal = new CursorSeal(createSecretKey(randomBytes(32)));
const position = { value: '2026-01-01 00:00:00.123+00', id: '0192f0a0-0000-7000-8000-000000000001' };

describe('a sealed cursor', () => {
  it('opens for the list that it was sealed for', () => {
    expect(seal.open(seal.seal(position, 'posts'), 'posts')).toEqual(position);
    expect(seal.open(seal.seal({ value: null, id: 'x' }, 'posts'), 'posts')).toEqual({ value: null, id: 'x' });
  });

  it('shows nothing of what it holds', () => {
    const cursor = seal.seal({ value: 'ann@example.com', id: position.id }, 'users');
    expect(Buffer.from(cursor, 'base64url').toString('latin1')).not.toContain('ann');
  });

  it('C111: is refused by another list, with any bit flipped, by another key, cut short or made up', () => {
    const cursor = seal.seal(position, 'posts');
    expect(() => seal.open(cursor, 'users')).toThrow('Invalid cursor');
    expect(() => new CursorSeal(createSecretKey(randomBytes(32))).open(cursor, 'posts')).toThrow('Invalid cursor');
    const bytes = Buffer.from(cursor, 'base64url');
    for (let index = 0; index < bytes.length; index += 1) {
      const flipped = Buffer.from(bytes);
      flipped[index] = (flipped[index] ?? 0) ^ 1;
      expect(() => seal.open(flipped.toString('base64url'), 'posts')).toThrow('Invalid cursor');
    }
    for (const madeUp of ['', 'x', '!!!!', cursor.slice(0, 20), `${cursor}A`, `${cursor}=`]) {
      expect(() => seal.open(madeUp, 'posts')).toThrow('Invalid cursor');
    }
  });
});
