import type { IncomingMessage, ServerResponse } from 'node:http';
import { v7 as uuidv7 } from 'uuid';
import { correlationIdOf } from '../platform/context/index.js';
import { problemBody } from '../platform/http/send-problem.js';
import { serviceUnavailable } from '../platform/problem/index.js';

const STARTING = { instance: { status: 'down', message: 'starting' } };

/** Answers as the application will, but that it is not ready: the process is alive, and all else has to wait. */
export function answerWhileStarting(request: IncomingMessage, response: ServerResponse): void {
  const path = request.url?.split('?', 1)[0] ?? '/';
  const requestId = uuidv7();
  response.setHeaders(
    new Map([
      ['X-Request-Id', requestId],
      ['X-Correlation-Id', correlationIdOf(request.headers['x-correlation-id'], requestId)],
      ['X-Content-Type-Options', 'nosniff'],
      ['Cache-Control', 'no-store'],
      ['Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'; base-uri 'none'"],
      ['Cross-Origin-Resource-Policy', 'same-site'],
      ['Referrer-Policy', 'no-referrer'],
      ['Connection', 'close'],
    ]),
  );
  if (path === '/health/live') send(response, 200, { status: 'ok', info: {}, error: {}, details: {} });
  else if (path === '/health' || path === '/health/ready') {
    send(response, 503, { status: 'error', info: {}, error: STARTING, details: STARTING });
  } else {
    response.setHeader('Retry-After', '1');
    const problem = serviceUnavailable({ detail: 'The service is starting' });
    send(response, 503, problemBody(problem, path, requestId), 'application/problem+json');
  }
}

function send(response: ServerResponse, status: number, body: object, type = 'application/json'): void {
  response.writeHead(status, { 'Content-Type': `${type}; charset=utf-8` });
  response.end(JSON.stringify(body));
}
