import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { EmbeddedPostgresError } from './embedded-postgres.error.js';
import { systemErrorCode } from './failure.js';
import { describeProcess } from './processes.js';

interface Owner {
  pid: number;
  started: string;
}

/**
 * Makes this process the only owner of `cluster`, by a file beside it; answers the function that gives it up again.
 * An owner that no longer runs is replaced.
 * @throws EmbeddedPostgresError while another process owns it
 */
export async function claimCluster(cluster: string): Promise<() => Promise<void>> {
  const path = `${cluster}.owner`;
  const mine = JSON.stringify({ pid: process.pid, started: (await describeProcess(process.pid))?.started ?? '' });
  const draft = `${path}.${randomUUID()}`;
  try {
    await writeFile(draft, mine, { mode: 0o600 });
    while (!(await tryLink(draft, path))) await dropDeadOwner(path, `${draft}.dead`, cluster);
  } finally {
    await rm(draft, { force: true });
  }
  return () => rm(path, { force: true });
}

/** A link appears with its content, and only if there is none yet: of two starters one wins, and none reads half a file. */
async function tryLink(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (systemErrorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

async function dropDeadOwner(path: string, aside: string, cluster: string): Promise<void> {
  const text = await readIfThere(path);
  if (text === undefined) return;
  const owner = parseOwner(text);
  if (owner !== undefined && (await describeProcess(owner.pid))?.started === owner.started)
    throw new EmbeddedPostgresError(
      `Another Quire (process ${owner.pid}) is using the database in ${cluster}: stop it first, or give this one its own with DATABASE_URL.`,
    );
  try {
    await rename(path, aside);
  } catch {
    return;
  }
  // Another starter may have replaced the dead owner since it was read: then its claim is put back.
  if ((await readIfThere(aside)) !== text) await tryLink(aside, path);
  await rm(aside, { force: true });
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** A file that a power cut left empty or torn names no owner. */
function parseOwner(text: string): Owner | undefined {
  try {
    const value = JSON.parse(text) as Partial<Owner>;
    return typeof value.pid === 'number' && typeof value.started === 'string'
      ? { pid: value.pid, started: value.started }
      : undefined;
  } catch {
    return undefined;
  }
}
