import { execFileSync } from 'node:child_process';
import { cpus, totalmem } from 'node:os';
import type { Results } from './results.js';

/** All that figures depend on. */
const SOURCES = ['--', 'src', 'migrations', 'bench', 'package-lock.json', ':!bench/results', ':!bench/*.md'];

/** When, where and of what a run tells. @param more sources beside those of the benchmark, by their folder */
export function circumstances(...more: string[]): Pick<Results, 'date' | 'commit' | 'machine'> {
  const [cpu] = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  return {
    date: new Date().toISOString().slice(0, 10),
    commit: presentCommit(more),
    machine: `${cpus().length} × ${cpu?.model.trim() ?? 'unknown'}, ${memory} GiB, Node.js ${process.version}`,
  };
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
