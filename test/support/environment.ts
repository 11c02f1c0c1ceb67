/* eslint-disable no-restricted-properties -- the tests' counterpart of src/platform/config: their only reader of the environment */

/** What globalSetup tells the test files, through variables that Jest's workers inherit, and what CI and a developer tell it. */
const NAMES = {
  /** A database of a server on which databases may be created and dropped. Unset: globalSetup starts a server. */
  server: 'TEST_DATABASE_URL',
  /** The migrated database that every test database is a copy of. */
  template: 'TEST_DATABASE_TEMPLATE',
  /** The folder of this run, deleted when it ends. */
  folder: 'TEST_FOLDER',
  /** The Redis of this run; unset when there is none. */
  redis: 'TEST_REDIS_URL',
  /** A Redis to test against, as the application reads it. */
  redisOffered: 'REDIS_URL',
  /** A folder of Markdown posts to import. */
  content: 'CONTENT_DIR',
  ci: 'CI',
} as const;

/** An empty variable counts as unset. */
export function read(name: keyof typeof NAMES): string | undefined {
  const value = process.env[NAMES[name]];
  return value === '' ? undefined : value;
}

/** @throws Error when globalSetup has not set it */
export function need(name: keyof typeof NAMES): string {
  const value = read(name);
  if (value === undefined)
    throw new Error(`${NAMES[name]} is not set: run the tests through Jest, which loads globalSetup`);
  return value;
}

export function write(name: keyof typeof NAMES, value: string): void {
  process.env[NAMES[name]] = value;
}
