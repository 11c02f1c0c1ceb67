import { appendFile, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { LoggerService } from '@nestjs/common';
import type { Mail, MailTransport } from './mail.js';

/** A file that mails are appended to, a line of JSON each. Only the owner may read it: whoever holds a mail's link may use it. */
export class Outbox implements MailTransport {
  constructor(
    private readonly path: string,
    private readonly log: LoggerService,
  ) {}

  async deliver({ to, subject, text, html }: Mail): Promise<void> {
    await mkdir(dirname(this.path), { recursive: true });
    await appendFile(this.path, `${JSON.stringify({ to, subject, text, html })}\n`, { mode: 0o600 });
    this.log.log(`To ${to}: ${subject}`);
  }

  close(): void {
    // A file that is opened for each mail needs no closing.
  }
}
