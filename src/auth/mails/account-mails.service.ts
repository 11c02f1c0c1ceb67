import { Injectable, type OnModuleInit } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { Database } from '../../platform/database/index.js';
import { Jobs } from '../../platform/jobs/index.js';
import { OneTimeTokens } from '../one-time-tokens/index.js';
import { PURPOSES, type AccountMailKind, type MailDetails } from './account-mail.js';
import { AccountMailDelivery } from './account-mail-delivery.service.js';
import { AccountMailsRepository } from './account-mails.repository.js';

const SEND = 'send-account-mail';

/** Has mails about accounts sent, behind the requests. */
@Injectable()
export class AccountMails implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly mails: AccountMailsRepository,
    private readonly delivery: AccountMailDelivery,
    private readonly tokens: OneTimeTokens,
    private readonly jobs: Jobs,
  ) {}

  onModuleInit(): void {
    this.jobs.handle(SEND, ({ id }: { id: string }) => this.delivery.deliver(id));
    this.jobs.schedule('sweep-account-mails', '37 3 * * *', () => this.mails.sweep());
  }

  /**
   * Has a mail sent once the open transaction is committed. Of mails with a token, one of the same kind that still
   * waits is not sent. Users without an address get none.
   */
  queue(kind: AccountMailKind, userId: string, { to, ...details }: MailDetails = {}): Promise<void> {
    return this.database.transaction(async () => {
      const id = uuidv7();
      if (PURPOSES.has(kind)) await this.mails.drop(userId, [kind]);
      if (await this.mails.insert({ id, userId, kind, email: to, details })) await this.jobs.add(SEND, { id });
    });
  }

  /** Makes all tokens useless that a user was sent, or that are on their way: those first, as they are being made. */
  voidTokens(userId: string): Promise<void> {
    return this.database.transaction(async () => {
      await this.mails.drop(userId, [...PURPOSES.keys()]);
      await this.tokens.voidAll(userId);
    });
  }
}
