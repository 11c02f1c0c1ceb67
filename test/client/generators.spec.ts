import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PATIENCE, Workshop, type Outcome } from './support/compile.js';

const DOCUMENT = join(import.meta.dirname, '../../openapi.json');

interface Generator {
  program: string;
  args: string[];
  /** What a reader of the generated code writes, right but for the lines that expect an error. */
  use: string;
}

const GENERATORS: Record<string, Generator> = {
  '@hey-api/openapi-ts': {
    program: '@hey-api/openapi-ts/bin/run.js',
    args: ['--input', DOCUMENT, '--output', 'generated', '--client', '@hey-api/client-fetch', '--no-log-file'],
    use: `import { postsCreate } from './generated/index';
      void postsCreate({ body: { title: 'News', content: 'Words.' } }).then(({ data }) => data?.data.slug.length);
      // @ts-expect-error -- a member of another type
      void postsCreate({ body: { title: 1, content: 'Words.' } });
      // @ts-expect-error -- no such member
      void postsCreate({ body: { title: 'News', content: 'Words.' } }).then(({ data }) => data?.data.colour);`,
  },
  'swagger-typescript-api': {
    program: 'swagger-typescript-api/dist/cli.mjs',
    args: ['generate', '--path', DOCUMENT, '--output', 'generated', '--name', 'index.ts'],
    use: `import { Api } from './generated/index';
      void new Api().api.postsCreate({ title: 'News', content: 'Words.' }).then(({ data }) => data.data.slug.length);
      // @ts-expect-error -- a member of another type
      void new Api().api.postsCreate({ title: 1, content: 'Words.' });
      // @ts-expect-error -- no such member
      void new Api().api.postsCreate({ title: 'News', content: 'Words.' }).then(({ data }) => data.data.colour);`,
  },
};

describe.each(Object.entries(GENERATORS))('what %s makes of the document', (_, { program, args, use }) => {
  let workshop: Workshop;
  let generated: Outcome;

  beforeAll(async () => {
    workshop = await Workshop.open();
    await workshop.borrowPackages();
    generated = await workshop.runPackage(program, ...args);
    await checked(join(workshop.folder, 'generated'), await workshop.list('generated'));
  }, PATIENCE);

  afterAll(() => workshop.close());

  // Their own runtime is not written for exactOptionalPropertyTypes, whatever the document.
  const compile = (): Promise<Outcome> =>
    workshop.compile({ module: 'esnext', moduleResolution: 'bundler', noEmit: true });

  it('compiles strictly, with the types that the document gives', async () => {
    expect(generated).toEqual({ code: 0, output: expect.anything() });
    await workshop.write({ 'use.ts': use });
    expect(await compile()).toEqual({ code: 0, output: '' });
  });

  it('is really compiled', async () => {
    await workshop.write({ 'use.ts': use.replaceAll('@ts-expect-error', '') });
    const { code, output } = await compile();
    expect([code === 0, [...output.matchAll(/^use\.ts/gm)].length]).toEqual([false, 2]);
  });
});

/** Generators tell the compiler to look away from their files. */
async function checked(folder: string, files: string[]): Promise<void> {
  for (const name of files.filter((file) => file.endsWith('.ts'))) {
    const text = await readFile(join(folder, name), 'utf8');
    await writeFile(join(folder, name), text.replaceAll('@ts-nocheck', ''));
  }
}
