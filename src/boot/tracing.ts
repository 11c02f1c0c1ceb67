import { setTimeout as delay } from 'node:timers/promises';
import { ConfigError } from '../platform/config/config-error.js';
import { settleTracing } from '../platform/config/tracing-variables.js';
import type { Step } from './shutdown.js';

/** Milliseconds that a collector has to take the last spans. */
const FAREWELL = 2_000;

/** Starts tracing where the environment asks for it, and gives the step that ends it. Loads nothing otherwise. */
export async function startTracing(): Promise<Step | undefined> {
  if (!isAskedFor()) return undefined;
  const { startSdk } = await import('../platform/observability/tracing-sdk.js');
  const end = startSdk();
  return {
    name: 'tracing',
    work: async () => {
      await Promise.race([end().catch(() => undefined), delay(FAREWELL, undefined, { ref: false })]);
    },
  };
}

function isAskedFor(): boolean {
  try {
    return settleTracing();
  } catch (error) {
    // The boot reports it in its own way.
    if (error instanceof ConfigError) return false;
    throw error;
  }
}
