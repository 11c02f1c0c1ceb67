import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isPresent } from '../circumstances.js';
import type { Results } from '../results.js';
import { page } from './page.js';

/** The sources, not the build. */
const BENCH = join(import.meta.dirname, '../../../bench');
const FOLDER = join(BENCH, 'results');
/** The size that the page is about; other sizes are there for growth. */
const MAIN_SIZE = 100_000;

/** Keeps the results of one size instead of those that it had. */
export async function keep(results: Results): Promise<void> {
  await mkdir(FOLDER, { recursive: true });
  await writeFile(join(FOLDER, `${results.posts}.json`), `${JSON.stringify(results, undefined, 2)}\n`);
}

/** Writes the page of what is kept of all sizes. @throws Error when nothing is. */
export async function writePage(): Promise<void> {
  const all = await keptResults();
  const main = all.find(({ posts }) => posts === MAIN_SIZE) ?? all.at(-1);
  if (!main) throw new Error(`There are no results in ${FOLDER}`);
  const whereTheTimeGoes = await readFile(join(BENCH, 'where-the-time-goes.md'), 'utf8');
  await writeFile(join(BENCH, 'RESULTS.md'), page(main, all, { whereTheTimeGoes, isPresent }));
}

/** From the fewest posts to the most. */
async function keptResults(): Promise<Results[]> {
  const names = (await readdir(FOLDER).catch(() => [])).filter((name) => /^\d+\.json$/.test(name));
  const texts = await Promise.all(names.map((name) => readFile(join(FOLDER, name), 'utf8')));
  return texts.map((text) => JSON.parse(text) as Results).toSorted((left, right) => left.posts - right.posts);
}
