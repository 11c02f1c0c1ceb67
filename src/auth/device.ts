import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Device } from '../platform/context/index.js';

export type { Device };

/** The caller's {@link Device}. */
export const CallingDevice = createParamDecorator((_: unknown, context: ExecutionContext): Device => {
  return context.switchToHttp().getRequest<FastifyRequest>().context.device;
});
