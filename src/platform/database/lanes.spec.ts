import { runInContext, type RequestContext } from '../context/index.js';
import { Lanes } from './lanes.js';

describe('lanes', () => {
  /** Work that ends when it is told to. */
  function held(lanes: Lanes, kind: string): { done: Promise<string>; end: () => void; started: () => boolean } {
    const { promise, resolve } = Promise.withResolvers<string>();
    let started = false;
    const done = lanes.run(kind, () => {
      started = true;
      return promise;
    });
    return {
      done,
      end: () => {
        resolve(kind);
      },
      started: () => started,
    };
  }

  it('give one kind of work 40 % of the connections, and the rest its turn as places are left', async () => {
    const lanes = new Lanes(10, 1000);
    const work = Array.from({ length: 6 }, () => held(lanes, 'posts'));
    expect(work.map(({ started }) => started())).toEqual([true, true, true, true, false, false]);
    expect(lanes.waiting).toBe(2);
    work[0]?.end();
    await work[0]?.done;
    expect(work.map(({ started }) => started()).slice(4)).toEqual([true, false]);
    for (const { end } of work) end();
    await Promise.all(work.map(({ done }) => done));
    expect(lanes.waiting).toBe(0);
  });

  it('tell of each wait, and nothing of work that finds a place free', async () => {
    const lanes = new Lanes(5, 1000);
    const waits: number[] = [];
    lanes.onWait = (seconds) => waits.push(seconds);
    const work = Array.from({ length: 3 }, () => held(lanes, 'posts'));
    expect(waits).toEqual([]);
    for (const { end } of work) end();
    await Promise.all(work.map(({ done }) => done));
    expect(waits).toEqual([expect.any(Number)]);
  });

  it('tell each request how long it has waited itself', async () => {
    const lanes = new Lanes(5, 1000);
    const contexts = ['first', 'second', 'third'].map((requestId): RequestContext => {
      return { requestId, correlationId: requestId, path: '/' };
    });
    const work = contexts.map((context) => runInContext(context, () => held(lanes, 'posts')));
    for (const { end } of work) end();
    await Promise.all(work.map(({ done }) => done));
    expect(contexts.map(({ waited }) => waited)).toEqual([undefined, undefined, expect.any(Number)]);
  });

  it('do not hold one kind up for another', async () => {
    const lanes = new Lanes(10, 1000);
    const stuck = Array.from({ length: 9 }, () => held(lanes, 'posts'));
    expect(await lanes.run('users', () => Promise.resolve('served'))).toBe('served');
    for (const { end } of stuck) end();
    await Promise.all(stuck.map(({ done }) => done));
  });

  it('refuse what gets no place with 503, and lose none by it', async () => {
    const lanes = new Lanes(5, 1000);
    const stuck = [held(lanes, 'posts'), held(lanes, 'posts')];
    await expect(lanes.run('posts', () => Promise.resolve())).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    for (const { end } of stuck) end();
    await Promise.all(stuck.map(({ done }) => done));
    const next = [held(lanes, 'posts'), held(lanes, 'posts')];
    expect(next.map(({ started }) => started())).toEqual([true, true]);
  });

  it('give the place of work that fails to the next', async () => {
    const lanes = new Lanes(1, 1000);
    const fail = (): Promise<never> => Promise.reject(new Error('no'));
    const outcomes = await Promise.allSettled(Array.from({ length: 5 }, () => lanes.run('posts', fail)));
    expect(outcomes.every(({ status }) => status === 'rejected')).toBe(true);
    expect(await lanes.run('posts', () => Promise.resolve('served'))).toBe('served');
  });
});
