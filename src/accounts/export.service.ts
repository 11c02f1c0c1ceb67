import { Injectable, Logger } from '@nestjs/common';
import { Readable } from 'node:stream';
import { Audit } from '../audit/index.js';
import type { Principal } from '../platform/context/index.js';
import { notFound } from '../platform/problem/index.js';
import { ExportRepository } from './export.repository.js';

/** Gives people what is held about them. */
@Injectable()
export class ExportService {
  private readonly logger = new Logger(ExportService.name);

  constructor(
    private readonly records: ExportRepository,
    private readonly audit: Audit,
  ) {}

  /**
   * One JSON document, written as fast as it is read: neither memory nor a connection is held for a slow reader. Each
   * list is as it is while it is sent.
   *
   * @throws NOT_FOUND when the account was erased meanwhile
   */
  async export({ userId }: Principal): Promise<Readable> {
    const head = await this.records.head(userId);
    if (head === undefined) throw notFound({ detail: 'No such user' });
    await this.audit.record({ action: 'users.export', target: { type: 'user', id: userId } });
    const document = Readable.from(this.write(head, userId), { objectMode: false });
    return document.once('error', (error) => {
      this.logger.warn(`The export of ${userId} broke off: ${String(error)}`);
    });
  }

  private async *write(head: string, userId: string): AsyncGenerator<string> {
    yield `{"data":${open(head)},"posts":[`;
    yield* this.posts(userId);
    for (const name of this.records.lists) {
      yield `],"${name}":[`;
      yield* separated(this.records.list(name, userId));
    }
    yield ']}}';
  }

  private async *posts(userId: string): AsyncGenerator<string> {
    let comma = '';
    for await (const { id, json } of this.records.posts(userId)) {
      yield `${comma}${open(json)},"revisions":[`;
      yield* separated(this.records.revisions(userId, id));
      yield ']}';
      comma = ',';
    }
  }
}

/** The text of an object that more members can be written to. */
function open(json: string): string {
  return json.slice(0, -1);
}

async function* separated(items: AsyncIterable<string>): AsyncGenerator<string> {
  let isFirst = true;
  for await (const item of items) {
    yield isFirst ? item : `,${item}`;
    isFirst = false;
  }
}
