import { Answer, List, Page, Resource, type Reply } from '../reply/reply.js';
import { represent } from '../reply/representation.js';
import { restoreReply, storeReply } from './stored-reply.js';

describe('a stored reply', () => {
  const data = {
    title: 'Ünïcode \u2028',
    at: new Date(0),
    absent: undefined,
    '2': 'b',
    '1': 'a',
    nested: [{ z: 1, a: null }],
  };
  const links = { self: '/a', first: '/a', prev: null, next: null, last: null };

  it.each([
    ['a resource', new Resource(data, 7, '/api/v1/posts/1')],
    ['an answer', new Answer(data, '/api/v1/things/1')],
    ['a list', new List([data])],
    ['a page', new Page([data], { limit: 1, hasNext: false, nextCursor: null }, links)],
  ] satisfies [string, Reply][])('gives %s back with the same bytes, tag and location', (_, reply) => {
    const restored = restoreReply(storeReply(reply));
    expect(restored).toBeInstanceOf(reply.constructor);
    expect(represent(restored as typeof reply)).toEqual(represent(reply));
  });

  it('gives nothing back as nothing', () => {
    expect(restoreReply(storeReply(undefined))).toBeUndefined();
  });
});
