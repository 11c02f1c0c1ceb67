import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '../config/index.js';
import { List, Representation } from '../http/index.js';
import type { Metrics } from '../observability/index.js';
import { NearStore } from './answer-store.js';
import { CacheReport } from './cache-report.js';
import { EarlyAnswers } from './early-answers.js';
import { LocalLedger } from './local-ledger.js';
import { ResponseCache } from './response-cache.js';
import { ResponseCacheStep } from './response-cache.step.js';
import { showTags } from './shown-tags.js';

interface Asked {
  params?: object;
  query?: object;
  headers?: object;
  cached?: boolean;
  statusCode?: number;
}

describe('The step of the response cache', () => {
  const outcomes: string[] = [];
  const metrics = { cacheAnswered: (outcome: string) => outcomes.push(outcome) } as unknown as Metrics;
  let step: ResponseCacheStep;
  let runs: number;

  beforeEach(() => {
    outcomes.length = runs = 0;
    step = stepOf({ enabled: true });
  });

  const stepOf = (cache: Config['cache']): ResponseCacheStep => {
    const answers = new ResponseCache(new NearStore(), undefined, new LocalLedger());
    const report = new CacheReport(metrics);
    return new ResponseCacheStep({ cache } as Config, answers, new EarlyAnswers(answers, report), report);
  };

  const ask = async ({
    params = {},
    query = {},
    headers = {},
    ...rest
  }: Asked): Promise<{ value: unknown; status: unknown }> => {
    const sent = new Map<string, unknown>();
    const { cached = true } = rest;
    const request = {
      url: '/',
      params,
      query,
      headers,
      route: { url: '/api/v1/things/:id', cached },
    };
    const reply = {
      statusCode: rest.statusCode ?? 200,
      header: (name: string, value: unknown) => sent.set(name, value),
    };
    const handle = (): Promise<List<number>> => {
      runs += 1;
      showTags(['things']);
      return Promise.resolve(new List([runs]));
    };
    const served = step.serve(request as unknown as FastifyRequest, reply as unknown as FastifyReply, handle);
    return { value: await (served ?? handle()), status: sent.get('Cache-Status') };
  };

  it('tells by Cache-Status where the answer comes from (RFC 9211)', async () => {
    const first = await ask({});
    const second = await ask({});
    expect([first.status, second.status]).toEqual(['quire; fwd=miss', 'quire; hit']);
    expect(second.value).toEqual(first.value);
    expect(second.value).toBeInstanceOf(Representation);
    expect(outcomes).toEqual(['miss', 'hit']);
  });

  it('shares an answer between spellings of a query, whatever the headers say (C161)', async () => {
    await ask({ query: { limit: 20, tag: 'a' } });
    const { status } = await ask({ query: { tag: 'a', limit: 20 }, headers: { 'x-forwarded-host': 'evil.example' } });
    expect(status).toBe('quire; hit');
  });

  it('keeps paths and queries apart', async () => {
    await ask({ params: { id: '1' }, query: { tag: 'a' } });
    await ask({ params: { id: '2' }, query: { tag: 'a' } });
    await ask({ params: { id: '1' }, query: { tag: 'b' } });
    expect(outcomes).toEqual(['miss', 'miss', 'miss']);
  });

  it.each(['authorization', 'x-api-key'])(
    'neither shows nor keeps anything for a caller with %s (C159, C160)',
    async (name) => {
      await ask({});
      const known = await ask({ headers: { [name]: 'x' } });
      expect(known.status).toBe('quire; fwd=bypass');
      expect(known.value).toEqual(new List([2]));
      expect(JSON.stringify((await ask({})).value)).toBe(JSON.stringify((await ask({})).value));
      expect(runs).toBe(2);
    },
  );

  it('leaves other operations alone', async () => {
    const { value, status } = await ask({ cached: false });
    expect({ value, status }).toEqual({ value: new List([1]), status: undefined });
  });

  it('makes every answer anew where it is switched off', async () => {
    step = stepOf({ enabled: false });
    const [first, second] = [await ask({}), await ask({})];
    expect([first.value, second.value]).toEqual([new List([1]), new List([2])]);
    expect([first.status, second.status]).toEqual(['quire; fwd=bypass', 'quire; fwd=bypass']);
  });

  it('refuses to keep an answer that is not 200', async () => {
    await expect(ask({ statusCode: 308 })).rejects.toThrow(TypeError);
    expect((await ask({})).status).toBe('quire; fwd=miss');
  });
});
