import type { ServerConfig } from '../platform/config/index.js';
import { BootError } from './boot-error.js';

type Address = Pick<ServerConfig, 'host' | 'port'>;

const EXPLANATIONS: Record<string, (address: Address) => string> = {
  EADDRINUSE: ({ port }) => `Port ${port} is in use by another program; end that one, or set PORT to another port`,
  EACCES: ({ port }) => `Port ${port} may not be opened by this account; set PORT to 1024 or higher`,
  EADDRNOTAVAIL: ({ host }) => `${host} is not an address of this machine; set HOST to one that is`,
  ENOTFOUND: ({ host }) => `${host} cannot be resolved; set HOST to an address of this machine`,
};

/** A failure to listen in words; anything unknown stays as it is. */
export function explainListenFailure(error: unknown, address: Address): unknown {
  const explain = EXPLANATIONS[(error as NodeJS.ErrnoException).code ?? ''];
  return explain ? new BootError(explain(address), { cause: error }) : error;
}
