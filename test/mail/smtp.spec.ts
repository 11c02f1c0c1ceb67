import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { Database } from '../../src/platform/database/index.js';
import { SmtpTransport } from '../../src/platform/mail/smtp-transport.js';
import { startApp, type TestApp } from '../support/app.js';
import { tokenOf } from '../support/outbox.js';
import { until } from '../support/until.js';
import { aUser } from '../support/users.js';

interface Received {
  from: string;
  recipients: string[];
  source: string;
  mail: Email;
}

/** A mail server that keeps what it takes. */
class Letterbox {
  readonly received: Received[] = [];
  private server: SMTPServer | undefined;

  constructor(private readonly options: SMTPServerOptions = {}) {}

  /** @param port any free one when it is 0 */
  async open(port = 0): Promise<number> {
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      closeTimeout: 50,
      onData: (stream, session, done) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          void this.keep(Buffer.concat(chunks), session.envelope).then(() => {
            done();
          });
        });
      },
      ...this.options,
    });
    server.on('error', () => undefined);
    server.listen(port, '127.0.0.1');
    await once(server.server, 'listening');
    this.server = server;
    return (server.server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    const closed = Promise.withResolvers<undefined>();
    if (this.server)
      this.server.close(() => {
        closed.resolve(undefined);
      });
    else closed.resolve(undefined);
    await closed.promise;
  }

  private async keep(
    source: Buffer,
    { mailFrom, rcptTo }: { mailFrom: { address: string } | false; rcptTo: { address: string }[] },
  ): Promise<void> {
    const mail = await PostalMime.parse(source);
    const from = mailFrom ? mailFrom.address : '';
    this.received.push({ from, recipients: rcptTo.map(({ address }) => address), source: source.toString(), mail });
  }
}

/** Takes connections, and says nothing. */
async function openSilentServer(): Promise<Server> {
  const server = createServer((socket) => socket.on('error', () => undefined).resume());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

function query<Row>(test: TestApp, text: string): Promise<Row[]> {
  return test.app.get(Database).queryText<Row>(text);
}

const JOBS = 'graphile_worker._private_jobs';

/** Waits until the job has failed, and has it done again now. */
async function repeatFailedJob(test: TestApp): Promise<string> {
  let error = '';
  await until(async () => {
    const [job] = await query<{ error: string }>(
      test,
      `UPDATE ${JOBS} SET run_at = now() WHERE last_error IS NOT NULL AND locked_at IS NULL RETURNING last_error AS error`,
    );
    error = job?.error ?? '';
    return job !== undefined;
  });
  return error;
}

describe('an SMTP server', () => {
  const letterbox = new Letterbox({
    onRcptTo: ({ address }, _session, done) => {
      done(address.startsWith('gone@') ? Object.assign(new Error(`No ${address}`), { responseCode: 550 }) : undefined);
    },
    onAuth: ({ username, password }, _session, done) => {
      if (username === 'quire@example.com' && password === 'p@ss:word') done(null, { user: username });
      else done(new Error('Wrong'));
    },
    authOptional: false,
    allowInsecureAuth: true,
  });
  let port: number;
  let test: TestApp;

  beforeAll(async () => {
    port = await letterbox.open();
    const url = `smtp://quire%40example.com:p%40ss%3Aword@127.0.0.1:${port}`;
    test = await startApp({ mail: { url, from: 'blog@example.com' } });
  });
  afterAll(async () => {
    await test.stop();
    await letterbox.close();
  });

  it('C108: gets mails with one recipient each, as text and as HTML', async () => {
    const ann = await aUser().named('ann').called('x =?utf-8?B?QmNjOg==?= <b>{{7*7}}</b>').in(test);
    await test.api.post('/auth/password/forgot', { email: ann.email });
    await until(() => letterbox.received.length === 1);
    const [{ from, recipients, source, mail: parsed }] = letterbox.received as [Received];
    expect([from, recipients]).toEqual(['blog@example.com', [ann.email]]);
    expect(parsed.to?.map(({ address }) => address)).toEqual([ann.email]);
    expect([parsed.from?.address, parsed.subject, parsed.cc, parsed.bcc]).toEqual([
      'blog@example.com',
      'Set a new password',
      undefined,
      undefined,
    ]);
    const names = parsed.headers.map(({ key }) => key).sort();
    expect(names).toEqual([
      'auto-submitted',
      'content-type',
      'date',
      'from',
      'message-id',
      'mime-version',
      'subject',
      'to',
    ]);
    expect(source).toContain('multipart/alternative');
    const token = tokenOf({ to: '', subject: '', html: '', text: parsed.text ?? '' });
    expect(parsed.html).toContain(`?token=${token}"`);
    expect((await test.api.post('/auth/password/reset', { token, password: 'Better-Horse-8' })).status).toBe(204);
    await until(() => letterbox.received.length === 2);
  });

  it('may refuse an address for good: the mail is given up, and no trace of it stays', async () => {
    const gone = await aUser().named('gone').in(test);
    await test.api.post('/auth/password/forgot', { email: gone.email });
    await until(async () => (await test.api.get('//metrics')).text.includes('mails_total{outcome="refused"} 1'));
    await until(async () => (await query(test, `SELECT 1 FROM ${JOBS}`)).length === 0);
    expect(await query(test, 'SELECT 1 FROM account_mails')).toEqual([]);
  });

  it('may be away: a request does not wait for it, and the mail comes when it is back', async () => {
    const bob = await aUser().named('bob').in(test);
    const before = letterbox.received.length;
    await letterbox.close();
    expect((await test.api.post('/auth/password/forgot', { email: bob.email })).status).toBe(202);
    expect((await test.api.post('/auth/password/forgot', { email: bob.email })).status).toBe(202);
    const error = await repeatFailedJob(test);
    expect(error).toContain('The mail server did not take the mail');
    expect(error).not.toContain('bob');
    await until(async () => {
      const jobs = await query<{ payload: string }>(test, `SELECT payload::text FROM ${JOBS}`);
      return jobs.every(({ payload }) => /^\{"payload":\{"id":"[^"]+"\},/.test(payload));
    });
    await letterbox.open(port);
    await until(async () => {
      await query(test, `UPDATE ${JOBS} SET run_at = now() WHERE locked_at IS NULL`);
      return letterbox.received.length > before && (await query(test, `SELECT 1 FROM ${JOBS}`)).length === 0;
    });
    expect(letterbox.received.slice(before).map(({ recipients }) => recipients)).toEqual([[bob.email]]);
  });
});

describe('a mail server that takes connections and says nothing', () => {
  it('is left alone for a while, so that other jobs have their turn', async () => {
    const silent = await openSilentServer();
    const { port } = silent.address() as AddressInfo;
    const transport = new SmtpTransport(new URL(`smtp://127.0.0.1:${port}`), 'blog@example.com', 500);
    const letter = { to: 'ann@example.com', subject: 'Hello', text: 'Hello', html: '<p>Hello</p>' };
    await expect(transport.deliver(letter)).rejects.toThrow('ETIMEDOUT');
    await expect(transport.deliver(letter)).rejects.toThrow('has just been silent');
    transport.close();
    silent.close();
  });

  it('keeps no request waiting, nor the end of the application', async () => {
    const silent = await openSilentServer();
    const { port } = silent.address() as AddressInfo;
    const test = await startApp({ mail: { url: `smtp://127.0.0.1:${port}`, patience: 200 } });
    const cat = await aUser().in(test);
    const connected = once(silent, 'connection');
    expect((await test.api.post('/auth/password/forgot', { email: cat.email })).status).toBe(202);
    await connected;
    expect((await cat.api.get('/users/me')).status).toBe(200);
    expect(await repeatFailedJob(test)).toContain('ETIMEDOUT');
    await test.stop();
    silent.close();
  });
});
