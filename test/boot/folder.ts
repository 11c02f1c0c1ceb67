import { existsSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { discardEmbeddedPostgres } from '../../src/platform/database/embedded/index.js';

/** An empty folder to start in, that another account may enter (PostgreSQL's, for root). */
export async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'quire-boot-'));
  await chmod(folder, 0o755);
  return folder;
}

export async function removeFolder(folder: string): Promise<void> {
  const data = join(folder, '.data');
  if (existsSync(data)) await discardEmbeddedPostgres(data);
  await rm(folder, { recursive: true, force: true });
}
