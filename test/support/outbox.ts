import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Mail } from '../../src/platform/mail/index.js';
import type { TestApp } from './app.js';
import { need } from './environment.js';
import { until } from './until.js';

/** A file of its own for each application, which goes with the run. */
export function newOutbox(): string {
  return join(need('folder'), 'mails', `${randomUUID()}.ndjson`);
}

/** All mails that the application has sent, the oldest first. */
export async function mailsOf({ config }: TestApp): Promise<Mail[]> {
  const text = await readFile(config.mail.outbox, 'utf8').catch(() => '');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Mail);
}

/** Waits for the n-th mail to an address whose subject begins so. */
export async function mailTo(test: TestApp, to: string, subject: string, n = 1): Promise<Mail> {
  let found: Mail[] = [];
  await until(async () => {
    const mails = await mailsOf(test);
    found = mails.filter((mail) => mail.to === to && mail.subject.startsWith(subject)).slice(n - 1);
    return found.length > 0;
  });
  const [mail] = found as [Mail];
  return mail;
}

/** The token of a mail's link. */
export function tokenOf({ text }: Mail): string {
  return /\?token=([\w-]{43})\b/.exec(text)?.[1] ?? '';
}
