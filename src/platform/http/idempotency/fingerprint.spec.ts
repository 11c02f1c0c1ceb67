import { createSecretKey } from 'node:crypto';
import { fingerprint } from './fingerprint.js';

const KEY = createSecretKey(Buffer.alloc(32, 1));
const OTHER_KEY = createSecretKey(Buffer.alloc(32, 2));

describe('the fingerprint of a request', () => {
  const of = (body: unknown, url = '/api/v1/posts', method = 'POST'): string =>
    fingerprint(KEY, method, url, body).toString('hex');

  it('does not depend on the order of members, at any depth', () => {
    expect(of({ a: 1, b: { c: 2, d: [{ e: 3, f: 4 }] } })).toBe(of({ b: { d: [{ f: 4, e: 3 }], c: 2 }, a: 1 }));
  });

  it.each([
    ['a value', of({ a: 2 })],
    ['a member', of({ a: 1, b: 1 })],
    ['the type of a value', of({ a: '1' })],
    ['an absent body', of(undefined)],
    ['an array in the place of an object', of([['a', 1]])],
    ['the path', of({ a: 1 }, '/api/v1/other')],
    ['the query', of({ a: 1 }, '/api/v1/posts?x=1')],
    ['the method', of({ a: 1 }, '/api/v1/posts', 'PUT')],
  ])('differs with %s', (_, other) => {
    expect(other).not.toBe(of({ a: 1 }));
  });

  it('C057: is no hash by which who has the database could try passwords', () => {
    const request = ['POST', '/api/v1/users', { password: 'a password' }] as const;
    expect(fingerprint(KEY, ...request)).not.toEqual(fingerprint(OTHER_KEY, ...request));
  });

  it('tells the order of array elements apart', () => {
    expect(of({ a: [1, 2] })).not.toBe(of({ a: [2, 1] }));
  });
});
