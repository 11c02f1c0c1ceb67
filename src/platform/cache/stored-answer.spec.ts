import { decodeAnswer, encodeAnswer, type StoredAnswer } from './stored-answer.js';

describe('An answer as text', () => {
  const answer: StoredAnswer = {
    body: Buffer.from('{"data":{"title":"Żółw\\n"}}\n'),
    etag: '"3.abc"',
    stamp: { epoch: '1.2.3', clock: 42 },
    tags: ['post:1', 'posts'],
    expiresAt: 1_767_225_600_000,
  };

  it('comes back as it was', () => {
    expect(decodeAnswer(encodeAnswer(answer))).toEqual(answer);
    expect(decodeAnswer(encodeAnswer({ ...answer, etag: undefined }))).toEqual({ ...answer, etag: undefined });
  });

  it.each([
    '',
    'x',
    '{}',
    '[]\n{}',
    '["1",2,null,["a"],4,3]\n{}',
    '["1","2",null,["a"],4,2]\n{}',
    '["1",2,null,[1],4,2]\n{}',
    '["1",2,null,null,4,2]\n{}',
    '["1",2,null,["a"],"4",2]\n{}',
    encodeAnswer(answer).slice(0, -1),
    encodeAnswer(answer).slice(1),
  ])('is none when it is not whole: %j', (text) => {
    expect(decodeAnswer(text)).toBeUndefined();
  });
});
