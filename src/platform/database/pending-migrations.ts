import type { Database } from './database.js';
import { loadMigrations } from './migration-files.js';

const EXECUTED = { name: 'migrations.executed', text: 'SELECT name FROM migrations' };

/** The names of the migrations of this version that the database has not had, oldest first. */
export async function pendingMigrations(database: Database): Promise<string[]> {
  const [known, executed] = await Promise.all([loadMigrations(), database.query<{ name: string }>(EXECUTED)]);
  const done = new Set(executed.map(({ name }) => name));
  return known.map(({ name }) => name).filter((name) => !done.has(name));
}
