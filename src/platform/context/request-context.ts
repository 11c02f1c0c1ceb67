import { AsyncLocalStorage } from 'node:async_hooks';
import type { Device } from './device.js';
import type { Principal } from './principal.js';

/** What every part of the work for one request may know without being handed it. */
export interface RequestContext {
  /** UUIDv7 of ours, never the caller's. */
  readonly requestId: string;
  /** The caller's `X-Correlation-Id` when it is well-formed, else the request id. */
  readonly correlationId: string;
  /** The path of the request as it came, without its query. */
  readonly path: string;
  /** Absent in work that no client waits for. */
  readonly device?: Device;
  principal?: Principal;
  /** Milliseconds that it has waited until the database took its work. */
  waited?: number;
}

const storage = new AsyncLocalStorage<RequestContext>();

/** The context of the request being served, or undefined outside one (boot, commands). */
export function currentContext(): RequestContext | undefined {
  return storage.getStore();
}

/** Runs work, and everything that it awaits, inside a context. */
export function runInContext<T>(context: RequestContext, work: () => T): T {
  return storage.run(context, work);
}
