import { newApiKey } from '../../src/auth/api-keys/index.js';
import { SCOPES, type Scope } from '../../src/platform/context/index.js';
import { Database } from '../../src/platform/database/index.js';
import type { TestApp } from './app.js';
import type { Client } from './client.js';
import type { TestUser } from './users.js';

/** An API key, and the API as its holder calls it. */
export interface TestApiKey {
  id: string;
  key: string;
  api: Client;
}

export const READING = SCOPES.filter((scope) => scope.endsWith(':read'));

/** Writes a key of the owner to the application's database. */
export async function anApiKey(test: TestApp, owner: TestUser, ...scopes: readonly Scope[]): Promise<TestApiKey> {
  const { id, text, hash, lastFour } = newApiKey();
  await test.app.get(Database).queryText(
    `INSERT INTO api_keys (id, user_id, name, scopes, key_hash, last_four, expires_at)
     VALUES ($1, $2, 'A program', $3, $4, $5, now() + interval '90 days')`,
    [id, owner.id, scopes, hash, lastFour],
  );
  return { id, key: text, api: owner.api.withKey(text) };
}
