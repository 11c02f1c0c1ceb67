import { startApp, type TestApp } from '../support/app.js';
import { aUser, PASSWORD, type TestUser } from '../support/users.js';

describe('the administration of users', () => {
  let test: TestApp;
  let root: TestUser;
  let mod: TestUser;
  let ann: TestUser;

  beforeAll(async () => {
    test = await startApp();
    root = await aUser().named('root').admin().in(test);
    mod = await aUser().named('mod').moderator().in(test);
    ann = await aUser().named('ann').in(test);
  });

  afterAll(() => test.stop());

  describe('creating', () => {
    const body = { email: 'Zoe@Example.com', username: 'Zoe', name: ' Zoe ', password: PASSWORD };

    it('an admin creates an account that can sign in', async () => {
      const reply = await root.api.post('/users', { ...body, role: 'moderator' });
      expect(reply.status).toBe(201);
      expect(reply.data).toMatchObject({ email: 'zoe@example.com', username: 'zoe', name: 'Zoe', role: 'moderator' });
      expect(reply.headers.get('location')).toBe(`/api/v1/users/${reply.data.id}`);
      expect(reply.headers.get('etag')).toMatch(/^"1\./);
      expect((await test.api.post('/auth/login', { email: 'zoe@example.com', password: PASSWORD })).status).toBe(200);
    });

    it('an email or username is given once', async () => {
      await root.api.post('/users', { ...body, email: 'yan@example.com', username: 'yan' });
      const sameEmail = await root.api.post('/users', { ...body, email: 'YAN@example.com', username: 'yan2' });
      expect([sameEmail.status, sameEmail.body.code]).toEqual([409, 'EMAIL_TAKEN']);
      const sameName = await root.api.post('/users', { ...body, email: 'yan2@example.com', username: 'YAN' });
      expect([sameName.status, sameName.body.code]).toEqual([409, 'USERNAME_TAKEN']);
    });

    it('C199: a refusal shows neither constraint nor value', async () => {
      const { text } = await root.api.post('/users', { ...body, email: 'ann@example.com', username: 'ann3' });
      expect(text).not.toMatch(/users_|ann@example|Key|constraint/);
    });

    it('a retry with the same Idempotency-Key gives the same answer and one account', async () => {
      const options = { headers: { 'Idempotency-Key': 'create-wim' } };
      const wim = { ...body, email: 'wim@example.com', username: 'wim' };
      const first = await root.api.post('/users', wim, options);
      const second = await root.api.post('/users', wim, options);
      expect([first.status, second.status, second.text]).toEqual([201, 201, first.text]);
      expect(second.headers.get('idempotent-replayed')).toBe('true');
    });

    it('others create none', async () => {
      for (const caller of [mod, ann]) {
        const reply = await caller.api.post('/users', body);
        expect([reply.status, reply.body.code]).toEqual([403, 'FORBIDDEN']);
      }
      expect((await test.api.post('/users', body)).status).toBe(401);
    });
  });

  describe('editing', () => {
    it('an admin changes profile and email, which counts as unverified again', async () => {
      const bea = await aUser().named('bea').in(test);
      const reply = await root.api.patch(`/users/${bea.id}`, { name: 'Bea', email: 'New@Example.com' });
      expect(reply.data).toMatchObject({ name: 'Bea', email: 'new@example.com', emailVerified: false, version: 3 });
      const taken = await root.api.patch(`/users/${bea.id}`, { email: 'ann@example.com' });
      expect([taken.status, taken.body.code]).toEqual([409, 'EMAIL_TAKEN']);
    });

    it('C073, C081: nobody else edits an account, and nobody its role or state this way', async () => {
      for (const caller of [mod, ann])
        expect((await caller.api.patch(`/users/${ann.id}`, { name: 'X' })).status).toBe(403);
      for (const field of ['role', 'status', 'deletedAt', 'suspendedAt', 'sessionEpoch', 'password']) {
        const reply = await root.api.patch(`/users/${ann.id}`, { [field]: 'admin' });
        expect([reply.status, reply.body.errors?.[0]?.field]).toEqual([400, field]);
      }
    });

    it('C090: an id that is none is refused, an unknown one not found', async () => {
      for (const id of ['x', 'ann', `${ann.id}%20`, 'z'.repeat(36)]) {
        expect((await root.api.patch(`/users/${id}`, { name: 'X' })).body.code).toBe('VALIDATION_ERROR');
      }
      const unknown = await root.api.patch('/users/00000000-0000-0000-0000-000000000000', { name: 'X' });
      expect(unknown.body.code).toBe('NOT_FOUND');
      expect((await root.api.patch(`/users/${ann.id.toUpperCase()}`, {})).data.id).toBe(ann.id);
    });
  });

  describe('deleting', () => {
    it('takes the profile away and ends all sessions, until it is restored', async () => {
      const cid = await aUser().named('cid').in(test);
      expect((await root.api.delete(`/users/${cid.id}`)).status).toBe(204);
      expect((await test.api.get('/users/cid')).status).toBe(404);
      expect((await root.api.get(`/users/${cid.id}`)).status).toBe(404);
      expect((await cid.api.get('/users/me')).body.code).toBe('TOKEN_INVALID');
      expect((await test.api.post('/auth/login', { email: cid.email, password: PASSWORD })).body.code).toBe(
        'INVALID_CREDENTIALS',
      );
      expect((await root.api.delete(`/users/${cid.id}`)).status).toBe(404);
      expect((await root.api.patch(`/users/${cid.id}`, { name: 'X' })).status).toBe(404);
      const restored = await root.api.post(`/users/${cid.id}/restore`);
      expect([restored.status, restored.data.status]).toEqual([200, 'active']);
      expect((await test.api.get('/users/cid')).status).toBe(200);
      expect((await cid.api.get('/users/me')).status).toBe(401);
      expect((await test.api.post('/auth/login', { email: cid.email, password: PASSWORD })).status).toBe(200);
    });

    it('what is not deleted cannot be restored', async () => {
      const reply = await root.api.post(`/users/${ann.id}/restore`);
      expect([reply.status, reply.body.code, reply.body.allowed]).toEqual([
        409,
        'INVALID_STATE',
        ['suspend', 'delete'],
      ]);
    });

    it('holds to If-Match', async () => {
      const dot = await aUser().in(test);
      const reply = await root.api.delete(`/users/${dot.id}`, undefined, { headers: { 'If-Match': '"7.x"' } });
      expect(reply.status).toBe(412);
      expect((await test.api.get(`/users/${dot.id}`)).status).toBe(200);
    });
  });
});
