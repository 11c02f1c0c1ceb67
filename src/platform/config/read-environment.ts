import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { ConfigError } from './config-error.js';
import type { EnvironmentVariables } from './load-config.js';

/**
 * The process's environment, completed by the `.env` file of a folder where there is one. What the process was
 * given wins.
 *
 * @throws ConfigError when the file is there but cannot be read.
 */
export function readEnvironment(folder = process.cwd()): EnvironmentVariables {
  // eslint-disable-next-line no-restricted-properties -- the one place that reads it
  return { ...readFile(join(folder, '.env')), ...process.env };
}

function readFile(path: string): EnvironmentVariables {
  try {
    return parseEnv(readFileSync(path, 'utf8'));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return {};
    throw new ConfigError([`.env cannot be read (${code ?? 'unreadable'}); expected a readable file or none`]);
  }
}
