import { v7 as uuidv7 } from 'uuid';
import type { Role } from '../../src/platform/context/index.js';
import { Database } from '../../src/platform/database/index.js';
import { AccessTokens } from '../../src/platform/security/index.js';
import type { TestApp } from './app.js';
import type { Client } from './client.js';

/** The password of every user that a builder makes. */
export const PASSWORD = 'Correct-Horse-7';
/** Its hash, made once: tests need not wait for Argon2. */
const PASSWORD_HASH =
  '$argon2id$v=19$m=19456,t=2,p=1$R/WDzrenOXceHom9kyQxAg$J9Vgype0kr6k62bbkrOEIktYo/bd/mzgmJAtcSlnlVk';

/** Somebody who is signed in. */
export interface TestUser {
  id: string;
  username: string;
  email: string;
  sessionId: string;
  accessToken: string;
  /** The API as this user calls it. */
  api: Client;
}

interface Row {
  username: string;
  name: string;
  email: string | null;
  role: Role;
  deletedAt: Date | null;
  suspendedAt: Date | null;
  createdAt: Date;
}

/** `await aUser().named('ann').admin().in(app)` */
export class UserBuilder {
  private constructor(private readonly row: Readonly<Partial<Row>>) {}

  static readonly anybody = new UserBuilder({});

  /** Username, and email before the `@`. */
  named(username: string): UserBuilder {
    return this.with({ username });
  }

  called(name: string): UserBuilder {
    return this.with({ name });
  }

  withEmail(email: string | null): UserBuilder {
    return this.with({ email });
  }

  moderator(): UserBuilder {
    return this.with({ role: 'moderator' });
  }

  admin(): UserBuilder {
    return this.with({ role: 'admin' });
  }

  deleted(): UserBuilder {
    return this.with({ deletedAt: new Date() });
  }

  suspended(): UserBuilder {
    return this.with({ suspendedAt: new Date() });
  }

  registeredAt(createdAt: Date): UserBuilder {
    return this.with({ createdAt });
  }

  /** Writes the user to the application's database and signs them in. */
  async in(test: TestApp): Promise<TestUser> {
    const id = uuidv7();
    const row = this.complete(id);
    await insert(test, id, row);
    const sessionId = await openSession(test, id);
    const accessToken = test.app.get(AccessTokens).issue({ userId: id, sessionId, role: row.role });
    return {
      id,
      username: row.username,
      email: row.email ?? '',
      sessionId,
      accessToken,
      api: test.api.with(accessToken),
    };
  }

  private with(change: Partial<Row>): UserBuilder {
    return new UserBuilder({ ...this.row, ...change });
  }

  private complete(id: string): Row {
    const username = this.row.username ?? `u-${id.slice(-12)}`;
    return {
      username,
      name: username,
      email: `${username}@example.com`,
      role: 'user',
      deletedAt: null,
      suspendedAt: null,
      createdAt: new Date(),
      ...this.row,
    };
  }
}

export function aUser(): UserBuilder {
  return UserBuilder.anybody;
}

async function insert(test: TestApp, id: string, row: Row): Promise<void> {
  const database = test.app.get(Database);
  await database.queryText(
    `INSERT INTO users (id, username, name, email, role, deleted_at, suspended_at, suspension_reason, created_at, updated_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7::timestamptz, CASE WHEN $7::timestamptz IS NULL THEN NULL ELSE 'spam' END, $8, $8)`,
    [id, row.username, row.name, row.email, row.role, row.deletedAt, row.suspendedAt, row.createdAt],
  );
  if (row.email === null) return;
  await database.queryText('INSERT INTO credentials (user_id, password_hash) VALUES ($1, $2)', [id, PASSWORD_HASH]);
}

async function openSession(test: TestApp, userId: string): Promise<string> {
  const id = uuidv7();
  await test.app.get(Database).queryText(
    `INSERT INTO sessions (id, user_id, epoch, expires_at, user_agent, ip_address)
     VALUES ($1, $2, 1, now() + interval '7 days', 'test', '127.0.0.1')`,
    [id, userId],
  );
  return id;
}
