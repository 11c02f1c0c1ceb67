import { chmod, mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readPosts, type ReadPost } from './read-folder.js';

const POST = '---\ntitle: x\ndate: 2019-03-06\nauthor: Ann\n---\nBody\n';

describe('reading a folder of posts', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'quire-posts-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function write(file: string, content: string | Buffer): Promise<string> {
    const path = join(folder, file);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
    return path;
  }

  async function read(): Promise<ReadPost[]> {
    const found: ReadPost[] = [];
    for await (const result of readPosts(folder)) found.push(result);
    return found;
  }

  it('finds the Markdown files of all folders, in the order of their names', async () => {
    for (const file of ['b.md', 'a/z.markdown', 'a/deep/er/y.MD', 'c.txt', '.hidden/x.md', 'LICENSE']) {
      await write(file, POST);
    }
    expect((await read()).map(({ file }) => file)).toEqual(['a/deep/er/y.MD', 'a/z.markdown', 'b.md']);
  });

  it('reads a file with a byte order mark', async () => {
    await write('a.md', `\ufeff${POST}`);
    expect(await read()).toEqual([
      { ok: true, file: 'a.md', post: expect.objectContaining({ title: 'x' }) as unknown },
    ]);
  });

  it('tells why a file was refused, and goes on with the others', async () => {
    await write('1-no-front-matter.md', 'Only text');
    await write('2-latin-1.md', Buffer.from(POST.replace('Body', 'caf\u00e9'), 'latin1'));
    await write('3-utf-16.md', Buffer.from(`\ufeff${POST}`, 'utf16le'));
    await truncate(await write('4-huge.md', POST), 4_194_305);
    await write('5-good.md', POST);
    expect((await read()).map((found) => (found.ok ? found.post.externalId : found.reason))).toEqual([
      'there is no front matter: the first line is neither --- nor +++',
      'the file is not UTF-8 text',
      'the file is not UTF-8 text',
      'the file is larger than 4194304 bytes',
      '5-good.md',
    ]);
  });

  it('does not follow links out of the folder', async () => {
    await symlink('/etc/hostname', join(folder, 'a.md'));
    await symlink('/etc', join(folder, 'b'));
    await write('c.md', POST);
    expect((await read()).map(({ file }) => file)).toEqual(['c.md']);
  });

  it('names the folder that it may not list, and goes on with the others', async () => {
    const closed = dirname(await write('a/x.md', POST));
    await write('b.md', POST);
    const readable = process.getuid?.() === 0;
    await chmod(closed, 0o000);
    const found = (await read()).map((result) => (result.ok ? result.file : `${result.file}: ${result.reason}`));
    await chmod(closed, 0o755);
    expect(found).toEqual([readable ? 'a/x.md' : 'a: the file system says EACCES', 'b.md']);
  });

  it('fails as a whole when there is no such folder', async () => {
    await expect(readPosts(join(folder, 'absent')).next()).rejects.toThrow('ENOENT');
  });
});
