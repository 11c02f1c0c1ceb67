import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openImport } from '../../src/content-import/index.js';
import { GHOST_SAMPLE, WORDPRESS_SAMPLE } from '../content-import/support/reading.js';
import { startApp, type TestApp } from '../support/app.js';
import { COMPILE_CACHE } from '../support/compile-cache.js';
import { importFrom } from '../support/importing.js';
import type { ShownPost } from '../support/posts.js';
import { until } from '../support/until.js';
import { aUser, type TestUser } from '../support/users.js';

const DEMO = 'content/nodejs-blog';
const NOTE = '---\ntitle: A note\ndate: 2024-02-03T04:05:06Z\nauthor: Zoë Example\n---\nHello.\n';

let server: TestApp;
let folder: string;
beforeEach(async () => {
  server = await startApp();
  folder = await mkdtemp(join(tmpdir(), 'quire-command-'));
});
afterEach(async () => {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

interface Ending {
  code: number | null;
  stdout: string;
  stderr: string;
}

function start(...args: string[]): { child: ChildProcess; ending: Promise<Ending>; shown: () => string } {
  const { databaseUrl, config } = server;
  const env = { ...COMPILE_CACHE, NODE_ENV: 'test', DATABASE_URL: databaseUrl, JWT_SECRET: config.tokens.secret };
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (part: Buffer) => (output.stdout += part.toString()));
  child.stderr.on('data', (part: Buffer) => (output.stderr += part.toString()));
  const ending = once(child, 'close').then(([code]) => ({ ...output, code: code as number | null }));
  return { child, ending, shown: () => output.stderr };
}

const command = (...args: string[]): Promise<Ending> => start(...args).ending;
const importing = (...args: string[]): Promise<Ending> => command('dist/src/cli/import.js', ...args);

async function file(name: string, text: string): Promise<string> {
  await writeFile(join(folder, name), text);
  return join(folder, name);
}

describe('the command that imports', () => {
  it('reports to the terminal', async () => {
    await file('good.md', NOTE);
    await file('bad.md', 'no front matter');
    const { code, stdout, stderr } = await importing(folder);
    expect(stdout).toMatch(/^refused bad\.md: .+\n1 added, 0 changed, 0 unchanged, 1 refused\n$/);
    expect([code, stderr]).toEqual([0, '2 of 2\n']);
    expect((await server.api.get('/posts/good')).status).toBe(200);
  });

  it('tries without writing', async () => {
    await file('good.md', NOTE);
    const { code, stdout } = await importing('--dry-run', folder);
    expect([code, stdout]).toEqual([
      0,
      '1 added, 0 changed, 0 unchanged, 0 refused (a dry run: nothing was written)\n',
    ]);
    expect((await server.api.get('/posts')).data).toEqual([]);
  });

  it('takes a Ghost export, and says what is lost', async () => {
    const { code, stdout } = await importing('--site', 'https://bakery.example.org/', GHOST_SAMPLE);
    expect(stdout.split('\n')).toEqual([
      'note "Bread & butter: a baker’s morning": the internal tag "#wide-layout" is not kept',
      'note "Bread & butter: a baker’s morning": its further author "Ivan Пекарь" is not kept',
      'note "How to knead": the email "not an address" of its author is none, and left out',
      'note "For members: the sourdough file": it becomes a draft: there it is for "paid" only',
      'note "Letter of July": it becomes a draft: it was sent by email only',
      'note "Watch us bake": a script is left out of the content',
      'note "Lost formatting": the export has only the plain text of the content: its formatting is lost',
      'refused "About us": it is a page, not a post',
      expect.stringMatching(/^refused "An empty thought": content must /),
      expect.stringMatching(/^refused "no-title": title must /),
      '9 added, 0 changed, 0 unchanged, 3 refused',
      '',
    ]);
    expect(code).toBe(0);
    const { data } = await server.api.get('/posts/bread-and-butter');
    expect((data as ShownPost).content).toContain('https://bakery.example.org/content/images/2023/07/oven.jpg');
  });

  it.each<[string, string[]]>([
    ['no path', []],
    ['two paths', ['a', 'b']],
    ['an option that nobody knows', ['--force', 'a']],
    ['a site that is none', ['--site', 'blog.example.org', 'a']],
  ])('tells how it is called, given %s', async (_, args) => {
    const { code, stdout, stderr } = await importing(...args);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^.+\nUsage: npm run import -- /);
  });

  it.each<[string, string, RegExp]>([
    ['is not there', 'nowhere', /ENOENT/],
    ['is of no kind that it knows', 'posts.csv', /posts\.csv is no import: /],
    ['is broken', 'broken.xml', /the XML is broken at line 1, column \d+: /],
    ['is no export', 'other.json', /the file is no Ghost export: it has no data\.posts/],
  ])('says in one line that what it was given %s', async (_, name, reason) => {
    await file('posts.csv', '');
    await file('broken.xml', '<rss><channel><item></rss>');
    await file('other.json', '{}');
    const { code, stdout, stderr } = await importing(join(folder, name));
    expect([code, stdout, stderr.split('\n').length]).toEqual([1, '', 2]);
    expect(stderr).toMatch(reason);
  });

  it('writes nothing when it is interrupted, whatever it has read', async () => {
    const lines = Array.from({ length: 60_000 }, (_, i) =>
      JSON.stringify({ title: `T ${i}`, content: 'x', author: { username: 'zoe' } }),
    );
    const { child, ending, shown } = start('dist/src/cli/import.js', await file('posts.ndjson', lines.join('\n')));
    await until(() => shown() !== '');
    child.kill('SIGINT');
    const { code, stdout, stderr } = await ending;
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/\nquire: Interrupted: nothing was imported\n$/);
    expect((await server.api.get('/posts')).data).toEqual([]);
    expect((await server.api.get('/users/zoe')).status).toBe(404);
  });

  it('seeds with the committed posts', async () => {
    const { total: count } = await openImport(DEMO);
    const { code, stdout } = await command('dist/src/cli/seed.js');
    expect([code, stdout]).toEqual([0, `${count} added, 0 changed, 0 unchanged, 0 refused\n`]);
    expect(await readFile(join(DEMO, 'LICENSE'), 'utf8')).not.toBe('');
  });
});

describe('an import from another system', () => {
  let moderator: TestUser;
  beforeEach(async () => {
    moderator = await aUser().named('mia').moderator().in(server);
  });

  const titles = async (query: string): Promise<string[]> =>
    ((await moderator.api.get(`/posts?${query}`)).data as ShownPost[]).map(({ title }) => title).sort();

  it('shows the posts of a Ghost export as they were there', async () => {
    const site = 'https://bakery.example.org';
    expect(await importFrom(GHOST_SAMPLE, server, { site })).toMatchObject({ added: 9, refused: 3 });
    expect((await server.api.get('/posts/bread-and-butter')).data).toMatchObject({
      title: 'Bread & butter: a baker’s morning',
      excerpt: "Flour, water, salt — and four o'clock.",
      tags: ['Bread', 'Oven & fire'],
      coverImageUrl: `${site}/content/images/2023/07/loaf.jpg`,
      status: 'published',
      publishedAt: '2023-07-20T06:00:00.000Z',
      createdAt: '2023-07-19T14:20:02.000Z',
      author: { username: 'zoe', name: 'Zoë Bäcker' },
    });
    expect(await titles('status=draft')).toEqual(['For members: the sourdough file', 'Letter of July', 'Winter menu']);
    expect(await titles('status=scheduled')).toEqual(['The shop is moving']);
    expect(await titles('author=ivan-pekar')).toEqual(['Пекарня на рассвете']);
    expect((await server.api.get('/posts')).data).toHaveLength(5);
    expect(await importFrom(GHOST_SAMPLE, server, { site })).toMatchObject({ added: 0, changed: 0, unchanged: 9 });
  });

  it('shows the posts of a WordPress export as they were there', async () => {
    const outcome = await importFrom(WORDPRESS_SAMPLE, server);
    expect(outcome).toMatchObject({ added: 7, refused: 3 });
    expect(outcome.refusals.map(({ source }) => source)).toEqual([
      '"Thrown away" (line 193)',
      'the item at line 202',
      '"Contact" (line 212)',
    ]);
    expect((await server.api.get('/posts/fog-and-foghorns?render=html')).data).toMatchObject({
      title: 'Fog & foghorns – a history',
      tags: ['fog', 'Boats & ships'],
      contentHtml: expect.stringContaining('<li>at night</li>'),
      author: { username: 'mara-lind', name: 'Mara Lind' },
    });
    expect(await titles('status=scheduled')).toEqual(['The regatta']);
    expect(await titles('status=draft')).toEqual([
      'A draft about gulls',
      'Behind a password',
      'Not for everybody',
      'To be reviewed',
    ]);
    expect(await importFrom(WORDPRESS_SAMPLE, server)).toMatchObject({ added: 0, changed: 0, unchanged: 7 });
  });

  it('changes what has changed there, and what is gone there is gone here', async () => {
    const site = 'https://bakery.example.org';
    await importFrom(GHOST_SAMPLE, server, { site });
    const changed = (await readFile(GHOST_SAMPLE, 'utf8'))
      .replace('Хлеб и соль.', 'Соль и хлеб.')
      .replace('"Flour, water, salt — and four o\'clock."', 'null');
    const outcome = await importFrom(await file('later.json', changed), server, { site });
    expect(outcome).toMatchObject({ added: 0, changed: 2, unchanged: 7 });
    expect((await server.api.get('/posts/pekarnya')).data).toMatchObject({ content: 'Соль и хлеб.', version: 2 });
    const { data } = await server.api.get('/posts/bread-and-butter');
    expect((data as ShownPost).excerpt ?? '').not.toContain('Flour');
  });

  it('keeps the email of an author, for whom nobody can sign in before the address is proven', async () => {
    const admin = await aUser().admin().in(server);
    await importFrom(WORDPRESS_SAMPLE, server);
    expect((await admin.api.get('/users/mara-lind')).data).toMatchObject({
      email: 'mara@harbour.example.org',
      emailVerified: false,
    });
    const login = { email: 'mara@harbour.example.org', password: 'Correct-Horse-7' };
    expect((await server.api.post('/auth/login', login)).status).toBe(401);
  });

  it('takes lines of JSON, whose slugs are exact', async () => {
    const line = { title: 'One', content: 'x', slug: 'one', status: 'published', author: { username: 'zoe' } };
    const lines = [line, { ...line, slug: 'One!' }, { ...line, author: undefined }].map((each) => JSON.stringify(each));
    const outcome = await importFrom(await file('posts.ndjson', [...lines, '{'].join('\n')), server);
    expect(outcome).toMatchObject({ added: 1, refused: 3 });
    expect(outcome.refusals.map(({ source }) => source)).toEqual(['line 2', 'line 3', 'line 4']);
    expect((await server.api.get('/posts/one')).data).toMatchObject({ author: { username: 'zoe' } });
  });
});
