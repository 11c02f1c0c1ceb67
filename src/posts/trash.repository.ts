import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/index.js';

const PURGE = {
  name: 'posts.purge',
  text: `
    DELETE FROM posts WHERE id = ANY (ARRAY(
      SELECT p.id FROM posts p WHERE p.deleted_at < now() - make_interval(days => $1)
      ORDER BY p.deleted_at LIMIT $2 FOR UPDATE SKIP LOCKED))
    RETURNING id`,
};

/** What lies in the trash. */
@Injectable()
export class TrashRepository {
  constructor(private readonly database: Database) {}

  /** Removes posts for good that have lain in the trash for more than so many days; gives their ids. */
  async removeOlderThan(days: number, limit: number): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(PURGE, [days, limit]);
    return rows.map(({ id }) => id);
  }
}
