import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { COMPILE_CACHE } from '../support/compile-cache.js';

const MAIN = join(import.meta.dirname, '../../dist/src/main.js');
const SYSTEM_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Quire as it is started by hand: the built program, in a folder, with an environment of its own. */
export class QuireProcess {
  stdout = '';
  stderr = '';
  /** The exit code; null when a signal ended it. */
  readonly exited: Promise<number | null>;
  private readonly child: ChildProcessByStdio<null, Readable, Readable>;

  /** Takes any free port unless `variables` names one. */
  constructor(folder: string, variables: Record<string, string> = {}) {
    const env = { ...COMPILE_CACHE, PATH: SYSTEM_PATH, PORT: '0', ...variables };
    this.child = spawn(process.execPath, [MAIN], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
    this.child.stdout.setEncoding('utf8').on('data', (text: string) => (this.stdout += text));
    this.child.stderr.setEncoding('utf8').on('data', (text: string) => (this.stderr += text));
    this.exited = once(this.child, 'close').then(([code]) => code as number | null);
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** Whether it runs, as far as this process has heard. */
  get running(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** What its output says, once it says it. */
  async says(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const match = pattern.exec(this.stdout);
      if (match) return match;
      if (!this.running) throw new Error(`It ended without saying ${pattern}: ${this.stdout}${this.stderr}`);
      await Promise.race([once(this.child.stdout, 'data'), this.exited]);
    }
  }

  /** The address that it serves, once it does. */
  async ready(): Promise<string> {
    const [, port] = await this.says(/"msg":"Listening on [^"]+:(\d+)"/);
    return `http://127.0.0.1:${port ?? ''}`;
  }

  /** Its log, as far as it was written; what is no JSON is left out. */
  get log(): { level: string; msg: string }[] {
    const lines = this.stdout.split('\n').filter((line) => line.startsWith('{'));
    return lines.map((line) => JSON.parse(line) as { level: string; msg: string });
  }

  async end(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    if (this.running) this.child.kill(signal);
    return this.exited;
  }

  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }
}
