import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { systemErrorCode } from './failure.js';

/** A running process: `started` tells it from a later one with the same id. Both are empty where the system does not say (Windows). */
export interface ProcessDescription {
  started: string;
  command: string;
}

/** Describes a running process; undefined when there is none, or only its unreaped remains (a zombie). */
export async function describeProcess(pid: number): Promise<ProcessDescription | undefined> {
  try {
    if (process.platform === 'linux') return await describeFromProc(pid);
    if (process.platform !== 'win32') return await describeFromPs(pid);
    process.kill(pid, 0);
    return { started: '', command: '' };
  } catch {
    return undefined;
  }
}

/** proc(5): the command's name stands in parentheses and may hold anything; state and start time are the 3rd and 22nd field. */
async function describeFromProc(pid: number): Promise<ProcessDescription | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (state === 'Z' || state === 'X') return undefined;
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8');
  return { started: fields[18] ?? '', command: command.replaceAll('\0', ' ') };
}

async function describeFromPs(pid: number): Promise<ProcessDescription | undefined> {
  const { stdout } = await promisify(execFile)('ps', ['-ww', '-o', 'stat=,lstart=,command=', '-p', String(pid)]);
  const match = /^(\S+)\s+(\S+\s+\S+\s+\S+\s+\S+\s+\d{4})\s+(.*)$/m.exec(stdout.trim());
  if (match === null || match[1]?.startsWith('Z')) return undefined;
  return { started: match[2] ?? '', command: match[3] ?? '' };
}

/**
 * Sends the signals one after the other until the process is gone, giving it ten seconds after each.
 * Answers whether it is gone.
 */
export async function endProcess(pid: number, ...signals: NodeJS.Signals[]): Promise<boolean> {
  for (const signal of signals) {
    try {
      process.kill(pid, signal);
    } catch (error) {
      if (systemErrorCode(error) === 'ESRCH') return true;
      throw error;
    }
    for (const deadline = Date.now() + 10_000; Date.now() < deadline;) {
      if ((await describeProcess(pid)) === undefined) return true;
      await delay(20);
    }
  }
  return false;
}
