import { isIP } from 'node:net';
import { MailRefused, type Mail, type MailTransport } from './mail.js';

/** Connections to the server at a time: as many as there are jobs. */
const CONNECTIONS = 2;

/** What nodemailer tells of a failure; its message may repeat addresses, and is kept out of logs and job tables. */
interface SmtpFailure {
  code?: string;
  command?: string;
  responseCode?: number;
  permanent?: boolean;
}

type Pool = Awaited<ReturnType<typeof openPool>>;

/**
 * An SMTP server (RFC 5321), by a pool of connections. An account's password travels in TLS only. The library is loaded
 * by the first mail.
 */
export class SmtpTransport implements MailTransport {
  private pool: Promise<Pool> | undefined;
  /** The moment until which a server that fell silent is left alone, so that mails that wait keep no other job waiting. */
  private silentUntil = 0;

  /** @param patience milliseconds that the server may take to be found and to greet */
  constructor(
    private readonly url: URL,
    private readonly from: string,
    private readonly patience: number,
  ) {}

  async deliver({ to, subject, text, html }: Mail): Promise<void> {
    if (performance.now() < this.silentUntil) throw new Error('The mail server has just been silent');
    const headers = { 'Auto-Submitted': 'auto-generated' };
    try {
      const pool = await (this.pool ??= openPool(this.url, this.patience));
      await pool.sendMail({ from: this.from, to: { name: '', address: to }, subject, text, html, headers });
    } catch (error) {
      const failure = error as SmtpFailure;
      if (failure.code === 'ETIMEDOUT') this.silentUntil = performance.now() + 2 * this.patience;
      throw described(failure);
    }
  }

  close(): void {
    void this.pool?.then((pool) => {
      pool.close();
    });
  }
}

async function openPool(url: URL, patience: number) {
  const { createTransport } = await import('nodemailer');
  const { protocol, hostname, port, username, password } = url;
  const host = hostname.replace(/^\[|\]$/g, '');
  const secure = protocol === 'smtps:';
  const auth = { user: decodeURIComponent(username), pass: decodeURIComponent(password) };
  return createTransport({
    pool: true,
    maxConnections: CONNECTIONS,
    host,
    port: Number(port) || (secure ? 465 : 587),
    secure,
    ...(username !== '' && { auth, requireTLS: !secure && !isLoopback(host) }),
    dnsTimeout: patience,
    connectionTimeout: patience,
    greetingTimeout: patience,
    // Some look through a mail before they say that they have it; to give up on one of those would send it twice.
    socketTimeout: 6 * patience,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

/** RFC 5321 §4.2.1: what a 5yz reply refuses is refused for good. One to the sender or the account is the operator's to mend. */
function described({ code = 'UNKNOWN', command = '', responseCode, permanent = false }: SmtpFailure): Error {
  const reason = [code, command, responseCode].filter((part) => part !== undefined && part !== '').join(' ');
  const refused = permanent && (command === 'RCPT TO' || code === 'EMESSAGE');
  return refused
    ? new MailRefused(`The mail server refuses the mail for good (${reason})`)
    : new Error(`The mail server did not take the mail (${reason})`);
}
