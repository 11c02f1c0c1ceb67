import { applyDecorators, Header } from '@nestjs/common';
import { ApiConsumes, ApiExtension } from './documentation/decorators.js';
import { NDJSON } from './input/index.js';
import { STREAMED_EXTENSION } from './openapi/operation.js';
import { routeSettings } from './routing/index.js';

/** The operation takes NDJSON of any length instead of JSON. A stream is not repeatable: `Idempotency-Key` is refused. */
export function TakesNdjson(): MethodDecorator {
  return applyDecorators(
    routeSettings({ ndjson: 'body' }),
    ApiConsumes(NDJSON),
    ApiExtension(STREAMED_EXTENSION, true),
  );
}

/** The operation gives NDJSON instead of JSON. */
export function GivesNdjson(): MethodDecorator {
  return applyDecorators(routeSettings({ ndjson: 'answer' }), Header('Content-Type', NDJSON));
}
