import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BootError } from './boot-error.js';
import { forgetAdminPassword, keptAdminPassword, keptSecret } from './data-folder.js';

describe('The data folder', () => {
  const before = process.cwd();
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'quire-data-'));
    process.chdir(folder);
  });

  afterEach(async () => {
    process.chdir(before);
    await rm(folder, { recursive: true });
  });

  it('keeps one secret for good, for this account only', async () => {
    const secret = await keptSecret();
    expect(secret.length).toBeGreaterThanOrEqual(32);
    expect(await keptSecret()).toBe(secret);
    expect((await stat('.data/jwt-secret')).mode & 0o777).toBe(0o600);
  });

  it('replaces a secret whose writing was interrupted', async () => {
    await mkdir('.data');
    await writeFile('.data/jwt-secret', '');
    expect((await keptSecret()).length).toBeGreaterThanOrEqual(32);
  });

  it('keeps one password, that the rule for passwords accepts and no shell trips over', async () => {
    const { password, isNew } = await keptAdminPassword();
    expect(isNew).toBe(true);
    expect(password).toMatch(/^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)(?=.*-)[A-Za-z0-9-]{20,}$/);
    expect(await keptAdminPassword()).toEqual({ password, isNew: false });
  });

  it('forgets a password that no account got', async () => {
    const { password } = await keptAdminPassword();
    await forgetAdminPassword();
    expect((await keptAdminPassword()).password).not.toBe(password);
  });

  it('says in one line that it cannot be used', async () => {
    await writeFile('.data', 'a file');
    await expect(keptSecret()).rejects.toThrow(BootError);
    await expect(keptSecret()).rejects.toThrow(/^\.data\/jwt-secret cannot be used \(ENOTDIR\); .+$/);
  });
});
