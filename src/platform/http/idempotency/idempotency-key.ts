import type { FastifyRequest } from 'fastify';
import { invalidField } from '../../problem/index.js';

const HEADER = 'idempotency-key';
const VISIBLE_ASCII = /^[\x21-\x7e]{1,255}$/;

/**
 * The request's Idempotency-Key, or undefined when it has none (draft-ietf-httpapi-idempotency-key-header).
 *
 * @throws Problem `VALIDATION_ERROR` when it comes twice, is not 1–255 visible ASCII characters, or goes with a stream.
 */
export function idempotencyKey({ raw, route }: FastifyRequest): string | undefined {
  const keys = raw.headersDistinct[HEADER];
  if (!keys) return undefined;
  if (route.ndjson === 'body')
    throw invalidField('Idempotency-Key', 'unknown', 'Idempotency-Key is not known here: a stream cannot be kept');
  const [key = ''] = keys;
  if (keys.length > 1) throw invalidField('Idempotency-Key', 'single', 'Idempotency-Key must be sent once');
  if (VISIBLE_ASCII.test(key)) return key;
  throw invalidField('Idempotency-Key', 'format', 'Idempotency-Key must be 1 to 255 visible ASCII characters');
}
