import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags, Operation, pageOf, type Page } from '../platform/http/index.js';
import { forbidden, invalidCursor } from '../platform/problem/index.js';
import { Roles } from '../platform/security/index.js';
import { AuditReadingService } from './audit-reading.service.js';
import { AuditQuery } from './audit.dto.js';
import { AuditEntryView } from './audit.view.js';

@ApiTags('Audit')
@Controller({ path: 'audit-log', version: '1' })
export class AuditController {
  constructor(private readonly reading: AuditReadingService) {}

  @Get()
  @Roles('admin')
  @Operation({
    summary: 'List who did what to what',
    description: 'The newest first. Entries are kept for a year; nobody changes them, and nobody can.',
    success: pageOf(AuditEntryView),
    problems: [forbidden, invalidCursor],
  })
  list(@Query() query: AuditQuery): Promise<Page<AuditEntryView>> {
    return this.reading.list(query);
  }
}
