import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres.error.js';
import { describeProcess, endProcess } from './processes.js';

/** What postgres writes about itself into `postmaster.pid` of its data folder. */
export interface Postmaster {
  pid: number;
  status: string;
}

/** Reads `postmaster.pid`: its first line is the process id, its eighth the status. Undefined when there is none. */
export async function readPostmaster(data: string): Promise<Postmaster | undefined> {
  const text = await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '');
  const lines = text.split('\n');
  const pid = Number(lines[0]);
  return Number.isInteger(pid) && pid > 0 ? { pid, status: lines[7]?.trim() ?? '' } : undefined;
}

/**
 * Stops the server that an application which was killed has left running in `data`.
 * A file that names a process which is something else by now is removed, because postgres would wait for that process. One
 * that names no process is left to postgres, which then makes sure that no process of the dead server still writes.
 * @throws EmbeddedPostgresError when the server does not end
 */
export async function stopLeftover(data: string): Promise<boolean> {
  const postmaster = await readPostmaster(data);
  const running = postmaster && (await describeProcess(postmaster.pid));
  if (postmaster === undefined || running === undefined) return false;
  if (running.command !== '' && !running.command.includes(data)) {
    await rm(join(data, 'postmaster.pid'), { force: true });
    return false;
  }
  if (!(await endProcess(postmaster.pid, 'SIGINT', 'SIGQUIT')))
    throw new EmbeddedPostgresError(
      `The PostgreSQL of an earlier run (process ${postmaster.pid}) still holds ${data} and does not end: end it and start again.`,
    );
  return true;
}
