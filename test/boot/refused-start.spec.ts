import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { join } from 'node:path';
import { createDatabase, type TestDatabase } from '../support/postgres.js';
import { makeFolder, removeFolder } from './folder.js';
import { QuireProcess } from './quire-process.js';

const SECRET = 'q3Vt8mZk1xYw7Lb5Rj2Nc9Hd4Fs6Gp0A';

describe('A start that cannot go on', () => {
  let folder: string;
  let database: TestDatabase;

  beforeAll(async () => {
    folder = await makeFolder();
    database = await createDatabase();
  });

  afterAll(async () => {
    await database.drop();
    await removeFolder(folder);
  });

  async function refusal(variables: Record<string, string>): Promise<string[]> {
    const quire = new QuireProcess(folder, variables);
    expect(await quire.exited).toBe(1);
    expect(quire.stdout).not.toMatch(/Listening|Quire is ready/);
    return quire.stderr.trimEnd().split('\n');
  }

  it('names every fault of its configuration on a line of its own and shows no value (C238)', async () => {
    const lines = await refusal({
      NODE_ENV: 'production',
      PORT: 'canary-1',
      DATABASE_URL: 'mysql://quire:canary-2@db/quire',
      JWT_SECRET: 'canary-3',
      JWT_PRIVATE_KEY: '-----BEGIN PRIVATE KEY-----\\ncanary-5\\n-----END PRIVATE KEY-----',
      TROTTLE_LIMIT: 'canary-4',
    });
    expect(lines.map((line) => line.split(' ')[1])).toEqual([
      'PORT',
      'DATABASE_URL',
      'JWT_SECRET',
      'JWT_PRIVATE_KEY',
      'TROTTLE_LIMIT',
    ]);
    expect(lines.join()).not.toContain('canary');
  });

  it('reads the faults of .env too', async () => {
    await writeFile(join(folder, '.env'), 'PUBLIC_URL=nowhere\n');
    expect(await refusal({})).toEqual([expect.stringMatching(/^quire: PUBLIC_URL is not a URL/)]);
    await writeFile(join(folder, '.env'), '');
  });

  it.each(['127.0.0.1', 'localhost', '0.0.0.0'])('says that the port is taken, on %s', async (HOST) => {
    const other: Server = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const lines = await refusal({ HOST, PORT: String(port), DATABASE_URL: database.url });
    expect(lines).toEqual([
      `quire: Port ${port} is in use by another program; end that one, or set PORT to another port`,
    ]);
    other.close();
  });

  it('says that the address is not one of the machine', async () => {
    expect(await refusal({ HOST: '192.0.2.1', DATABASE_URL: database.url })).toEqual([
      expect.stringMatching(/^quire: 192\.0\.2\.1 is not an address of this machine/),
    ]);
  });

  it('says that the database cannot be reached', async () => {
    const lines = await refusal({ DATABASE_URL: 'postgres://quire:canary@127.0.0.1:1/quire' });
    expect(lines).toEqual([expect.stringMatching(/^quire: Cannot connect to the database/)]);
    expect(lines.join()).not.toContain('canary');
  });

  it('says what is wrong with the first admin', async () => {
    const admin = { ADMIN_EMAIL: 'ann@example.com', ADMIN_PASSWORD: 'too-simple-canary' };
    const lines = await refusal({ DATABASE_URL: database.url, JWT_SECRET: SECRET, ...admin });
    expect(lines).toEqual([expect.stringMatching(/^quire: .*ADMIN_PASSWORD/)]);
    expect(lines.join()).not.toContain('canary');
  });
});
