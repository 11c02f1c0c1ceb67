import { Problem } from '../../problem/index.js';
import { Precondition } from './precondition.js';
import { Resource } from './reply.js';

const state = { version: 5, fieldVersions: { title: 5, content: 4, excerpt: 2 } };
const current = (): Resource<object> => new Resource({ title: 'now' }, 5);

function refusal(header: string): Problem {
  try {
    Precondition.parse(header).check(state, current);
  } catch (error) {
    if (error instanceof Problem) return error;
  }
  throw new Error('It was not refused');
}

describe('a precondition', () => {
  it('passes without a header, with any version, and with the right one whatever the digest', () => {
    for (const header of [undefined, '*', '"5.anything"', '"1.x", "5.y"']) {
      expect(() => {
        Precondition.parse(header).check(state, current);
      }).not.toThrow();
    }
  });

  it('refuses a stale version, telling the current tag and what has changed since', () => {
    const problem = refusal('"3.x"');
    expect(problem.code).toBe('PRECONDITION_FAILED');
    expect(problem.extras.changedFields).toEqual(['title', 'content']);
    expect(problem.headers.ETag).toMatch(/^"5\.[\w-]{16}"$/);
  });

  it('refuses weak tags and tags of others', () => {
    expect(refusal('W/"5.x"').code).toBe('PRECONDITION_FAILED');
    expect(refusal('"abc"').extras.changedFields).toEqual(['title', 'content', 'excerpt']);
  });
});
