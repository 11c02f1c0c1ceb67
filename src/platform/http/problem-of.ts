import { HttpException } from '@nestjs/common';
import {
  badRequest,
  expectationFailed,
  headersTooLarge,
  internalError,
  payloadTooLarge,
  Problem,
  requestTimeout,
  routeNotFound,
  serviceUnavailable,
  translateError,
  unsupportedMediaType,
  uriTooLong,
  type ProblemDefinition,
} from '../problem/index.js';

/** The framework's own refusals, which know only a status. */
const BY_STATUS: Record<number, ProblemDefinition> = {
  400: badRequest,
  404: routeNotFound,
  408: requestTimeout,
  413: payloadTooLarge,
  414: uriTooLong,
  415: unsupportedMediaType,
  417: expectationFailed,
  431: headersTooLarge,
};

/** The problem that a thrown value stands for; what nobody knows is internal and keeps the cause to itself. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const translated = translateError(error);
  if (translated) return translated;
  const definition = BY_STATUS[statusOf(error) ?? 500];
  if (definition) return definition();
  if (statusOf(error) === 503) return serviceUnavailable({ headers: { 'Retry-After': '1' }, cause: error });
  return internalError({ cause: error });
}

function statusOf(error: unknown): number | undefined {
  if (error instanceof HttpException) return error.getStatus();
  const status: unknown = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined;
  return typeof status === 'number' ? status : undefined;
}
