import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Described } from './described.js';

const FOLDER = join(import.meta.dirname, '../../../docs/releases');
const NAME = /^openapi-(\d+\.\d+\.\d+)\.json$/;

export interface Release {
  version: string;
  document: Described;
}

/**
 * The release whose clients are out there: the one with the highest version of which the repository keeps the document.
 *
 * @throws Error when it keeps none.
 */
export function lastRelease(): Release {
  const versions = readdirSync(FOLDER).flatMap((file) => NAME.exec(file)?.[1] ?? []);
  const [version] = versions.sort((a, b) => b.localeCompare(a, 'en', { numeric: true }));
  if (version === undefined) throw new Error(`There is no document of a release in ${FOLDER}`);
  const document = JSON.parse(readFileSync(join(FOLDER, `openapi-${version}.json`), 'utf8')) as Described;
  return { version, document };
}

/** Whether a version may break clients of another one (Semantic Versioning 2.0.0 §4 and §8). */
export function mayBreak(version: string, earlier: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [earlierMajor = 0, earlierMinor = 0] = earlier.split('.').map(Number);
  return major > earlierMajor || (major === 0 && earlierMajor === 0 && minor > earlierMinor);
}
