import { connect } from 'node:net';

export interface RawReply {
  status: number;
  /** Header names in lower case; of several fields of one name the last. */
  headers: Record<string, string>;
  body: string;
  text: string;
}

/**
 * Writes bytes to a socket as they are and reads until the server closes it (or says no more for a while): for what
 * HTTP clients would not send.
 */
export function rawRequest(baseUrl: string, bytes: string, patience = 1_000): Promise<RawReply> {
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
