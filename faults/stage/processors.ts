import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/**
 * Who has which of the machine's processors: one is the application's alone, and the others are for PostgreSQL, Redis and
 * the clients. Without that, a figure would tell how the scheduler of the system shares them out.
 */
export class Processors {
  private constructor(
    private readonly first: number,
    private readonly others: readonly number[],
  ) {}

  /**
   * Leaves the first processor that this process may use to the application: moves this process, and with it whatever it
   * starts from now on, to the others. Undefined where there is only one, and where it cannot be told: that needs Linux.
   */
  static async divide(): Promise<Processors | undefined> {
    const status = await readFile('/proc/self/status', 'utf8').catch(() => '');
    const [first, ...others] = processorsIn(/^Cpus_allowed_list:\s*(\S+)$/m.exec(status)?.[1] ?? '');
    if (first === undefined || others.length === 0) return undefined;
    await promisify(execFile)('taskset', ['--all-tasks', '--cpu-list', '--pid', others.join(','), String(process.pid)]);
    return new Processors(first, others);
  }

  /** What to begin a command with, so that it runs where the application does: taskset(1) becomes that command. */
  get forApplication(): readonly string[] {
    return ['taskset', '--cpu-list', String(this.first)];
  }

  toString(): string {
    return `the application on processor ${this.first}, all else on ${this.others.join(', ')}`;
  }
}

/** The numbers in a list such as `0-2,5`, as the kernel writes it. */
export function processorsIn(list: string): number[] {
  return [...list.matchAll(/(\d+)(?:-(\d+))?/g)].flatMap(([, from, to = from]) => {
    const [first, last] = [Number(from), Number(to)];
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });
}
