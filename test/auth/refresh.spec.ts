import { SessionSweepService } from '../../src/auth/session-sweep.service.js';
import { Database } from '../../src/platform/database/index.js';
import { startApp, type TestApp } from '../support/app.js';
import type { Client } from '../support/client.js';
import { mailTo } from '../support/outbox.js';
import { aUser, PASSWORD, type TestUser } from '../support/users.js';

interface Tokens {
  accessToken: string;
  refreshToken: string;
}

async function login(test: TestApp, user: TestUser): Promise<Tokens> {
  return (await test.api.post('/auth/login', { email: user.email, password: PASSWORD })).data as Tokens;
}

function refresh(test: TestApp, refreshToken: unknown): ReturnType<Client['post']> {
  return test.api.post('/auth/refresh', { refreshToken });
}

function sessionOf({ accessToken }: Tokens): string {
  return (JSON.parse(Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString()) as { sid: string }).sid;
}

describe('refreshing', () => {
  let test: TestApp;

  beforeAll(async () => {
    test = await startApp();
  });

  afterAll(() => test.stop());

  /** Lets time pass for a session, as the database sees it. */
  async function age(tokens: Tokens, interval: string): Promise<void> {
    await test.app.get(Database).queryText(
      `UPDATE sessions SET rotated_at = rotated_at - $2::interval, created_at = created_at - $2::interval,
         last_used_at = last_used_at - $2::interval, expires_at = expires_at - $2::interval WHERE id = $1`,
      [sessionOf(tokens), interval],
    );
  }

  it('C041: gives a new pair each time, in one session', async () => {
    const ann = await aUser().in(test);
    const first = await login(test, ann);
    await age(first, '1 hour');
    const tokens = [first];
    const used: string[] = [];
    for (let round = 0; round < 3; round += 1) {
      const reply = await refresh(test, tokens.at(-1)?.refreshToken);
      expect([reply.status, reply.headers.get('cache-control')]).toEqual([200, 'private, no-store']);
      expect(Object.keys(reply.data).sort()).toEqual(['accessToken', 'expiresIn', 'refreshToken', 'tokenType']);
      tokens.push(reply.data as Tokens);
      const sessions = await test.api.with(reply.data.accessToken as string).get('/auth/sessions');
      const listed = sessions.data as { current: boolean; lastUsedAt: string }[];
      used.push(listed.find(({ current }) => current)?.lastUsedAt ?? '');
      expect(listed).toHaveLength(2);
    }
    expect(new Set(tokens.map(({ refreshToken }) => refreshToken)).size).toBe(4);
    expect(used[0]).not.toBe(used[2]);
  });

  it('C045: forgives the token spent last for a moment, and gives the same successor', async () => {
    const bob = await aUser().in(test);
    const first = await login(test, bob);
    const second = (await refresh(test, first.refreshToken)).data as Tokens;
    const again = await refresh(test, first.refreshToken);
    expect([again.status, again.data.refreshToken]).toEqual([200, second.refreshToken]);
    expect((await test.api.with(again.data.accessToken as string).get('/users/me')).status).toBe(200);
  });

  it('C043: parallel tabs all get the one successor', async () => {
    const cat = await aUser().in(test);
    const first = await login(test, cat);
    const replies = await Promise.all(Array.from({ length: 20 }, () => refresh(test, first.refreshToken)));
    expect(replies.map(({ status }) => status)).toEqual(Array(20).fill(200));
    const successors = new Set(replies.map(({ data }) => (data as Tokens).refreshToken));
    expect(successors.size).toBe(1);
    expect((await refresh(test, [...successors][0])).status).toBe(200);
  });

  it('C042: a token that is older ends the session, and no other', async () => {
    const dan = await aUser().in(test);
    const other = await login(test, dan);
    const first = await login(test, dan);
    const second = (await refresh(test, first.refreshToken)).data as Tokens;
    const third = (await refresh(test, second.refreshToken)).data as Tokens;
    const reused = await refresh(test, first.refreshToken);
    expect([reused.status, reused.body.code]).toEqual([401, 'TOKEN_REUSED']);
    expect(reused.headers.get('www-authenticate')).toBe('Bearer error="invalid_token"');
    expect((await refresh(test, third.refreshToken)).body.code).toBe('TOKEN_INVALID');
    for (const { accessToken } of [first, second, third]) {
      expect((await test.api.with(accessToken).get('/users/me')).body.code).toBe('TOKEN_INVALID');
    }
    expect((await refresh(test, other.refreshToken)).status).toBe(200);
    expect((await dan.api.get('/users/me')).status).toBe(200);
    await refresh(test, first.refreshToken);
    const entries = await test.app.get(Database).queryText(
      `SELECT outcome, actor_id AS actor, changes->>'sessionId' AS session FROM audit_log
         WHERE action = 'auth.refresh-token-reused' AND target_id = $1`,
      [dan.id],
    );
    expect(entries).toEqual([{ outcome: 'failure', actor: null, session: sessionOf(first) }]);
    expect((await mailTo(test, dan.email, 'A session has been ended')).text).toContain('127.0.0.1');
  });

  it('C042: the token spent last ends the session once the moment is over', async () => {
    const eve = await aUser().in(test);
    const first = await login(test, eve);
    const second = (await refresh(test, first.refreshToken)).data as Tokens;
    await age(first, '11 seconds');
    expect((await refresh(test, first.refreshToken)).body.code).toBe('TOKEN_REUSED');
    expect((await refresh(test, second.refreshToken)).body.code).toBe('TOKEN_INVALID');
  });

  it('C051: a session in daily use ends after 30 days', async () => {
    const fay = await aUser().in(test);
    let tokens = await login(test, fay);
    for (let day = 1; day < 30; day += 1) {
      await age(tokens, '1 day');
      const reply = await refresh(test, tokens.refreshToken);
      expect([day, reply.status]).toEqual([day, 200]);
      tokens = reply.data as Tokens;
    }
    await age(tokens, '1 day');
    expect((await refresh(test, tokens.refreshToken)).body.code).toBe('TOKEN_EXPIRED');
    expect((await test.api.with(tokens.accessToken).get('/users/me')).status).toBe(401);
  });

  it('C052: a session that is not used for 7 days ends', async () => {
    const gil = await aUser().in(test);
    const tokens = await login(test, gil);
    await age(tokens, '6 days 23 hours');
    const next = (await refresh(test, tokens.refreshToken)).data as Tokens;
    await age(tokens, '7 days');
    expect((await refresh(test, next.refreshToken)).body.code).toBe('TOKEN_EXPIRED');
  });

  it('sessions that ended by themselves are removed, those of the last day excepted', async () => {
    const ivy = await aUser().in(test);
    const [long, lately, live] = [await login(test, ivy), await login(test, ivy), await login(test, ivy)];
    await age(long, '8 days 1 second');
    await age(lately, '7 days 23 hours');
    await test.app.get(SessionSweepService).sweep();
    const codes = [];
    for (const { refreshToken } of [long, lately]) codes.push((await refresh(test, refreshToken)).body.code);
    expect(codes).toEqual(['TOKEN_INVALID', 'TOKEN_EXPIRED']);
    expect((await refresh(test, live.refreshToken)).status).toBe(200);
  });

  it.each(['', 'x'.repeat(10_000), null, 1, ['x'], undefined])('C050: %j is no token', async (token) => {
    const reply = await refresh(test, token);
    expect([reply.status, reply.body.errors?.[0]?.field]).toEqual([400, 'refreshToken']);
  });

  it('C029, C032, C050: what was not written here ends nothing', async () => {
    const hal = await aUser().in(test);
    const { accessToken, refreshToken } = await login(test, hal);
    const bytes = Buffer.from(refreshToken, 'base64url');
    const changed = (index: number): string => {
      const copy = Buffer.from(bytes);
      copy.writeUInt8(copy.readUInt8(index) ^ 1, index);
      return copy.toString('base64url');
    };
    const forgeries = [
      changed(0),
      changed(5),
      changed(20),
      changed(52),
      'not base64!',
      accessToken.slice(0, 500),
      hal.sessionId,
    ];
    for (const forged of forgeries) expect((await refresh(test, forged)).body.code).toBe('TOKEN_INVALID');
    expect((await test.api.with(refreshToken).get('/users/me')).body.code).toBe('TOKEN_INVALID');
    expect((await refresh(test, refreshToken)).status).toBe(200);
  });

  it('C057: nothing in the database is a token', async () => {
    const ida = await aUser().in(test);
    const { refreshToken } = await login(test, ida);
    const database = test.app.get(Database);
    const rows = await database.queryText<{ row: Record<string, unknown> }>(
      'SELECT to_jsonb(s) AS row FROM sessions s',
    );
    const values = rows.flatMap(({ row }) => Object.values(row)).filter((value) => typeof value === 'string');
    expect(values.join(' ')).not.toContain(refreshToken);
    for (const value of new Set(values)) {
      const spellings = [
        value,
        Buffer.from(value).toString('base64url'),
        Buffer.from(value.replaceAll('-', ''), 'hex').toString('base64url'),
      ];
      for (const spelling of spellings.filter((text) => text !== '')) {
        expect((await refresh(test, spelling)).status).toBe(401);
      }
    }
  });

  it("C058: somebody else's access token changes nothing", async () => {
    const jim = await aUser().in(test);
    const kay = await aUser().in(test);
    const { refreshToken } = await login(test, jim);
    const { data } = await kay.api.post('/auth/refresh', { refreshToken });
    expect((await test.api.with(data.accessToken as string).get('/users/me')).data.id).toBe(jim.id);
  });

  it('C037: a refreshed token knows the present role', async () => {
    const lea = await aUser().in(test);
    const { refreshToken } = await login(test, lea);
    await test.app.get(Database).queryText("UPDATE users SET role = 'moderator' WHERE id = $1", [lea.id]);
    const { accessToken } = (await refresh(test, refreshToken)).data as Tokens;
    expect(JSON.parse(Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString())).toMatchObject({
      role: 'moderator',
    });
  });
});

describe('refreshing without grace, on two instances', () => {
  let test: TestApp;
  let other: TestApp;

  beforeAll(async () => {
    const tokens = { refreshGrace: 0 };
    test = await startApp({ tokens });
    other = await startApp({ tokens }, test);
  });

  afterAll(async () => {
    await other.stop();
    await test.stop();
  });

  it('C044: exactly one of 50 parallel requests succeeds, and the session is ended', async () => {
    const ann = await aUser().in(test);
    const { refreshToken } = await login(test, ann);
    const replies = await Promise.all(
      Array.from({ length: 50 }, (_, index) => refresh(index % 2 ? test : other, refreshToken)),
    );
    const winners = replies.filter(({ status }) => status === 200);
    expect(winners).toHaveLength(1);
    const codes = new Set(
      replies.filter(({ status }) => status !== 200).map(({ body }) => (body as { code: string }).code),
    );
    expect([...codes].filter((code) => !['TOKEN_REUSED', 'TOKEN_INVALID'].includes(code))).toEqual([]);
    expect((await refresh(test, (winners[0]?.data as Tokens).refreshToken)).body.code).toBe('TOKEN_INVALID');
  });
});
