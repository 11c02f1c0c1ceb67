import { Controller, Get, Post, Query } from '@nestjs/common';
import type { Readable } from 'node:stream';
import type { Principal } from '../platform/context/index.js';
import {
  ApiBody,
  ApiExtraModels,
  ApiTags,
  getSchemaPath,
  Answer,
  answer,
  GivesNdjson,
  NdjsonBody,
  ndjsonOf,
  Operation,
  TakesNdjson,
  type NdjsonLine,
} from '../platform/http/index.js';
import { badRequest, requestTimeout } from '../platform/problem/index.js';
import { Caller, Roles, Scope, VerifiedEmail } from '../platform/security/index.js';
import { BulkExportService } from './bulk-export.service.js';
import { BulkImportService } from './bulk-import.service.js';
import { ImportQuery } from './bulk.dto.js';
import { ImportReportView, toImportReportView } from './bulk.view.js';
import { ImportLineInput } from './import-line.dto.js';

@ApiTags('Posts')
@Controller({ path: 'posts', version: '1' })
export class BulkController {
  constructor(
    private readonly imports: BulkImportService,
    private readonly exports: BulkExportService,
  ) {}

  @Post('import')
  @Roles('admin')
  @VerifiedEmail()
  @TakesNdjson()
  @ApiExtraModels(ImportLineInput)
  @ApiBody({ description: 'A post on each line', schema: { $ref: getSchemaPath(ImportLineInput) } })
  @Operation({
    summary: 'Import posts, any number of them',
    description:
      'All accepted lines are written together at the end of the stream, or none. A line whose `externalId` is known ' +
      'changes that post: what it leaves out stays as it is. Lines that cannot become a post are refused by their number.',
    success: answer(ImportReportView),
    problems: [badRequest, requestTimeout],
  })
  async import(
    @NdjsonBody() lines: AsyncIterable<NdjsonLine>,
    @Query() { dryRun }: ImportQuery,
    @Caller() caller: Principal,
  ): Promise<Answer<ImportReportView>> {
    const report = await this.imports.import(lines, { dryRun, callerId: caller.userId });
    return new Answer(toImportReportView(report));
  }

  @Get('export')
  @Roles('admin')
  @Scope('posts:read', 'users:read')
  @GivesNdjson()
  @Operation({
    summary: 'Export all posts',
    description: 'Each post that is not in the trash on a line, as the import takes it back.',
    success: ndjsonOf(ImportLineInput),
  })
  export(): Promise<Readable> {
    return this.exports.export();
  }
}
