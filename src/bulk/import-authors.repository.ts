import { Injectable } from '@nestjs/common';
import { v7 as uuid } from 'uuid';
import { Database } from '../platform/database/index.js';

/** An account that is to be made. */
interface MissingAuthor {
  username: string;
  email: string | null;
  name: string;
}

// Of several lines about one author the first that says something counts.
const COLLECT = `
  CREATE TEMPORARY TABLE post_import_authors ON COMMIT DROP AS
  SELECT l.username, (array_agg(l.email ORDER BY l.line) FILTER (WHERE l.email IS NOT NULL))[1] AS email,
    coalesce((array_agg(l.name ORDER BY l.line) FILTER (WHERE l.name IS NOT NULL))[1], l.username) AS name,
    NULL::uuid AS user_id
  FROM post_import_plan JOIN post_import_lines l USING (line) WHERE l.username IS NOT NULL GROUP BY l.username`;

const find = (column: 'username' | 'email'): string => `
  UPDATE post_import_authors a SET user_id = u.id FROM users u WHERE u.${column} = a.${column} AND a.user_id IS NULL`;

const MISSING = `
  SELECT username, email, name FROM post_import_authors
  WHERE user_id IS NULL AND username > $1 COLLATE "C" ORDER BY username COLLATE "C" LIMIT 500`;

const ADD = `
  INSERT INTO users (id, username, email, name, created_at, updated_at)
  SELECT id, username, email, name, $5, $5
  FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[]) AS author (id, username, email, name)
  ON CONFLICT DO NOTHING`;

const ASSIGN = `
  UPDATE post_import_plan p SET author_id = coalesce(a.user_id, $1)
  FROM post_import_lines l LEFT JOIN post_import_authors a USING (username)
  WHERE l.line = p.line AND (l.username IS NOT NULL OR p.is_new)`;

/** The authors of an import: accounts that are here already, and new ones, which nobody can sign in to. */
@Injectable()
export class ImportAuthorsRepository {
  constructor(private readonly database: Database) {}

  /**
   * Gives each planned post its author, who is made where neither the username nor the email is known.
   *
   * @param otherwise the author of new posts whose line names none.
   */
  async assign(otherwise: string | undefined, now: Date): Promise<void> {
    await this.database.queryText(COLLECT);
    await this.database.queryText('ALTER TABLE post_import_authors ADD PRIMARY KEY (username)');
    do await this.find();
    while (await this.addMissing(now));
    await this.database.queryText(ASSIGN, [otherwise ?? null]);
  }

  private async find(): Promise<void> {
    await this.database.queryText(find('username'));
    await this.database.queryText(find('email'));
  }

  /** Tells whether anybody was missing. Whom somebody else has made meanwhile is there to be found next. */
  private async addMissing(now: Date): Promise<boolean> {
    let last = '';
    for (;;) {
      const missing = await this.database.queryText<MissingAuthor>(MISSING, [last]);
      const lists = [missing.map(() => uuid()), ...columnsOf(missing)];
      if (missing.length === 0) return last !== '';
      await this.database.queryText(ADD, [...lists, now]);
      last = missing.at(-1)?.username ?? last;
    }
  }
}

function columnsOf(authors: MissingAuthor[]): (string | null)[][] {
  return [authors.map(({ username }) => username), authors.map(({ email }) => email), authors.map(({ name }) => name)];
}
