import {
  createQuire,
  isProblem,
  MemoryTokenStore,
  QuireNetworkError,
  type QuireProblem,
  type QuireWithSession,
} from '../../clients/typescript/src/index.js';
import { anApiKey } from '../support/api-keys.js';
import { startApp, type TestApp } from '../support/app.js';
import { until } from '../support/until.js';
import { aUser, PASSWORD, type TestUser } from '../support/users.js';
import { Network } from './support/network.js';

const REFRESH = '/api/v1/auth/refresh';
const ME = '/api/v1/users/me';

interface Visit {
  network: Network;
  store: MemoryTokenStore;
  quire: QuireWithSession;
  /** Sessions that ended by themselves. */
  ended: QuireProblem[];
}

describe('a session of the client', () => {
  let test: TestApp;

  beforeAll(async () => {
    test = await startApp();
  });

  afterAll(() => test.stop());

  function visit(store = new MemoryTokenStore()): Visit {
    const network = new Network();
    const quire = createQuire({ baseUrl: test.url, fetch: network.fetch, tokens: store, retry: { firstPause: 1 } });
    const ended: QuireProblem[] = [];
    quire.session.onEnd((problem) => ended.push(problem));
    return { network, store, quire, ended };
  }

  async function signedIn(user: TestUser, store?: MemoryTokenStore): Promise<Visit> {
    const made = visit(store);
    await made.quire.session.login({ email: user.email, password: PASSWORD });
    return made;
  }

  /** As if the access token's time were up, by this machine's clock or only by the server's. */
  function age({ store }: Visit, known: 'known' | 'unknown'): void {
    const tokens = held(store);
    if (known === 'known') store.write({ ...tokens, expiresAt: Date.now() - 1 });
    else store.write({ ...tokens, accessToken: `${tokens.accessToken}x` });
  }

  it('registers, logs in, calls as the user and logs out', async () => {
    const { quire, store, ended } = visit();
    const account = await quire.session.register({ email: 'new@example.com', username: 'new', password: PASSWORD });
    expect((await quire.get(ME)).data.id).toBe(account.id);
    const { refreshToken } = held(store);
    await quire.session.logout();
    expect(await quire.session.restore()).toBe(false);
    await expect(quire.get(ME)).rejects.toMatchObject({ code: 'AUTHENTICATION_REQUIRED' });
    expect((await test.api.post('/auth/refresh', { refreshToken })).body.code).toBe('TOKEN_INVALID');
    expect((await quire.session.login({ email: 'new@example.com', password: PASSWORD })).id).toBe(account.id);
    expect(ended).toEqual([]);
  });

  it.each(['known', 'unknown'] as const)('refreshes once for 30 parallel calls (the end is %s)', async (known) => {
    const ann = await signedIn(await aUser().in(test));
    age(ann, known);
    const answers = await Promise.all(Array.from({ length: 30 }, () => ann.quire.get(ME)));
    expect(answers.map(({ status }) => status)).toEqual(Array(30).fill(200));
    expect(ann.network.requests('POST', REFRESH)).toHaveLength(1);
    expect(ann.network.requests('GET', ME).filter(({ status }) => status === 401)).toHaveLength(
      known === 'known' ? 0 : 30,
    );
  });

  it('takes a refusal that comes late for what it is: the token is renewed already', async () => {
    const ann = await signedIn(await aUser().in(test));
    age(ann, 'unknown');
    let release = (): void => undefined;
    ann.network.hold('GET', '/api/v1/users/me/favorites', new Promise<void>((resolve) => (release = resolve)));
    const late = ann.quire.get('/api/v1/users/me/favorites');
    await ann.quire.get(ME);
    release();
    expect((await late).status).toBe(200);
    expect(ann.network.requests('POST', REFRESH)).toHaveLength(1);
  });

  it('asks again when the answer to a refresh was lost', async () => {
    const ann = await signedIn(await aUser().in(test));
    age(ann, 'known');
    ann.network.loseAnswer('POST', REFRESH).breakAnswer('POST', REFRESH);
    expect((await ann.quire.get(ME)).status).toBe(200);
    expect(ann.network.requests('POST', REFRESH).map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(ann.ended).toEqual([]);
  });

  it('outlives a network that is away', async () => {
    const ann = await signedIn(await aUser().in(test));
    age(ann, 'known');
    for (let attempt = 0; attempt < 4; attempt += 1) ann.network.loseRequest('POST', REFRESH);
    await expect(ann.quire.get(ME)).rejects.toBeInstanceOf(QuireNetworkError);
    expect(ann.ended).toEqual([]);
    expect((await ann.quire.get(ME)).status).toBe(200);
  });

  it('ends once for all calls when the refresh is refused, and tells it', async () => {
    const ann = await signedIn(await aUser().in(test));
    await ann.quire.delete('/api/v1/auth/sessions/{id}', { path: { id: sessionOf(held(ann.store).accessToken) } });
    const results = await Promise.allSettled(Array.from({ length: 10 }, () => ann.quire.get(ME)));
    for (const result of results) {
      expect(result.status === 'rejected' && isProblem(result.reason, 'TOKEN_INVALID')).toBe(true);
    }
    expect(ann.ended.map(({ code, instance }) => [code, instance])).toEqual([['TOKEN_INVALID', REFRESH]]);
    expect(ann.store.read()).toBeUndefined();
    expect((await ann.quire.get('/api/v1/posts')).status).toBe(200);
  });

  it('tells nobody who has been taken off', async () => {
    const ann = await signedIn(await aUser().in(test));
    const told: unknown[] = [];
    ann.quire.session.onEnd((problem) => told.push(problem))();
    await ann.quire.post('/api/v1/auth/logout-all');
    await expect(ann.quire.get(ME)).rejects.toMatchObject({ status: 401 });
    expect([told.length, ann.ended.length]).toEqual([0, 1]);
  });

  it('is shared by tabs that keep their tokens in one place', async () => {
    const user = await aUser().in(test);
    const first = await signedIn(user);
    const second = visit(first.store);
    age(first, 'known');
    await Promise.all([first, second].flatMap(({ quire }) => [quire.get(ME), quire.get(ME)]));
    age(first, 'unknown');
    expect((await second.quire.get(ME)).data.id).toBe(user.id);
    expect((await first.quire.get(ME)).data.id).toBe(user.id);
    expect([first.ended, second.ended]).toEqual([[], []]);
    const { refreshToken } = held(first.store);
    expect((await test.api.post('/auth/refresh', { refreshToken })).status).toBe(200);
  });

  describe('that ends while it is refreshed', () => {
    async function refreshing(
      hold: 'hold' | 'holdAnswer',
    ): Promise<Visit & { call: Promise<unknown>; release: () => void }> {
      const ann = await signedIn(await aUser().in(test));
      age(ann, 'known');
      let release = (): void => undefined;
      ann.network[hold]('POST', REFRESH, new Promise<void>((resolve) => (release = resolve)));
      const call = ann.quire.get('/api/v1/posts').then(
        ({ status }) => status,
        (error: unknown) => (isProblem(error) ? error.code : error),
      );
      await until(() => ann.network.requests('POST', REFRESH).length === 1);
      if (hold === 'holdAnswer') await until(() => ann.network.requests('POST', REFRESH)[0]?.status === 200);
      return { ...ann, call, release };
    }

    it('stays ended, whether the server saw the logout first', async () => {
      const { call, release, quire, store, ended } = await refreshing('hold');
      await quire.session.logout();
      release();
      expect(await call).toBe('TOKEN_INVALID');
      expect([store.read(), ended]).toEqual([undefined, []]);
    });

    it('or the refresh', async () => {
      const { call, release, quire, store, ended } = await refreshing('holdAnswer');
      await quire.session.logout();
      release();
      expect(await call).toBe(200);
      expect([store.read(), ended]).toEqual([undefined, []]);
    });

    it('gives way to the session that has begun instead', async () => {
      const { call, release, quire, store, ended } = await refreshing('holdAnswer');
      const ben = await aUser().in(test);
      await quire.session.login({ email: ben.email, password: PASSWORD });
      const { accessToken } = held(store);
      release();
      expect(await call).toBe(200);
      expect([held(store).accessToken, ended]).toEqual([accessToken, []]);
      expect((await quire.get(ME)).data.id).toBe(ben.id);
    });
  });

  it('keeps a wrong password apart from a refused token', async () => {
    const ann = await aUser().in(test);
    const { quire, network } = visit();
    await expect(quire.session.login({ email: ann.email, password: 'Wrong-Horse-7' })).rejects.toMatchObject({
      code: 'INVALID_CREDENTIALS',
    });
    expect(network.sent).toHaveLength(1);
  });

  it('has no part in the calls of an API key', async () => {
    const ann = await aUser().in(test);
    const { key } = await anApiKey(test, ann, 'posts:write', 'profile:read');
    const network = new Network();
    const quire = createQuire({ baseUrl: test.url, fetch: network.fetch, apiKey: key });
    const { data } = await quire.post('/api/v1/posts', { body: { title: 'By a program', content: 'Words.' } });
    expect(data.author.id).toBe(ann.id);
    await expect(quire.get('/api/v1/auth/sessions')).rejects.toMatchObject({ code: 'FORBIDDEN' });
    const stranger = createQuire({ baseUrl: test.url, fetch: network.fetch, apiKey: `${key}x` });
    await expect(stranger.get(ME)).rejects.toMatchObject({ code: 'TOKEN_INVALID' });
    expect(network.sent).toHaveLength(3);
  });
});

function held(store: MemoryTokenStore): NonNullable<ReturnType<MemoryTokenStore['read']>> {
  const tokens = store.read();
  if (!tokens) throw new Error('Nobody is signed in');
  return tokens;
}

function sessionOf(accessToken: string): string {
  const claims = JSON.parse(Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString()) as { sid: string };
  return claims.sid;
}
