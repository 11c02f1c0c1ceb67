import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { v7 as uuidv7 } from 'uuid';
import type { Config } from '../config/index.js';
import { sixteenRandomBytes } from '../crypto/index.js';
import { badRequest, headersTooLarge, requestTimeout, type ProblemDefinition } from '../problem/index.js';
import { HttpAdapter } from './adapter.js';
import { canonicalTarget, isStreaming } from './input/index.js';
import { problemBody } from './send-problem.js';

/** Milliseconds that a client has for the header section, and for a whole request. */
const HEADERS_TIMEOUT = 10_000;
const REQUEST_TIMEOUT = 27_000;

/** Milliseconds between two looks at who is late: a request ends within 30 s. */
const CHECK_INTERVAL = 2_000;

/** Milliseconds without a byte in either direction after which a connection with a request under way is cut. */
const SILENCE = 10_000;

/** Bytes of request line and header section together. */
const MAX_HEADER_SIZE = 16_384;

/** The HTTP server: its limits, and problems also where the framework answers by itself. */
export function createAdapter({ server }: Config): HttpAdapter {
  return new HttpAdapter({
    trustProxy: server.trustProxy.length > 0 ? server.trustProxy : false,
    bodyLimit: server.bodyLimit,
    connectionTimeout: SILENCE,
    requestTimeout: REQUEST_TIMEOUT,
    keepAliveTimeout: 65_000,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    genReqId: () => uuidv7({ random: sixteenRandomBytes() }),
    http: {
      maxHeaderSize: MAX_HEADER_SIZE,
      headersTimeout: HEADERS_TIMEOUT,
      connectionsCheckingInterval: CHECK_INTERVAL,
      // Node would refuse its absence without a word, and lets two pass: the hooks look at it.
      requireHostHeader: false,
    },
    // Longer than any request target can be: what is too long for its purpose is refused where that is known.
    routerOptions: { maxParamLength: MAX_HEADER_SIZE },
    rewriteUrl: ({ url = '/' }) => canonicalTarget(url),
    clientErrorHandler: answerUnparsed,
  });
}

const BY_PARSER_CODE: Record<string, ProblemDefinition> = {
  HPE_HEADER_OVERFLOW: headersTooLarge,
  ERR_HTTP_REQUEST_TIMEOUT: requestTimeout,
};

/** What is not HTTP has no request to answer: the problem is written to the socket, which is then closed. */
function answerUnparsed(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT' && isStreaming(socket)) return;
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const problem = (BY_PARSER_CODE[error.code ?? ''] ?? badRequest)();
  const requestId = uuidv7();
  const body = JSON.stringify(problemBody(problem, '/', requestId));
  socket.end(
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status] ?? ''}\r\n` +
      `Content-Type: application/problem+json; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(body)}\r\n` +
      `X-Request-Id: ${requestId}\r\nX-Content-Type-Options: nosniff\r\nCache-Control: no-store\r\n` +
      `Connection: close\r\n\r\n${body}`,
  );
}
