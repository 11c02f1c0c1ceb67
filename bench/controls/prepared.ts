import { createSecretKey, type KeyObject } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import jwt from 'jsonwebtoken';
import pg from 'pg';
import { readTape, type Recorded } from '../tape.js';
import { bareServer, send, type BareAnswer } from './bare-server.js';
import { replayRead } from './replay.js';
import { ReplayedWrite } from './replay-write.js';
import type { ControlSettings } from './settings.js';

/** Connections, as many as the application has. */
const POOL_SIZE = 10;

/** Control (a): Fastify and `pg` with the application's own statements, named as it names them. */
export function preparedServer({ databaseUrl, tape: file, secret }: ControlSettings): {
  fastify: FastifyInstance;
  /** @throws Error for what is not on the tape */
  read: (request: FastifyRequest) => Promise<BareAnswer>;
} {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: POOL_SIZE, idleTimeoutMillis: 0 });
  const { sample, answers: recordings } = readTape(file);
  const key = createSecretKey(secret, 'utf8');
  const answers = new Map(recordings.map((recorded) => [`${recorded.method} ${recorded.path}`, recorded]));
  const writes = new Map(
    recordings
      .filter(({ method }) => method === 'POST')
      .map((recorded) => [recorded.path, new ReplayedWrite(recorded, { sample, known: idsOf(recorded) })]),
  );
  const read = async (request: FastifyRequest): Promise<BareAnswer> => {
    const recorded = answers.get(`GET ${request.url}`);
    if (!recorded) throw new Error(`${request.url} is not on the tape`);
    if (recorded.authorization !== undefined) check(request, key);
    return replayRead(pool, recorded);
  };
  const fastify = bareServer();
  fastify.post<{ Body: unknown }>('/api/v1/posts', async (request, reply) => {
    const write = writes.get(request.url);
    if (!write) throw new Error(`${request.url} is not on the tape`);
    check(request, key);
    return send(request, reply, await write.run(pool, String(request.headers['idempotency-key']), request.body));
  });
  return { fastify, read };
}

/** The signature, the issuer, the audience and the times of the caller's token. @throws Error when any is wrong. */
function check({ headers }: FastifyRequest, key: KeyObject): void {
  const token = headers.authorization?.replace(/^Bearer /, '') ?? '';
  jwt.verify(token, key, { algorithms: ['HS256'], issuer: 'quire', audience: 'quire' });
}

/** The caller and the session of a recorded request, by its token. */
function idsOf({ authorization = '' }: Recorded): Set<string> {
  const [, payload = ''] = authorization.split('.');
  const { sub, sid } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { sub: string; sid: string };
  return new Set([sub, sid]);
}
