import { createQuire, MemoryTokenStore, type QuireWithSession } from '../../clients/typescript/src/index.js';
import { startApp, type TestApp } from '../support/app.js';
import { aUser, PASSWORD } from '../support/users.js';
import { CookieJar } from './support/cookie-jar.js';
import { Network } from './support/network.js';

const REFRESH = '/api/v1/auth/refresh';
const ME = '/api/v1/users/me';

describe('the client in cookie mode', () => {
  let test: TestApp;
  let network: Network;
  let jar: CookieJar;

  beforeAll(async () => {
    test = await startApp();
  });

  beforeEach(() => {
    network = new Network();
    jar = new CookieJar(network.fetch);
  });

  afterAll(() => test.stop());

  /** A page that the browser has just opened. */
  function page(tokens?: MemoryTokenStore): QuireWithSession {
    return createQuire({ baseUrl: test.url, fetch: jar.fetch, cookie: true, tokens });
  }

  it('finds the session again on a new page, and no script ever has the refresh token', async () => {
    const user = await aUser().in(test);
    const store = new MemoryTokenStore();
    await page(store).session.login({ email: user.email, password: PASSWORD });
    expect(Object.keys(store.read() ?? {}).sort()).toEqual(['accessToken', 'expiresAt']);
    const next = page();
    expect(await next.session.restore()).toBe(true);
    expect((await next.get(ME)).data.id).toBe(user.id);
    expect(network.requests('GET', ME)[0]?.headers.has('cookie')).toBe(false);
    await next.session.logout();
    expect(jar.cookie).toBeUndefined();
    expect(await page().session.restore()).toBe(false);
  });

  it('tells a missing session from a server that cannot say', async () => {
    expect(await page().session.restore()).toBe(false);
    network.answer('POST', REFRESH, new Response('', { status: 500 }));
    await expect(page().session.restore()).rejects.toMatchObject({ status: 500 });
  });

  it('sends the cookie with calls of the session alone', async () => {
    const user = await aUser().in(test);
    const asked: unknown[] = [];
    const quire = createQuire({
      baseUrl: test.url,
      cookie: true,
      fetch: (url, init) => {
        asked.push(init.credentials);
        return jar.fetch(url, init);
      },
    });
    await quire.session.login({ email: user.email, password: PASSWORD });
    await quire.get(ME);
    await quire.session.logout();
    expect(asked).toEqual(['include', undefined, 'include']);
  });
});
