import { createDocument } from '../../src/platform/http/index.js';
import { Database } from '../../src/platform/database/index.js';
import { startApp, type TestApp } from '../support/app.js';
import type { ProblemBody, Reply } from '../support/client.js';
import { aPost } from '../support/posts.js';
import { aUser, PASSWORD, type TestUser } from '../support/users.js';
import { operationsOf, type DocumentedOperation } from './operations.js';
import { randomNumbers, randomValue, refusedParameters, refusedValues, STRANGE_NAMES, TRICKS } from './poison.js';

const SEED = 20_260_101;

let server: TestApp;
let admin: TestUser;
let userId: string;
let postId: string;
let operations: DocumentedOperation[];
beforeAll(async () => {
  server = await startApp();
  operations = operationsOf(createDocument(server.app));
  admin = await aUser().named('root').admin().in(server);
  await aUser().named('spare').admin().in(server);
  userId = (await aUser().named('ann').in(server)).id;
  postId = (await aPost().by(admin.api).titled('Hello').published()).id;
});
afterAll(() => server.stop());

/** Members that would be accepted. */
const GOOD: Record<string, unknown> = {
  email: 'new@example.com',
  username: 'newcomer',
  password: PASSWORD,
  currentPassword: PASSWORD,
  newPassword: 'An0ther-horse!',
  name: 'New',
  title: 'New',
  content: 'Words.',
  role: 'user',
  reason: 'spam',
  refreshToken: 'x',
  into: 'x',
};

function goodBody({ body = {} }: DocumentedOperation): Record<string, unknown> {
  return Object.fromEntries(Object.entries(GOOD).filter(([name]) => name in body));
}

function pathOf({ path }: DocumentedOperation): string {
  const own = path.startsWith('/posts') ? postId : path.startsWith('/auth') ? admin.sessionId : userId;
  return path.replace(/\{[^}]+\}/, own);
}

/** Everything in every table, as one line each. */
async function everything(): Promise<string[]> {
  const database = server.app.get(Database);
  const tables = await database.queryText<{ name: string }>(
    "SELECT quote_ident(table_name) AS name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1",
  );
  const lines = [];
  for (const { name } of tables) {
    const [row] = await database.queryText<{ count: string; digest: string }>(
      `SELECT count(*), md5(string_agg(t::text, ' ' ORDER BY t::text)) AS digest FROM ${name} t`,
    );
    lines.push(`${name} ${row?.count} ${row?.digest}`);
  }
  return lines;
}

/** Runs the calls a few at a time and gives what was wrong with their answers. */
async function faultsOf<T>(inputs: T[], call: (input: T) => Promise<string | undefined>): Promise<string[]> {
  const faults: string[] = [];
  const left = inputs.values();
  const work = async (): Promise<void> => {
    for (const input of left) {
      const fault = await call(input);
      if (fault !== undefined) faults.push(fault);
    }
  };
  await Promise.all(Array.from({ length: 6 }, work));
  return faults;
}

/** Undefined for a 400 that names the field, in `errors` and in the words about it. */
function unnamed(reply: Reply, field: string, sent: unknown): string | undefined {
  const { status, errors = [] } = (reply.body ?? {}) as ProblemBody;
  const about = errors.filter((error) => error.field === field || /^[.[]/.test(error.field.slice(field.length)));
  if (status === 400 && about.some((error) => error.field.startsWith(field) && error.message.includes(field)))
    return undefined;
  return `${field} = ${JSON.stringify(sent).slice(0, 60)} → ${reply.status} ${JSON.stringify(errors)}`;
}

async function expectNothingWritten(work: () => Promise<string[]>): Promise<void> {
  const before = await everything();
  expect(await work()).toEqual([]);
  expect(await everything()).toEqual(before);
  expect((await server.api.get('//health/live')).status).toBe(200);
}

describe('every operation, given what it does not take', () => {
  it('C081, C085, C088, C100, C107: names the body member that is wrong, and writes nothing', async () => {
    const cases = operations.flatMap((operation) =>
      Object.entries(operation.body ?? {}).flatMap(([name, schema]) =>
        refusedValues(schema).map((value) => ({ operation, name, value })),
      ),
    );
    expect(cases.length).toBeGreaterThan(500);
    await expectNothingWritten(() =>
      faultsOf(cases, async ({ operation, name, value }) => {
        const body = { ...goodBody(operation), [name]: value };
        const reply = await admin.api.call(operation.method, pathOf(operation), body);
        if (reply.status === 413 && JSON.stringify(body).length > 100_000) return undefined;
        const fault = unnamed(reply, name, value);
        return fault && `${operation.name}: ${fault}`;
      }),
    );
  });

  it('C088, C092, C095, C107, C117: names the query parameter that is wrong, and writes nothing', async () => {
    const cases = operations.flatMap((operation) =>
      Object.entries(operation.query).flatMap(([name, schema]) => [
        ...refusedParameters(schema).map((value) => ({ operation, name, query: `${name}=${value}` })),
        ...[`${name}=1&${name}=2`, `${name}[]=1`, `${name}[a]=1`, `${name}.a=1`, `${name.toUpperCase()}=1`].map(
          (query) => ({ operation, name: query.includes('&') ? name : (query.split('=')[0] ?? ''), query }),
        ),
      ]),
    );
    expect(cases.length).toBeGreaterThan(500);
    await expectNothingWritten(() =>
      faultsOf(cases, async ({ operation, name, query }) => {
        const reply = await admin.api.get(`${pathOf(operation)}?${query}`);
        const fault = unnamed(reply, name, query);
        return fault && `${operation.name}: ${fault}`;
      }),
    );
  });

  it('C080, C081, C083, C113, C114: refuses members and parameters that it does not know, by name', async () => {
    const names = ['id', 'role', 'isAdmin', 'authorId', 'passwordHash', 'version', 'deletedAt', 'toString', 'valueOf'];
    const parameters = ['filter', 'where', 'include', 'fields', 'populate', 'author[passwordHash]', 'access_token'];
    const cases = operations.flatMap((operation) => [
      ...(operation.method === 'GET' || operation.streams ? [] : names)
        .filter((name) => !operation.body?.[name])
        .map((name) => ({ operation, name, body: { ...goodBody(operation), [name]: 'x' }, query: '' })),
      ...parameters.map((name) => ({ operation, name, body: undefined, query: `?${name}=x` })),
    ]);
    await expectNothingWritten(() =>
      faultsOf(cases, async ({ operation, name, body, query }) => {
        const reply = await admin.api.call(operation.method, pathOf(operation) + query, body);
        const fault = unnamed(reply, name, 'x');
        return fault && `${operation.name}: ${fault}`;
      }),
    );
  });

  it('C085: refuses a body that is no object', async () => {
    const cases = operations
      .filter(({ method, streams }) => method !== 'GET' && !streams)
      .flatMap((operation) =>
        ['[]', '[{}]', '"text"', '1', 'true', 'null', '""', '0'].map((body) => ({ operation, body })),
      );
    await expectNothingWritten(() =>
      faultsOf(cases, async ({ operation, body }) => {
        const reply = await admin.api.call(operation.method, pathOf(operation), body);
        return reply.status === 400 && reply.body.errors.length > 0
          ? undefined
          : `${operation.name} ${body} → ${reply.status} ${reply.text.slice(0, 200)}`;
      }),
    );
  });

  it('C088, C090, C091: finds nothing under strange ids and names', async () => {
    const cases = operations
      .filter(({ pathParameters }) => pathParameters.length > 0)
      .flatMap((operation) => STRANGE_NAMES.map((name) => ({ operation, name })));
    await expectNothingWritten(() =>
      faultsOf(cases, async ({ operation, name }) => {
        const path = operation.path.replace(/\{[^}]+\}/, name);
        // A client resolves dot segments by itself; what it then asks for is another path.
        if (/^(\.|%2e)+$/.test(name)) return undefined;
        const body = operation.body && goodBody(operation);
        const reply = await admin.api.call(operation.method, path, body);
        if (reply.status === 404) return undefined;
        const isNamed = reply.status === 400 && unnamed(reply, 'id', name) === undefined;
        return isNamed ? undefined : `${operation.name} ${name} → ${reply.status} ${reply.text.slice(0, 200)}`;
      }),
    );
  });

  it('C111, C131: strange preconditions and keys are refused or match nothing', async () => {
    const values = [
      '',
      '"',
      '""',
      'x',
      '*x',
      '"1"',
      'W/"1.x"',
      '"99999999999.x"',
      '"-1.x"',
      `"${'x'.repeat(5000)}"`,
      '"\xff.x"',
    ];
    const cases = operations
      .filter(({ headers, method }) => headers.some((name) => name !== 'If-None-Match') && method !== 'DELETE')
      .flatMap((operation) => values.map((value) => ({ operation, value })));
    const faults = await faultsOf(cases, async ({ operation, value }) => {
      const headers = Object.fromEntries(operation.headers.map((name) => [name, value]));
      const { status, text } = await admin.api.call(operation.method, pathOf(operation), operation.body && {}, {
        headers,
      });
      return status < 500 ? undefined : `${operation.name} ${value} → ${status} ${text}`;
    });
    expect(faults).toEqual([]);
  });
});

describe('every operation, given words that are tricks elsewhere', () => {
  const isHarmless = ({ status, text }: Reply): boolean =>
    status < 500 && !/syntax error|at .*\.js|pg_|SELECT |ECONN|\/work\//.test(status >= 400 ? text : '');

  it('C094, C098, C109: treats them as words in bodies', async () => {
    const ignored = /^POST \/auth\/(login|password)/;
    // Each account that is made costs a hash, and so does each proof of who one is.
    const hashes = /^POST \/(users|auth\/register|auth\/totp\/recovery-codes)$|^DELETE \/(users\/me|auth\/totp)$/;
    const cases = operations
      .filter(({ name }) => !ignored.test(name))
      .flatMap((operation) =>
        Object.keys(operation.body ?? {}).flatMap((name) =>
          (hashes.test(operation.name) ? TRICKS.slice(0, 5) : TRICKS).map((value, index) => ({
            operation,
            name,
            value: operation.body?.[name]?.type === 'array' ? [value] : value,
            unique: `${name}-${index}`,
          })),
        ),
      );
    const faults = await faultsOf(cases, async ({ operation, name, value, unique }) => {
      const body = { ...goodBody(operation), ...personal(operation, unique), [name]: value };
      const reply = await admin.api.call(operation.method, pathOf(operation), body);
      return isHarmless(reply)
        ? undefined
        : `${operation.name} ${name} ${String(value)} → ${reply.status} ${reply.text}`;
    });
    expect(faults).toEqual([]);
    expect((await server.api.get('//health/live')).status).toBe(200);
  });

  it('C094, C095, C098: treats them as words in queries', async () => {
    const cases = operations.flatMap((operation) =>
      Object.entries(operation.query)
        .filter(([, { type, format, enum: choices }]) => type === 'string' && !format && !choices)
        .flatMap(([name]) => TRICKS.map((value) => ({ operation, name, value }))),
    );
    const faults = await faultsOf(cases, async ({ operation, name, value }) => {
      const reply = await admin.api.get(pathOf(operation), { query: { [name]: value } });
      return isHarmless(reply) ? undefined : `${operation.name} ${name} ${value} → ${reply.status} ${reply.text}`;
    });
    expect(faults).toEqual([]);
  });

  it(`bears random bodies (seed ${SEED})`, async () => {
    const random = randomNumbers(SEED);
    const cases = operations
      .filter(({ method, name }) => method !== 'GET' && !name.startsWith('DELETE'))
      .flatMap((operation) =>
        Array.from({ length: 20 }, () => {
          const members = Object.keys(operation.body ?? { x: 1 }).map((name) => [name, randomValue(random)]);
          return { operation, body: Object.fromEntries(members) as object };
        }),
      );
    const faults = await faultsOf(cases, async ({ operation, body }) => {
      const reply = await admin.api.call(operation.method, pathOf(operation), body);
      return isHarmless(reply)
        ? undefined
        : `${operation.name} ${JSON.stringify(body)} → ${reply.status} ${reply.text}`;
    });
    expect(faults).toEqual([]);
    expect((await server.api.get('//health/live')).status).toBe(200);
  });

  function personal({ name }: DocumentedOperation, unique: string): object {
    const isNew = name === 'POST /users' || name === 'POST /auth/register';
    return isNew ? { email: `${unique}@example.com`.toLowerCase(), username: unique.toLowerCase() } : {};
  }
});
