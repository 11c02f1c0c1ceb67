import type { INestApplicationContext } from '@nestjs/common';
import type { Config } from '../platform/config/index.js';
import { FirstAdmin } from '../users/index.js';

/** Makes the configured admin unless there is an account that makes it needless; tells whether it did. */
export async function ensureFirstAdmin(app: INestApplicationContext, { firstAdmin }: Config): Promise<boolean> {
  const { email, password, username } = firstAdmin;
  if (email === undefined || password === undefined) return false;
  return app.get(FirstAdmin).ensure({ email, password, username });
}
