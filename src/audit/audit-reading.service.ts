import { Injectable } from '@nestjs/common';
import { Pager, UUID, type Page } from '../platform/http/index.js';
import { ActorNames } from './actor-names.js';
import { AuditListRepository } from './audit-list.repository.js';
import { Audit } from './audit.service.js';
import type { AuditQuery } from './audit.dto.js';
import { auditEntryView, type AuditEntryView } from './audit.view.js';

/** Shows the log, with the present names of those who acted. */
@Injectable()
export class AuditReadingService {
  constructor(
    private readonly entries: AuditListRepository,
    private readonly names: ActorNames,
    private readonly pager: Pager,
    private readonly audit: Audit,
  ) {}

  /** Reading addresses of others is entered too. An actor whom nobody knows has done nothing. */
  async list(query: AuditQuery): Promise<Page<AuditEntryView>> {
    const window = this.pager.window(query);
    const actorId = query.actor === undefined ? undefined : await this.idOf(query.actor);
    const rows = await this.entries.find(query, actorId, window);
    const count = window.counted ? await this.entries.count(query, actorId) : undefined;
    const names = await this.names.usernamesOf([...new Set(rows.flatMap((row) => row.actorId ?? []))]);
    await this.audit.note({ action: 'audit.list' });
    return this.pager.page(query, rows, count, (row) => auditEntryView(row, names));
  }

  private async idOf(actor: string): Promise<string> {
    if (UUID.test(actor)) return actor;
    return (await this.names.idOf(actor)) ?? NOBODY;
  }
}

/** The nil UUID (RFC 9562 §5.9), which nobody has. */
const NOBODY = '00000000-0000-0000-0000-000000000000';
