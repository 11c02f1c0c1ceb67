import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const FILE = 'postgres.location';

/** The cluster of `folder`: inside it, or where the pointer in it says. */
export async function clusterOf(folder: string): Promise<string> {
  const pointer = await readFile(join(folder, FILE), 'utf8').catch(() => '');
  return pointer.trim() || join(folder, 'postgres');
}

/** Leaves in `folder` where its cluster lies. */
export async function pointTo(cluster: string, folder: string): Promise<void> {
  await writeFile(join(folder, FILE), `${cluster}\n`);
}
