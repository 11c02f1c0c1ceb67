import { Global, Module } from '@nestjs/common';
import { RefusalLog } from '../platform/http/index.js';
import { ActorNames } from './actor-names.js';
import { AuditListRepository } from './audit-list.repository.js';
import { AuditReadingService } from './audit-reading.service.js';
import { AuditRetentionService } from './audit-retention.service.js';
import { AuditController } from './audit.controller.js';
import { AuditRepository } from './audit.repository.js';
import { Audit } from './audit.service.js';
import { AuditedRefusals } from './audited-refusals.js';

/** Provides `Audit` everywhere. */
@Global()
@Module({
  controllers: [AuditController],
  providers: [
    ActorNames,
    Audit,
    AuditListRepository,
    AuditReadingService,
    AuditRepository,
    AuditRetentionService,
    { provide: RefusalLog, useClass: AuditedRefusals },
  ],
  exports: [ActorNames, Audit, RefusalLog],
})
export class AuditModule {}
