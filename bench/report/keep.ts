import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Results } from '../results.js';
import { page } from './page.js';

/** The sources, not the build. */
const BENCH = join(import.meta.dirname, '../../../bench');
const FOLDER = join(BENCH, 'results');
/** The size that the page is about; other sizes are there for growth. */
const MAIN_SIZE = 100_000;

/** Writes the results of one size, and the page anew from those of all sizes. */
export async function keep(results: Results): Promise<void> {
  await mkdir(FOLDER, { recursive: true });
  await writeFile(join(FOLDER, `${results.posts}.json`), `${JSON.stringify(results, undefined, 2)}\n`);
  const all = await keptResults();
  const main = all.find(({ posts }) => posts === MAIN_SIZE) ?? results;
  const prose = await readFile(join(BENCH, 'where-the-time-goes.md'), 'utf8');
  await writeFile(join(BENCH, 'RESULTS.md'), page(main, all, prose));
}

async function keptResults(): Promise<Results[]> {
  const names = (await readdir(FOLDER)).filter((name) => /^\d+\.json$/.test(name));
  return Promise.all(names.map(async (name) => JSON.parse(await readFile(join(FOLDER, name), 'utf8')) as Results));
}
