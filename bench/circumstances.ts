import { execFileSync } from 'node:child_process';
import { statfsSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import type { Results } from './results.js';

/** All that figures depend on. */
const SOURCES = ['--', 'src', 'migrations', 'bench', 'package-lock.json', ':!bench/results', ':!bench/*.md'];

/** By the numbers that statfs(2) gives them. */
const FILE_SYSTEMS: Partial<Record<number, string>> = {
  0xef53: 'ext4',
  0x01021994: 'tmpfs',
  0x58465342: 'XFS',
  0x9123683e: 'Btrfs',
  0x794c7630: 'overlayfs',
};

/**
 * When a run began, and of what.
 *
 * @param more sources beside those of the benchmark, by their folder.
 */
export function circumstances(...more: string[]): Pick<Results, 'date' | 'commit'> {
  return { date: new Date().toISOString().slice(0, 10), commit: presentCommit(more) };
}

/**
 * What a run was made on.
 *
 * @param folder where the database lies: a disk that others use too may make every figure of writes void.
 */
export function machineWith(folder: string): string {
  const [cpu] = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  const storage = FILE_SYSTEMS[statfsSync(folder).type] ?? 'an unknown file system';
  return `${cpus().length} × ${cpu?.model.trim() ?? 'unknown'}, ${memory} GiB, Node.js ${process.version}, database on ${storage}`;
}

/** Whether the present sources are those of a run, by the commit that it names. */
export function isPresent(commit: string): boolean {
  return commit === presentCommit() || git('diff', '--quiet', commit, ...SOURCES) !== undefined;
}

/** With `-dirty` where the sources have changed since; `unknown` without Git. */
function presentCommit(more: readonly string[] = []): string {
  const commit = git('rev-parse', '--short', 'HEAD');
  if (commit === undefined) return 'unknown';
  return git('status', '--porcelain', ...SOURCES, ...more) === '' ? commit : `${commit}-dirty`;
}

/** What Git says; undefined where it fails, as it does for what differs and for what it does not know. */
function git(...args: string[]): string | undefined {
  try {
    return execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return undefined;
  }
}
