import { connect } from 'node:net';
import { COMMITTED } from './contract.js';

export interface RawReply {
  status: number;
  /** Header names in lower case; of several fields of one name the last. */
  headers: Record<string, string>;
  body: string;
  text: string;
}

/**
 * Writes bytes to a socket as they are and reads until the server closes it (or says no more for a while): for what
 * HTTP clients would not send. A problem is held against the OpenAPI document.
 */
export async function rawRequest(baseUrl: string, bytes: string, patience = 1_000): Promise<RawReply> {
  const reply = await exchange(baseUrl, bytes, patience);
  judge(reply);
  return reply;
}

function exchange(baseUrl: string, bytes: string, patience: number): Promise<RawReply> {
  const { hostname, port } = new URL(baseUrl);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname);
    let text = '';
    const finish = (): void => {
      socket.destroy();
      resolve(parse(text));
    };
    socket.setTimeout(patience, finish);
    socket.on('data', (chunk) => (text += chunk.toString('latin1')));
    socket.on('end', finish);
    socket.on('error', (error) => {
      if (text === '') reject(error);
      else finish();
    });
    socket.write(bytes, 'latin1');
  });
}

/** What was asked can be no HTTP at all; that a problem is one can be told by itself. */
function judge({ status, headers, body }: RawReply): void {
  const { 'content-type': contentType = '', 'content-length': length = '' } = headers;
  if (!contentType.startsWith('application/problem+json') || body === '') return;
  const text = Buffer.from(body.slice(0, Number(length) || undefined), 'latin1').toString();
  COMMITTED.check({ method: 'GET', path: '*', status, contentType, text });
}

function parse(text: string): RawReply {
  const [head = '', body = ''] = text.split('\r\n\r\n', 2);
  const [statusLine = '', ...lines] = head.split('\r\n');
  const headers = Object.fromEntries(
    lines.map((line): [string, string] => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
  return { status: Number(statusLine.split(' ')[1]), headers, body, text };
}
