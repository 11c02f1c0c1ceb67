import pg from 'pg';
import { DataSource } from 'typeorm';
import { dataSourceOptions } from '../../src/platform/database/data-source-options.js';
import { Database } from '../../src/platform/database/database.js';
import { createDatabase } from '../support/postgres.js';

export interface OpenDatabase {
  database: Database;
  dataSource: DataSource;
  url: string;
  /** A session of somebody else. */
  outsider: pg.Client;
  /** What everybody else can see of a column of a table. */
  seen(column: string): Promise<unknown[]>;
  close(): Promise<void>;
}

/** A database with one small table, `notes`, and the application's way to it. */
export async function openDatabase(poolSize = 10): Promise<OpenDatabase> {
  const created = await createDatabase();
  const outsider = new pg.Client(created.url);
  await outsider.connect();
  await outsider.query(`
    CREATE TABLE notes (
      id integer CONSTRAINT notes_pkey PRIMARY KEY,
      title text NOT NULL CONSTRAINT notes_title_key UNIQUE,
      stars integer NOT NULL DEFAULT 0 CONSTRAINT notes_stars_check CHECK (stars BETWEEN 0 AND 5),
      parent integer CONSTRAINT notes_parent_fkey REFERENCES notes
    )`);
  const options = dataSourceOptions({ url: created.url, poolSize, patience: 1000, statementTimeout: 3000, ssl: 'off' });
  const dataSource = await new DataSource(options).initialize();
  return {
    database: new Database(dataSource),
    dataSource,
    url: created.url,
    outsider,
    seen: async (column) => {
      const { rows } = await outsider.query<Record<string, unknown>>(`SELECT ${column} FROM notes ORDER BY id`);
      return rows.map((row) => row[column]);
    },
    close: async () => {
      if (dataSource.isInitialized) await dataSource.destroy();
      await outsider.end();
      await created.drop();
    },
  };
}

/** Statements of the tests, written once like the application's. */
export const INSERT = { name: 'notes.insert', text: 'INSERT INTO notes (id, title) VALUES ($1, $2)' };
export const RENAME = { name: 'notes.rename', text: 'UPDATE notes SET title = $2 WHERE id = $1' };
export const TITLES = { name: 'notes.titles', text: 'SELECT title FROM notes ORDER BY id' };

/** A promise and the means to fulfil it, to make two pieces of work meet at a point. */
export function gate(): { opened: Promise<undefined>; open: () => void } {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  return {
    opened: promise,
    open: () => {
      resolve(undefined);
    },
  };
}
