import { Injectable } from '@nestjs/common';
import type { NameSource } from '../audit/index.js';
import { Database, type Statement } from '../platform/database/index.js';

const OF_IDS: Statement = {
  name: 'users.names-of-ids',
  text: 'SELECT id, username FROM users WHERE id = ANY($1::uuid[])',
};
const ID_OF: Statement = { name: 'users.id-of-username', text: 'SELECT id FROM users WHERE username = $1' };

/** What the audit log asks about users; deleted ones are known too. */
@Injectable()
export class ActorNamesRepository implements NameSource {
  constructor(private readonly database: Database) {}

  async usernamesOf(ids: string[]): Promise<Map<string, string>> {
    if (ids.length === 0) return new Map();
    const rows = await this.database.query<{ id: string; username: string }>(OF_IDS, [ids]);
    return new Map(rows.map(({ id, username }) => [id, username]));
  }

  async idOf(username: string): Promise<string | undefined> {
    const [row] = await this.database.query<{ id: string }>(ID_OF, [username]);
    return row?.id;
  }
}
