import { readdir, readFile, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

type Embedded = typeof import('../../src/platform/database/embedded/index.js');

/**
 * Ends the servers and deletes the folders of runs that were killed: `<prefix><process id>-…`, the process no longer being
 * a Jest. What cannot be deleted, as it is another user's or another run is at it, is left alone.
 */
export async function endAbandonedRuns(prefix: string, embedded: Embedded): Promise<void> {
  const entries = await readdir(dirname(prefix));
  for (const name of entries.filter((entry) => entry.startsWith(basename(prefix)))) {
    const pid = Number(name.slice(basename(prefix).length).split('-', 1)[0]);
    const owner = await embedded.describeProcess(pid);
    if (owner?.command.includes('jest')) continue;
    await endRun(join(dirname(prefix), name), embedded).catch(() => undefined);
  }
}

/** Ends every server below the folder of a run, also those that a test has forgotten, and deletes the folder. */
export async function endRun(folder: string, embedded: Embedded): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true });
  const servers = entries.filter((entry) => entry.isDirectory());
  for (const part of servers.map(({ name }) => join(folder, name)))
    await (basename(part).startsWith('redis-') ? endRedis(part, embedded) : embedded.discardEmbeddedPostgres(part));
  await rm(folder, { recursive: true, force: true });
}

/** A process that has got the id since, and has not the port in its title, is not ours to end. */
async function endRedis(folder: string, { describeProcess, endProcess }: Embedded): Promise<void> {
  const text = await readFile(join(folder, 'process.json'), 'utf8').catch(() => '{}');
  const { pid, port } = JSON.parse(text) as { pid?: number; port?: number };
  if (pid === undefined || port === undefined) return;
  const running = await describeProcess(pid);
  if (running?.command.includes('redis-server') && running.command.includes(String(port)))
    await endProcess(pid, 'SIGKILL');
}
