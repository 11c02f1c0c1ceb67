import { startApp, type TestApp } from '../support/app.js';
import { aPost } from '../support/posts.js';
import { ignoreStatements, noteStatements, statementsOf } from '../support/statements.js';
import { aUser, type TestUser } from '../support/users.js';

let server: TestApp;
let ann: TestUser;
let admin: TestUser;
beforeAll(async () => {
  server = await startApp();
  ann = await aUser().named('ann').in(server);
  admin = await aUser().named('ada').admin().in(server);
  noteStatements();
});
afterAll(async () => {
  ignoreStatements();
  await server.stop();
});

describe('the statements that a change of state takes', () => {
  const CHANGE = ['SELECT', 'START', 'SELECT', 'UPDATE', 'SELECT', 'COMMIT'];
  const inAnHour = (): string => new Date(Date.now() + 3_600_000).toISOString();

  it('the session, one transaction, and in it the lock, the change and the answer', async () => {
    const { id } = await aPost().by(ann.api).draft();
    const path = `/posts/${id}`;
    expect(await statementsOf(() => ann.api.post(`${path}/publish`))).toEqual(CHANGE);
    expect(await statementsOf(() => ann.api.post(`${path}/archive`))).toEqual(CHANGE);
    expect(await statementsOf(() => ann.api.post(`${path}/unpublish`))).toEqual(CHANGE);
    expect(await statementsOf(() => ann.api.delete(path))).toEqual(['SELECT', 'START', 'SELECT', 'UPDATE', 'COMMIT']);
    expect(await statementsOf(() => ann.api.post(`${path}/restore`))).toEqual(CHANGE);
  });

  it('scheduling: the job that rings as well', async () => {
    const { id } = await aPost().by(ann.api).draft();
    expect(await statementsOf(() => ann.api.post(`/posts/${id}/publish`, { publishAt: inAnHour() }))).toEqual([
      'SELECT',
      'START',
      ...['SELECT', 'UPDATE', 'SELECT', 'SELECT'],
      'COMMIT',
    ]);
  });

  it('removing for good: the lock, the removal and the audit entry', async () => {
    const { id } = await aPost().by(ann.api).tagged('a', 'b').published();
    expect(await statementsOf(() => admin.api.delete(`/posts/${id}?purge=true`))).toEqual([
      'SELECT',
      'START',
      ...['SELECT', 'DELETE', 'INSERT INTO'],
      'COMMIT',
    ]);
  });

  it.each(['draft', 'scheduled', 'archived', 'trashed'])(
    'a list of %s: the caller, the posts and their number',
    async (status) => {
      expect(await statementsOf(() => ann.api.get(`/posts?status=${status}`))).toHaveLength(3);
    },
  );
});
