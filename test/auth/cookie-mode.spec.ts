import { startApp, type TestApp } from '../support/app.js';
import type { Reply } from '../support/client.js';
import { rawRequest } from '../support/raw-request.js';
import { aUser, PASSWORD, type TestUser } from '../support/users.js';

const OWN = 'https://api.example';
const LISTED = 'https://app.example';

describe('cookie mode', () => {
  let test: TestApp;

  beforeAll(async () => {
    test = await startApp({ server: { publicUrl: `${OWN}/blog`, allowedOrigins: [LISTED] } });
  });

  afterAll(() => test.stop());

  function signIn(user: TestUser, headers: Record<string, string> = {}): Promise<Reply> {
    return test.api.post('/auth/login', { email: user.email, password: PASSWORD, cookie: true }, { headers });
  }

  function post(path: string, cookie: string, headers: Record<string, string> = {}, body?: object): Promise<Reply> {
    return test.api.post(path, body, { headers: { Cookie: cookie, ...headers } });
  }

  async function cookieOf(user: TestUser): Promise<string> {
    return pair(await signIn(user));
  }

  it('C139: signing in sets a cookie that no script and no other path sees, and shows the token nowhere else', async () => {
    const ann = await aUser().in(test);
    const reply = await signIn(ann, { Origin: LISTED });
    expect(reply.status).toBe(200);
    expect(Object.keys(reply.data).sort()).toEqual(['accessToken', 'expiresIn', 'tokenType', 'user']);
    expect(reply.headers.getSetCookie()).toEqual([
      expect.stringMatching(
        /^quire_refresh=[\w-]{71}; Max-Age=604800; Path=\/api\/v1\/auth; HttpOnly; Secure; SameSite=Strict$/,
      ),
    ]);
    expect(reply.text).not.toContain(pair(reply).split('=')[1]);
    expect(reply.headers.get('cache-control')).toBe('private, no-store');
    expect((await test.api.with(reply.data.accessToken as string).get('/users/me')).data.id).toBe(ann.id);
    const account = { email: 'new@example.com', username: 'new', password: PASSWORD, cookie: true };
    const registered = await test.api.post('/auth/register', account, { headers: { Origin: OWN } });
    expect([registered.status, registered.data.refreshToken]).toEqual([201, undefined]);
    expect(pair(registered)).toMatch(/^quire_refresh=/);
    expect(registered.headers.get('location')).toMatch(/^\/api\/v1\/users\//);
  });

  it('C041: refreshing takes the token from the cookie, and puts its successor there', async () => {
    const bob = await aUser().in(test);
    const first = await cookieOf(bob);
    const reply = await post('/auth/refresh', `other=1; ${first}; theme=dark`);
    expect(reply.status).toBe(200);
    expect(Object.keys(reply.data).sort()).toEqual(['accessToken', 'expiresIn', 'tokenType']);
    expect(pair(reply)).not.toBe(first);
    expect(lifetimeOf(reply)).toBeGreaterThan(604_000);
    expect(lifetimeOf(reply)).toBeLessThanOrEqual(604_800);
    expect((await post('/auth/refresh', pair(reply), {}, {})).status).toBe(200);
    const reused = await post('/auth/refresh', first);
    expect([reused.status, reused.body.code]).toEqual([401, 'TOKEN_REUSED']);
  });

  it('C043: parallel tabs all get the one successor', async () => {
    const cat = await aUser().in(test);
    const cookie = await cookieOf(cat);
    const replies = await Promise.all(Array.from({ length: 10 }, () => post('/auth/refresh', cookie)));
    expect(replies.map(({ status }) => status)).toEqual(Array(10).fill(200));
    const successors = new Set(replies.map(pair));
    expect(successors.size).toBe(1);
    expect((await post('/auth/refresh', [...successors][0] ?? '')).status).toBe(200);
  });

  it('C053: signing out ends the session and deletes the cookie, here and everywhere', async () => {
    const dan = await aUser().in(test);
    const cookie = await cookieOf(dan);
    const reply = await post('/auth/logout', cookie);
    expect(reply.status).toBe(204);
    expect(reply.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^quire_refresh=; Max-Age=0; Path=\/api\/v1\/auth; Expires=Thu, 01 Jan 1970 .+Strict$/),
    ]);
    expect((await post('/auth/refresh', cookie)).body.code).toBe('TOKEN_INVALID');
    const other = await cookieOf(dan);
    const everywhere = await dan.api.post('/auth/logout-all', undefined, { headers: { Cookie: other } });
    expect(lifetimeOf(everywhere)).toBe(0);
    expect((await dan.api.post('/auth/logout-all')).headers.getSetCookie()).toEqual([]);
    expect((await post('/auth/refresh', other)).body.code).toBe('TOKEN_INVALID');
  });

  it('C138: the cookie counts for no page but ours and those that are listed', async () => {
    const eve = await aUser().in(test);
    const cookie = await cookieOf(eve);
    const foreign: Record<string, string>[] = [
      { Origin: 'https://evil.example' },
      { Origin: 'https://evil.example', 'Sec-Fetch-Site': 'same-site' },
      { Origin: 'null' },
      { Origin: `${LISTED}.evil.com` },
      { Origin: OWN, 'Sec-Fetch-Site': 'cross-site' },
      { 'Sec-Fetch-Site': 'cross-site' },
      { 'Sec-Fetch-Site': 'same-site' },
      { 'Sec-Fetch-Site': 'none' },
    ];
    for (const headers of foreign) {
      for (const path of ['/auth/refresh', '/auth/logout']) {
        const reply = await post(path, cookie, headers);
        expect([headers, path, reply.status, reply.body.code]).toEqual([headers, path, 403, 'FORBIDDEN']);
        expect(reply.headers.getSetCookie()).toEqual([]);
      }
      expect((await signIn(eve, headers)).status).toBe(403);
    }
    const own = await post('/auth/refresh', cookie, { Origin: OWN, 'Sec-Fetch-Site': 'same-origin' });
    expect(own.status).toBe(200);
    const listed = await post('/auth/refresh', pair(own), { Origin: LISTED, 'Sec-Fetch-Site': 'same-site' });
    expect([listed.status, listed.headers.get('access-control-allow-origin')]).toEqual([200, LISTED]);
    expect(listed.headers.get('access-control-allow-credentials')).toBe('true');
  });

  it('C138: a form cannot send it, because a body is JSON or nothing', async () => {
    const fay = await aUser().in(test);
    const cookie = await cookieOf(fay);
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
      const reply = await rawRequest(
        test.url,
        `POST /api/v1/auth/refresh HTTP/1.1\r\nHost: a\r\nConnection: close\r\nCookie: ${cookie}\r\n` +
          `Content-Type: ${type}\r\nContent-Length: 3\r\n\r\na=b`,
      );
      expect([type, reply.status]).toEqual([type, 415]);
    }
    expect((await post('/auth/refresh', cookie)).status).toBe(200);
  });

  it('C058: two tokens that differ are nobody, whoever else sends a token along', async () => {
    const [gil, hal] = [await aUser().in(test), await aUser().in(test)];
    const cookie = await cookieOf(gil);
    const other = await cookieOf(hal);
    const refreshToken = other.split('=')[1];
    for (const path of ['/auth/refresh', '/auth/logout']) {
      const both = await post(path, cookie, {}, { refreshToken });
      expect([both.status, both.body.errors?.[0]]).toMatchObject([400, { field: 'refreshToken', code: 'ambiguous' }]);
      expect((await post(path, `${cookie}; ${other}`)).status).toBe(400);
    }
    const bearer = { Cookie: cookie, Authorization: `Bearer ${hal.accessToken}` };
    const reply = await test.api.post('/auth/refresh', undefined, { headers: bearer });
    expect((await test.api.with(reply.data.accessToken as string).get('/users/me')).data.id).toBe(gil.id);
    expect((await post('/auth/refresh', other)).status).toBe(200);
  });

  it('a cookie that is none of ours disturbs nobody', async () => {
    const ida = await aUser().in(test);
    const headers = { Cookie: 'quire_refresh=%00%ff; quire_refresh; =; ;;', Origin: 'https://evil.example' };
    expect((await test.api.get('/posts', { headers })).status).toBe(200);
    expect((await test.api.get('//health/live', { headers })).status).toBe(200);
    const credentials = { email: ida.email, password: PASSWORD };
    const { status, data } = await test.api.post('/auth/login', credentials, { headers });
    expect(status).toBe(200);
    const { refreshToken } = data as { refreshToken: string };
    expect((await test.api.post('/auth/refresh', { refreshToken }, { headers })).data.refreshToken).toMatch(
      /^[\w-]{71}$/,
    );
    expect((await test.api.post('/auth/refresh', undefined, { headers })).body.code).toBe('TOKEN_INVALID');
    expect(pair(await signIn(ida, { Cookie: headers.Cookie }))).toMatch(/^quire_refresh=[\w-]{71}$/);
    const none = await test.api.post('/auth/refresh');
    expect([none.status, none.body.errors?.[0]]).toMatchObject([400, { field: 'refreshToken', code: 'required' }]);
  });

  it('C034: the cookie signs in to nothing else', async () => {
    const jim = await aUser().in(test);
    const cookie = await cookieOf(jim);
    expect((await test.api.get('/users/me', { headers: { Cookie: cookie } })).status).toBe(401);
    expect((await test.api.get('/auth/sessions', { headers: { Cookie: cookie } })).status).toBe(401);
    expect((await post('/auth/logout-all', cookie)).status).toBe(401);
    expect((await post('/auth/refresh', cookie)).status).toBe(200);
  });
});

/** The cookie that an answer sets, as a browser sends it. */
function pair({ headers }: Reply): string {
  return headers.getSetCookie()[0]?.split(';', 1)[0] ?? '';
}

/** Seconds. */
function lifetimeOf({ headers }: Reply): number {
  return Number(/; Max-Age=(\d+);/.exec(headers.getSetCookie()[0] ?? '')?.[1]);
}
