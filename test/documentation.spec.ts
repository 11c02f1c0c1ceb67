import { existsSync, globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const PAGES = ['*.md', '{bench,clients,docs}/**/*.md'];

const SCRIPT = /\bnpm (?:run (?:--silent )?(?=[a-z])|(?=(?:start|test)\b))([a-z:]+)/g;
/** The second and later ones of a row, such as `:revert` after `npm run migration:run`. */
const SHORTENED = /`npm run ([a-z]+):[a-z]+`((?:, `:[a-z]+`)+)/g;

const LINK = /\]\((?!https?:|#)([^)#]+)/g;
const PATH = /`((?:\.ci|bench|clients|docs|faults|fuzz|migrations|ops|src|test)\/[\w./-]*)`/g;

/** What is no file of this repository: a module that a reader might make, and a page of the repository's host. */
const NO_FILES = ['src/things/', '../../security/advisories/new'];

interface Page {
  file: string;
  text: string;
}

describe('the documentation', () => {
  let pages: Page[];

  beforeAll(async () => {
    pages = await Promise.all(globSync(PAGES).map(async (file) => ({ file, text: await readFile(file, 'utf8') })));
  });

  /** What the pattern finds first in each place, with the page that it stands on. */
  function found(pattern: RegExp, on = pages): { file: string; name: string }[] {
    return on.flatMap(({ file, text }) => [...text.matchAll(pattern)].map(([, name = '']) => ({ file, name })));
  }

  it('names only npm scripts that exist', async () => {
    const { scripts } = JSON.parse(await readFile('package.json', 'utf8')) as { scripts: Record<string, string> };
    const shortened = pages.flatMap(({ file, text }) =>
      [...text.matchAll(SHORTENED)].flatMap(([, group = '', more = '']) =>
        [...more.matchAll(/:[a-z]+/g)].map(([name]) => ({ file, name: group + name })),
      ),
    );
    expect(shortened.map(({ name }) => name)).toContain('migration:create');
    const named = [...found(SCRIPT), ...shortened];
    expect(new Set(named.map(({ name }) => name)).size).toBeGreaterThan(20);
    expect(named.filter(({ name }) => !(name in scripts))).toEqual([]);
  });

  it('leads only to files that are there', () => {
    const links = found(LINK).map(({ file, name }) => ({ file, name, path: join(dirname(file), name) }));
    // Records of decisions speak of their time.
    const lasting = pages.filter(({ file }) => !file.startsWith('docs/adr/'));
    const paths = found(PATH, lasting).map(({ file, name }) => ({ file, name, path: name }));
    expect(Math.min(links.length, paths.length)).toBeGreaterThan(20);
    const missing = [...links, ...paths].filter(({ name, path }) => !NO_FILES.includes(name) && !existsSync(path));
    expect(missing).toEqual([]);
  });
});
