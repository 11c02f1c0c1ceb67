import { Injectable, Logger } from '@nestjs/common';
import { Database } from '../../platform/database/index.js';
import { Mailer, MailRefused, type Mail } from '../../platform/mail/index.js';
import { OneTimeTokens } from '../one-time-tokens/index.js';
import { PURPOSES } from './account-mail.js';
import { AccountLetters } from './account-letters.js';
import { AccountMailsRepository } from './account-mails.repository.js';

/** Sends mails on their way. A token is made only here, as its mail is written, and again when that is repeated. */
@Injectable()
export class AccountMailDelivery {
  private readonly log = new Logger('Mail');

  constructor(
    private readonly database: Database,
    private readonly mails: AccountMailsRepository,
    private readonly tokens: OneTimeTokens,
    private readonly letters: AccountLetters,
    private readonly mailer: Mailer,
  ) {}

  /** Sends a mail unless it is out of date. @throws Error when it is worth trying again */
  async deliver(id: string): Promise<void> {
    const mail = await this.write(id);
    if (mail) await this.send(id, mail);
    await this.mails.remove(id);
  }

  private write(id: string): Promise<Mail | undefined> {
    return this.database.transaction(async () => {
      const mail = await this.mails.lock(id);
      if (!mail) return undefined;
      const purpose = PURPOSES.get(mail.kind);
      const token = purpose && (await this.tokens.make(mail.userId, purpose, mail.email));
      return this.letters.write(mail, token);
    });
  }

  private async send(id: string, mail: Mail): Promise<void> {
    try {
      await this.mailer.send(mail);
    } catch (error) {
      if (!(error instanceof MailRefused)) throw error;
      this.log.warn(`Mail ${id} is given up: ${error.message}`);
    }
  }
}
