import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BootError } from './boot-error.js';

/** Where a start without configuration keeps what it makes up: the database, secrets, the first admin's password. */
export const DATA_FOLDER = '.data';
export const ADMIN_PASSWORD_FILE = join(DATA_FOLDER, 'admin-password');

const SECRET_FILE = join(DATA_FOLDER, 'jwt-secret');
const SHORTEST_SECRET = 32;

/** The secret that signs tokens: made by the first start, the same ever after. Throws BootError. */
export async function keptSecret(): Promise<string> {
  const kept = await readKept(SECRET_FILE);
  if (kept !== undefined && kept.length >= SHORTEST_SECRET) return kept;
  return keep(SECRET_FILE, randomBytes(48).toString('base64url'));
}

/** The first admin's password, and whether this start has made it. Throws BootError. */
export async function keptAdminPassword(): Promise<{ password: string; isNew: boolean }> {
  const kept = await readKept(ADMIN_PASSWORD_FILE);
  if (kept) return { password: kept, isNew: false };
  return { password: await keep(ADMIN_PASSWORD_FILE, makePassword()), isNew: true };
}

/** Takes back a password that no account got. */
export async function forgetAdminPassword(): Promise<void> {
  await rm(ADMIN_PASSWORD_FILE, { force: true });
}

async function readKept(path: string): Promise<string | undefined> {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw inaccessible(path, error);
  }
}

async function keep(path: string, text: string): Promise<string> {
  try {
    await mkdir(DATA_FOLDER, { recursive: true });
    await writeFile(path, `${text}\n`, { mode: 0o600 });
    return text;
  } catch (error) {
    throw inaccessible(path, error);
  }
}

function inaccessible(path: string, error: unknown): BootError {
  const { code = 'unknown' } = error as NodeJS.ErrnoException;
  return new BootError(`${path} cannot be used (${code}); start where this account may write`, { cause: error });
}

/** 100 random bits and a character of each kind that the rule for passwords asks for, none of them special to a shell. */
function makePassword(): string {
  for (;;) {
    const groups = Array.from({ length: 4 }, () =>
      randomBytes(8)
        .toString('base64')
        .replaceAll(/[^A-Za-z0-9]/g, ''),
    );
    const password = groups.map((group) => group.slice(0, 5)).join('-');
    if (/[a-z]/.test(password) && /[A-Z]/.test(password) && /\d/.test(password)) return password;
  }
}
