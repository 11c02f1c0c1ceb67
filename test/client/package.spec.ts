import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startApp, type TestApp } from '../support/app.js';
import { PATIENCE, Workshop, type Outcome } from './support/compile.js';

const PACKAGE = join(import.meta.dirname, '../../clients/typescript');

const MANIFEST = JSON.stringify({ name: 'consumer', private: true, type: 'module' });

const WRONG = `import { createQuire } from '@quire/client';
const quire = createQuire({ baseUrl: '' });
export const slug: number = (await quire.get('/api/v1/posts/{id}', { path: { id: 'x' } })).data.slug;
`;

const DONE: Outcome = { code: 0, output: expect.anything() };

describe('the package of the client', () => {
  let test: TestApp;
  let workshop: Workshop;

  beforeAll(async () => {
    test = await startApp();
    workshop = await Workshop.open();
    await workshop.write({ 'package.json': MANIFEST });
    expect(await workshop.run('npm', ['pack', '--pack-destination', workshop.folder], PACKAGE)).toEqual(DONE);
    const [tarball = ''] = (await workshop.list()).filter((name) => name.endsWith('.tgz'));
    const install = ['install', `./${tarball}`, '--offline', '--no-audit', '--no-fund'];
    expect(await workshop.run('npm', install)).toEqual(DONE);
  }, PATIENCE);

  afterAll(async () => {
    await workshop.close();
    await test.stop();
  });

  it('holds what is needed to use it, and needs nothing else', async () => {
    expect(await workshop.list('node_modules/@quire/client')).toEqual(['LICENSE', 'README.md', 'dist', 'package.json']);
    expect(await workshop.list('node_modules/@quire/client/dist')).toEqual(
      expect.arrayContaining(['index.js', 'index.d.ts']),
    );
    expect((await workshop.list('node_modules')).filter((name) => !name.startsWith('.'))).toEqual(['@quire']);
  });

  it('works from plain JavaScript', async () => {
    await workshop.write({
      'plain.js': `import { createQuire, isProblem } from '@quire/client';
        const quire = createQuire({ baseUrl: '${test.url}' });
        const rows = [];
        for await (const row of quire.items('/api/v1/posts')) rows.push(row);
        const error = await quire.get('/api/v1/users/me').catch((error) => error);
        console.log(rows.length, isProblem(error, 'AUTHENTICATION_REQUIRED'));`,
    });
    expect(await workshop.run(process.execPath, ['plain.js'])).toEqual({ code: 0, output: '0 true\n' });
  });

  it(
    'runs the examples of its README, compiled as strictly as the compiler can',
    async () => {
      await workshop.write({ 'readme.ts': await examples(test.url) });
      const options = { module: 'nodenext', exactOptionalPropertyTypes: true, skipLibCheck: false };
      expect(await workshop.compile(options)).toEqual({ code: 0, output: '' });
      const { code, output } = await workshop.run(process.execPath, ['readme.js']);
      const said = [
        'hello-readers',
        '<em>first</em>',
        '<rss',
        'false',
        '\n1\nHello, readers\n',
        "title [ 'title must be",
      ];
      expect(said.filter((text) => !output.includes(text))).toEqual([]);
      expect([code, output]).toEqual([0, output]);
      await workshop.write({ 'wrong.ts': WRONG });
      expect((await workshop.compile(options)).output).toMatch(/^wrong\.ts\(3,14\): error TS2322/);
    },
    PATIENCE,
  );

  it('is not packed when its types are older than the document', async () => {
    const copy = join(workshop.folder, 'clients/typescript');
    await cp(PACKAGE, copy, { recursive: true });
    const document = await readFile(join(PACKAGE, '../../openapi.json'), 'utf8');
    await workshop.write({ 'openapi.json': document.replaceAll('readingTimeMinutes', 'minutesToRead') });
    await workshop.borrowPackages('clients/typescript');
    const { code, output } = await workshop.run(process.execPath, ['scripts/generate.js', '--check'], copy);
    expect([code, output]).toEqual([1, expect.stringContaining('Older than openapi.json: schema.ts')]);
  });
});

/** The examples of the README as one program, in their order, against this server. */
async function examples(url: string): Promise<string> {
  const readme = await readFile(join(PACKAGE, 'README.md'), 'utf8');
  const blocks = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map((match) => match[1] ?? '');
  expect(blocks.length).toBeGreaterThan(8);
  return blocks.join('\n').replaceAll('https://api.example.com', url);
}
