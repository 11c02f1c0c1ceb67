import { execFile } from 'node:child_process';
import { realpath, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { EmbeddedPostgresError } from './embedded-postgres.error.js';

const run = promisify(execFile);

/** The unprivileged account that PostgreSQL runs under when Quire is started by root, which PostgreSQL refuses. */
export interface Account {
  name: string;
  uid: number;
  gid: number;
}

/** Whether this process needs a substitute account. */
export function runsAsRoot(): boolean {
  return process.getuid?.() === 0;
}

/**
 * The `postgres` account, created when the machine has none, else `nobody`.
 * @throws EmbeddedPostgresError when there is no account at all to run under
 */
export async function substituteAccount(): Promise<Account> {
  const account = (await findAccount('postgres')) ?? (await createAccount('postgres')) ?? (await findAccount('nobody'));
  if (account === undefined)
    throw new EmbeddedPostgresError(
      'PostgreSQL does not run as root and this machine has no other account for it: start Quire as an ordinary user, or set DATABASE_URL.',
    );
  return account;
}

async function findAccount(name: string): Promise<Account | undefined> {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])]);
    return { name, uid: Number(uid.stdout), gid: Number(gid.stdout) };
  } catch {
    return undefined;
  }
}

async function createAccount(name: string): Promise<Account | undefined> {
  try {
    await run('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', name]);
  } catch {
    return undefined;
  }
  return findAccount(name);
}

/** The first folder on the way to `folder`, itself included, that the account may not enter; undefined when the way is open. */
export async function closedFolder(folder: string, account: Account): Promise<string | undefined> {
  const components: string[] = [];
  for (let part = await realpath(folder); part !== components[0]; part = dirname(part)) components.unshift(part);
  for (const component of components) if (!(await mayEnter(component, account))) return component;
  return undefined;
}

async function mayEnter(folder: string, { uid, gid }: Account): Promise<boolean> {
  const { mode, uid: owner, gid: group } = await stat(folder);
  const permission = owner === uid ? 0o100 : group === gid ? 0o010 : 0o001;
  return (mode & permission) !== 0;
}
