import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/index.js';
import { HEAD, LISTS, POSTS, REVISIONS, type Source } from './export.statements.js';

/** A row as the text of a JSON object. */
interface JsonRow {
  json: string;
}

/** Reads what is held about one person as JSON, which the database writes itself; long lists page by page. */
@Injectable()
export class ExportRepository {
  constructor(private readonly database: Database) {}

  /** The members of the document that are not long lists, as one object; undefined when there is no such user. */
  async head(userId: string): Promise<string | undefined> {
    const [row] = await this.database.query<JsonRow>(HEAD, [userId]);
    return row?.json;
  }

  /** The names of the long lists besides the posts. */
  get lists(): string[] {
    return Object.keys(LISTS);
  }

  async *list(name: string, userId: string): AsyncGenerator<string> {
    for (const source of LISTS[name] ?? []) {
      for await (const { json } of this.rows(source, userId)) yield json;
    }
  }

  /** Posts with their ids. */
  async *posts(userId: string): AsyncGenerator<{ id: string; json: string }> {
    for await (const { json, key } of this.rows(POSTS, userId)) yield { id: key.at(-1) ?? '', json };
  }

  async *revisions(userId: string, postId: string): AsyncGenerator<string> {
    for (let after: number | undefined = 0; after !== undefined;) {
      const rows: (JsonRow & { version: number })[] = await this.database.query(REVISIONS, [userId, postId, after]);
      for (const { json } of rows) yield json;
      after = rows.length === REVISIONS.limit ? rows.at(-1)?.version : undefined;
    }
  }

  private async *rows(source: Source, userId: string): AsyncGenerator<JsonRow & { key: string[] }> {
    for (let after: readonly string[] | undefined = source.start; after;) {
      const rows: (JsonRow & { key: string[] })[] = await this.database.query(source, [userId, ...after]);
      yield* rows;
      after = rows.length === source.limit ? rows.at(-1)?.key : undefined;
    }
  }
}
