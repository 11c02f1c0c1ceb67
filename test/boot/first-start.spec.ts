import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder, removeFolder } from './folder.js';
import { QuireProcess } from './quire-process.js';
import { fetch } from '../support/fetch.js';

const READY = /Quire is ready[\s\S]+login[\s\S]+-d .+\n/;

describe('A start in an empty folder, without any configuration', () => {
  let folder: string;
  let quire: QuireProcess;
  let password: string;
  let secret: string;

  const start = async (): Promise<string> => {
    quire = new QuireProcess(folder);
    const url = await quire.ready();
    await quire.says(READY);
    return url;
  };
  const read = async (file: string): Promise<string> => (await readFile(join(folder, '.data', file), 'utf8')).trim();
  const signIn = (url: string): Promise<Response> =>
    fetch(`${url}/api/v1/auth/login`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ email: 'admin@example.com', password }),
    });

  beforeAll(async () => {
    folder = await makeFolder();
  });

  afterAll(async () => {
    await quire.end('SIGKILL');
    await removeFolder(folder);
  });

  it('makes a database, a secret and an admin, and says how to sign in', async () => {
    const url = await start();
    password = await read('admin-password');
    secret = await read('jwt-secret');
    expect(quire.stdout).toContain(`admin@example.com, with the password ${password} (kept in .data/admin-password)`);
    expect(quire.stdout).toContain(`${url.replace('127.0.0.1', 'localhost')}/docs`);
    expect((await signIn(url)).status).toBe(200);
  });

  it('keeps what it made from other accounts', async () => {
    for (const file of ['admin-password', 'jwt-secret']) {
      expect((await stat(join(folder, '.data', file))).mode & 0o777).toBe(0o600);
    }
    expect(secret.length).toBeGreaterThanOrEqual(32);
    expect(quire.stdout).not.toContain(secret);
  });

  it('keeps a second start out of its folder, with one line', async () => {
    const second = new QuireProcess(folder);
    expect(await second.exited).toBe(1);
    expect(second.stderr).toMatch(/^quire: [^\n]+\n$/);
    expect((await fetch(`${await quire.ready()}/health/ready`)).status).toBe(200);
  });

  it('ends with the database when it is told to', async () => {
    expect(await quire.end('SIGINT')).toBe(0);
    expect(quire.stderr).toBe('');
    expect(existsSync(join(folder, '.data/postgres/data/postmaster.pid'))).toBe(false);
  });

  it('goes on where it was, without showing the password again', async () => {
    const url = await start();
    expect(quire.stdout).toContain('with the password in .data/admin-password');
    expect(quire.stdout).not.toContain(password);
    expect(await read('jwt-secret')).toBe(secret);
    expect((await signIn(url)).status).toBe(200);
  });

  it('recovers from a kill -9 that left the database running', async () => {
    await quire.end('SIGKILL');
    const url = await start();
    expect((await signIn(url)).status).toBe(200);
    expect(await quire.end()).toBe(0);
  });
});
