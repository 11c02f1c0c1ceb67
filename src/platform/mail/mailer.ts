import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Config } from '../config/index.js';
import { Metrics } from '../observability/index.js';
import { MailRefused, type Mail, type MailTransport } from './mail.js';
import { Outbox } from './outbox.js';
import { SmtpTransport } from './smtp-transport.js';

/** Sends mails by the configured SMTP server, or keeps them in the outbox where there is none. */
@Injectable()
export class Mailer implements OnApplicationShutdown {
  private readonly log = new Logger('Mail');
  private readonly transport: MailTransport;

  constructor(
    config: Config,
    private readonly metrics: Metrics,
  ) {
    const { url, from, outbox, patience } = config.mail;
    this.transport = url === undefined ? new Outbox(outbox, this.log) : new SmtpTransport(new URL(url), from, patience);
  }

  /** After the jobs, which are the ones that send. */
  onApplicationShutdown(): void {
    this.transport.close();
  }

  /**
   * Delivers a mail now. Call it from jobs only: a server takes its time, or does not answer.
   *
   * @throws MailRefused when it is of no use to try again; Error when it may be
   */
  async send(mail: Mail): Promise<void> {
    try {
      await this.transport.deliver(mail);
      this.metrics.mailEnded('sent');
    } catch (error) {
      this.metrics.mailEnded(error instanceof MailRefused ? 'refused' : 'failed');
      throw error;
    }
  }
}
