import { DatabaseError } from 'pg';
import { QueryFailedError, QueryRunnerAlreadyReleasedError } from 'typeorm';
import { currentContext } from '../context/index.js';
import { notFound, Problem, serviceUnavailable, tokenInvalid, validationError } from '../problem/index.js';

/** SQLSTATE as PostgreSQL forms it; `EPIPE` and its like, which have five letters too, are none. */
const SQLSTATE = /^(?:\d[\dA-Z]|F0|HV|P0|XX)[\dA-Z]{3}$/;

/** Failures of the connection itself, as node and pg name them; pg gives most of them no code. */
const SOCKET_CODES = /^(?:ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)$/;
const DRIVER_MESSAGES =
  /^(?:timeout exceeded when trying to connect|Connection terminated|Query read timeout|Client (?:has encountered|was closed)|Cannot use a pool after calling end|Timed out waiting for a database connection)/;

/** Away, full, locked, timed out or read-only: the same request may succeed a moment later. */
const UNAVAILABLE = /^(?:08|28|53|57|25006|25P0[34]|3D000|40|55P03)/;
/** A value that the database cannot take: out of range, malformed, too large. */
const BAD_VALUE = /^(?:22|54|23502|23505|23514|23P01)/;
/** The prepared statement no longer fits the schema, or a transaction pooler does not know it. */
const STALE_STATEMENT = /^(?:26000|42P05)$/;

const LOST_CONNECTION = /^(?:08|57P0[124]|25P0[34])/;
const LOST_MESSAGES = /^(?:Connection terminated|Client (?:has encountered|was closed))/;

/** The driver's own error inside TypeORM's or a problem's wrapping. */
export function driverError(error: unknown): unknown {
  if (error instanceof QueryFailedError) return error.driverError;
  if (error instanceof Problem && error.cause !== undefined) return driverError(error.cause);
  return error;
}

/** The SQLSTATE that the server gave, or undefined when the failure never came from a server. */
export function sqlState(error: unknown): string | undefined {
  const code = codeOf(driverError(error));
  return code !== undefined && SQLSTATE.test(code) ? code : undefined;
}

/** Whether running the transaction once more is the cure: serialization failure or deadlock. */
export function isConflict(error: unknown): boolean {
  const state = sqlState(error);
  return state === '40001' || state === '40P01';
}

/** Whether an established connection was cut, by the server or on the way. */
export function isLostConnection(error: unknown): boolean {
  const cause = driverError(error);
  const state = sqlState(cause);
  if (state !== undefined) return LOST_CONNECTION.test(state);
  const code = codeOf(cause);
  return code === 'ECONNRESET' || code === 'EPIPE' || LOST_MESSAGES.test(messageOf(cause));
}

/** Whether the failure is the connection's: unreachable, cut, or busy with a statement that nobody waits for. */
export function isConnectionFailure(error: unknown): boolean {
  return isLostConnection(error) || (sqlState(error) === undefined && isUnreachable(driverError(error)));
}

/** Whether a connection on which a statement failed so must not be used again: cut, or still busy with a statement that nobody waits for. */
export function breaksConnection(error: unknown): boolean {
  return sqlState(error) === undefined || isLostConnection(error) || isStaleStatement(error);
}

/** Whether the same text would succeed unnamed; PostgreSQL says so before it has executed anything. */
export function isStaleStatement(error: unknown): boolean {
  const cause = driverError(error);
  const state = sqlState(cause);
  if (state === '0A000') return messageOf(cause).includes('cached plan');
  return state !== undefined && STALE_STATEMENT.test(state);
}

/**
 * What a failure of the database means to a client, or undefined when it is a defect of ours (or not the database's).
 * Constraint violations that a service has not given a meaning of its own end here too.
 */
export function databaseProblem(error: unknown): Problem | undefined {
  const cause = driverError(error);
  const state = cause instanceof DatabaseError || error instanceof QueryFailedError ? sqlState(cause) : undefined;
  if (state === undefined) return isUnreachable(cause) ? unavailable(cause) : undefined;
  if (state === '25006') return unavailable(cause, 'The database is read-only at the moment');
  if (UNAVAILABLE.test(state) || isStaleStatement(cause)) return unavailable(cause);
  if (state === '23503') return isAboutCaller(cause) ? callerGone(cause) : referenceGone(cause);
  if (BAD_VALUE.test(state)) return validationError({ detail: 'A value cannot be stored', cause });
  return undefined;
}

/** Whether what a reference missed is the caller's own account, which was erased while the request was under way. */
function isAboutCaller(cause: unknown): boolean {
  const userId = currentContext()?.principal?.userId;
  const { detail } = cause as { detail?: unknown };
  return userId !== undefined && typeof detail === 'string' && detail.includes(`=(${userId})`);
}

function callerGone(cause: unknown): Problem {
  const headers = { 'WWW-Authenticate': 'Bearer error="invalid_token"' };
  return tokenInvalid({ detail: 'The account is gone', cause, headers });
}

function referenceGone(cause: unknown): Problem {
  return notFound({ detail: 'Something that the request refers to does not exist', cause });
}

/** The problem that stands for a database failure; anything else comes back as it is. */
export function translateDatabaseError(error: unknown): unknown {
  return error instanceof Problem ? error : (databaseProblem(error) ?? error);
}

/** A `503` that asks the client to come back in a second. */
export function unavailable(cause: unknown, detail?: string): Problem {
  return serviceUnavailable({ detail, cause, headers: { 'Retry-After': '1' } });
}

function isUnreachable(cause: unknown): boolean {
  if (cause instanceof QueryRunnerAlreadyReleasedError) return true;
  return SOCKET_CODES.test(codeOf(cause) ?? '') || DRIVER_MESSAGES.test(messageOf(cause));
}

/** What the failure says of itself; node gathers the failures of several addresses of a host in one without a message. */
export function messageOf(error: unknown): string {
  const { message, errors } = (error ?? {}) as { message?: unknown; errors?: unknown[] };
  if (errors && !message) return messageOf(errors[0]);
  return typeof message === 'string' ? message : String(error);
}

function codeOf(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null | undefined)?.code;
  return typeof code === 'string' ? code : undefined;
}
