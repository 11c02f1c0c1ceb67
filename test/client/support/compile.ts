import { execFile } from 'node:child_process';
import { mkdtemp, readdir, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PACKAGES = join(import.meta.dirname, '../../../node_modules');

/** Milliseconds for programs that a busy machine may make slow. */
export const PATIENCE = 300_000;

/** How a program ended, and all that it wrote. */
export interface Outcome {
  code: number;
  output: string;
}

/** A folder outside the project, for a project of its own. */
export class Workshop {
  private constructor(readonly folder: string) {}

  static async open(): Promise<Workshop> {
    return new Workshop(await realpath(await mkdtemp(join(tmpdir(), 'quire-client-'))));
  }

  /** @param files texts by their paths in the folder, which has to be there */
  async write(files: Record<string, string>): Promise<void> {
    for (const [path, text] of Object.entries(files)) await writeFile(join(this.folder, path), text);
  }

  /** Lets programs of a folder find the packages of the project. */
  async borrowPackages(folder = '.'): Promise<void> {
    await symlink(PACKAGES, join(this.folder, folder, 'node_modules'), 'dir');
  }

  async list(folder = '.'): Promise<string[]> {
    return (await readdir(join(this.folder, folder))).sort();
  }

  /** Runs a program here. */
  run(command: string, args: string[], folder = this.folder): Promise<Outcome> {
    return new Promise((resolve) => {
      execFile(command, args, { cwd: folder, timeout: PATIENCE, maxBuffer: 2 ** 24 }, (error, stdout, stderr) => {
        resolve({ code: error ? Number(error.code ?? 1) : 0, output: stdout + stderr });
      });
    });
  }

  /** Runs a program of the project's packages here, such as `typescript/bin/tsc`. */
  runPackage(program: string, ...args: string[]): Promise<Outcome> {
    return this.run(process.execPath, [join(PACKAGES, program), ...args]);
  }

  /** Compiles what stands here. */
  compile(options: Record<string, unknown>): Promise<Outcome> {
    return this.write({ 'tsconfig.json': JSON.stringify({ compilerOptions: { ...STRICT, ...options } }) }).then(() =>
      this.runPackage('typescript/bin/tsc', '--project', '.'),
    );
  }

  close(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }
}

const STRICT = {
  target: 'es2022',
  lib: ['es2022', 'dom', 'dom.iterable'],
  types: [],
  strict: true,
  noUncheckedIndexedAccess: true,
};
