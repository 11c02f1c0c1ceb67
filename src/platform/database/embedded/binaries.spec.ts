import { chmod, lstat, mkdir, mkdtemp, readFile, readlink, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyBinaries, hydrateSymlinks, installedBinaries } from './binaries.js';

let top: string;
let folder: string;

beforeEach(async () => {
  top = await mkdtemp(join(tmpdir(), 'quire-binaries-'));
  folder = join(top, 'native');
  await mkdir(join(folder, 'bin'), { recursive: true });
  await mkdir(join(folder, 'lib'));
  await writeFile(join(folder, 'bin', 'postgres'), 'program');
  await writeFile(join(folder, 'lib', 'libpq.so.5.18'), 'library');
  await writeFile(
    join(folder, 'pg-symlinks.json'),
    JSON.stringify([{ source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so.5' }]),
  );
});

afterEach(() => rm(top, { recursive: true, force: true }));

describe('the programs of PostgreSQL', () => {
  it('are those of version 18', async () => {
    expect((await installedBinaries()).version).toMatch(/^18\./);
  });

  it('get the links that an install without scripts has left out, as often as wanted', async () => {
    await hydrateSymlinks(folder);
    await hydrateSymlinks(folder);
    expect(await readlink(join(folder, 'lib', 'libpq.so.5'))).toBe('libpq.so.5.18');
  });

  it('are readable and runnable by everyone once copied, however closed the original is', async () => {
    await symlink('libpq.so.5.18', join(folder, 'lib', 'libpq.so.5'));
    await chmod(join(folder, 'bin', 'postgres'), 0o700);
    await chmod(join(folder, 'lib', 'libpq.so.5.18'), 0o600);
    await chmod(join(folder, 'bin'), 0o700);
    const copy = join(top, 'copy');
    await copyBinaries({ folder, version: '18.0.0' }, copy);
    const modes = await Promise.all(['bin', 'bin/postgres', 'lib/libpq.so.5'].map((path) => stat(join(copy, path))));
    expect(modes.map(({ mode }) => mode & 0o777)).toEqual([0o755, 0o755, 0o644]);
    expect((await lstat(join(copy, 'lib', 'libpq.so.5'))).isSymbolicLink()).toBe(true);
  });

  it('are copied once per version', async () => {
    const copy = join(top, 'copy');
    await copyBinaries({ folder, version: '18.0.0' }, copy);
    await writeFile(join(folder, 'bin', 'postgres'), 'changed');
    await copyBinaries({ folder, version: '18.0.0' }, copy);
    expect(await readFile(join(copy, 'bin', 'postgres'), 'utf8')).toBe('program');
  });
});
