import { parseArgs } from 'node:util';
import type { ImportCommandOptions } from './import-command.js';

const USAGE = `Usage: npm run import -- [--dry-run] [--site <address>] <path>
  <path>     a folder of Markdown posts, a Ghost export (.json), a WordPress export (.xml), or lines of JSON (.ndjson)
  --dry-run  does everything and undoes it
  --site     the address of the site that a Ghost export is of, such as https://blog.example.org`;

/** @throws Error for what are no arguments of the command. */
function readArguments(args: string[]): [path: string, options: ImportCommandOptions] {
  const { values, positionals } = parseArgs({
    args,
    options: { 'dry-run': { type: 'boolean' }, site: { type: 'string' } },
    allowPositionals: true,
  });
  const [path, ...others] = positionals;
  const site = values.site?.replace(/\/+$/, '');
  if (path === undefined || others.length > 0) throw new Error('There must be one path');
  if (site !== undefined && !/^https?:\/\/[^/]/.test(site)) throw new Error(`${site} is no address of a site`);
  return [path, { dryRun: values['dry-run'], site }];
}

function argumentsOrUsage(): ReturnType<typeof readArguments> | undefined {
  try {
    return readArguments(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${USAGE}\n`);
    process.exitCode = 1;
    return undefined;
  }
}

const given = argumentsOrUsage();
if (given) {
  const { importCommand } = await import('./import-command.js');
  await importCommand(...given);
}
