import { readdir } from 'node:fs/promises';
import type { MigrationInterface } from 'typeorm';

export type MigrationClass = new () => MigrationInterface;

/** `/migrations` beside the sources, `dist/migrations` beside the compiled code. */
const FOLDER = new URL('../../../migrations/', import.meta.url);
const FILE = import.meta.url.endsWith('.ts') ? /^(\d{14})-[a-z\d-]+\.ts$/ : /^(\d{14})-[a-z\d-]+\.js$/;

/**
 * All migrations, oldest first. The files of the folder are the list.
 *
 * @throws Error when a file does not export one class whose name ends in the file's timestamp.
 */
export async function loadMigrations(): Promise<MigrationClass[]> {
  const files = (await readdir(FOLDER)).filter((name) => FILE.test(name)).sort();
  return Promise.all(files.map(loadMigration));
}

async function loadMigration(file: string): Promise<MigrationClass> {
  const module = (await import(new URL(file, FOLDER).href)) as Record<string, unknown>;
  const timestamp = file.slice(0, 14);
  const classes = Object.values(module).filter((value) => typeof value === 'function') as MigrationClass[];
  const [migration] = classes;
  if (classes.length !== 1 || !migration?.name.endsWith(timestamp)) {
    throw new Error(`The migration ${file} must export one class, and its name must end in ${timestamp}`);
  }
  return migration;
}
