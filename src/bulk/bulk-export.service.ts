import { Injectable } from '@nestjs/common';
import type { Readable } from 'node:stream';
import { Audit } from '../audit/index.js';
import { ExportRepository } from './export.repository.js';

/** Gives out all posts in the form that an import takes. */
@Injectable()
export class BulkExportService {
  constructor(
    private readonly posts: ExportRepository,
    private readonly audit: Audit,
  ) {}

  /** NDJSON as one moment shows it: a line for each post that does not lie in the trash. Destroying it ends the query. */
  async export(): Promise<Readable> {
    await this.audit.record({ action: 'posts.export' });
    return this.posts.stream();
  }
}
