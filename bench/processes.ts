import { readdir, readFile } from 'node:fs/promises';

/** Clock ticks per second of /proc: USER_HZ, which is 100 on every platform that Node.js runs on. */
const TICKS = 100;

/** One process as /proc tells of it. */
interface ProcessFigures {
  pid: number;
  parent: number;
  /** CPU ticks of its own, and of children that have ended. */
  ticks: number;
}

/**
 * CPU seconds that a process and its descendants have used so far, those that ended in between included; undefined
 * where there is no /proc.
 */
export async function cpuSeconds(pid: number): Promise<number | undefined> {
  const family = await familyOf(pid);
  return family.length === 0 ? undefined : family.reduce((sum, { ticks }) => sum + ticks, 0) / TICKS;
}

/** Resident memory of a process and its descendants, in MB; undefined where there is no /proc. */
export async function residentMemory(pid: number): Promise<number | undefined> {
  const family = await familyOf(pid);
  if (family.length === 0) return undefined;
  const sizes = await Promise.all(family.map((member) => statusKilobytes(member.pid, 'VmRSS')));
  return Math.round(sizes.reduce((sum, size) => sum + size, 0) / 1024);
}

/** The largest resident memory that a process has had so far, in MB; 0 where there is no /proc. */
export async function peakMemory(pid: number): Promise<number> {
  return Math.round((await statusKilobytes(pid, 'VmHWM')) / 1024);
}

async function familyOf(pid: number): Promise<ProcessFigures[]> {
  const all = await allProcesses();
  const family = all.filter((process) => process.pid === pid);
  for (const member of family) family.push(...all.filter(({ parent }) => parent === member.pid));
  return family;
}

async function allProcesses(): Promise<ProcessFigures[]> {
  const names = await readdir('/proc').catch(() => []);
  const pids = names.map(Number).filter((pid) => pid > 0);
  const figures = await Promise.all(pids.map(figuresOf));
  return figures.filter((process) => process !== undefined);
}

/** See proc_pid_stat(5); the name, in brackets, may hold spaces. */
async function figuresOf(pid: number): Promise<ProcessFigures | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
  return { pid, parent: Number(fields[1]), ticks };
}

async function statusKilobytes(pid: number, member: string): Promise<number> {
  const text = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(new RegExp(`${member}:\\s+(\\d+)`).exec(text)?.[1] ?? 0);
}
