import { writeFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Reading } from './support/reading.js';

describe('what an import is made of', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'quire-import-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const note = (title: string, author = 'Zoë Example'): string =>
    `---\ntitle: ${title}\ndate: 2024-02-03\nauthor: ${author}\ntags: [Notes]\n---\nHello.\n`;

  it('is a folder of Markdown files, read as published posts', async () => {
    await writeFile(join(folder, 'Äpfel & Birnen.md'), note('A note'));
    await writeFile(join(folder, 'bad.md'), 'no front matter');
    const reading = await Reading.of(folder);
    expect(reading.total).toBe(2);
    expect(reading.post('A note')).toEqual({
      externalId: 'Äpfel & Birnen.md',
      title: 'A note',
      slug: 'apfel-and-birnen',
      content: 'Hello.',
      excerpt: null,
      tags: ['Notes'],
      status: 'published',
      publishedAt: '2024-02-03T00:00:00.000Z',
      author: { username: 'zoe-example', name: 'Zoë Example' },
    });
    expect(reading.refusals).toEqual(['bad.md: there is no front matter: the first line is neither --- nor +++']);
  });

  it('gives authors whose names are spelled alike here usernames of their own', async () => {
    await writeFile(join(folder, 'a.md'), note('One', 'Zoë'));
    await writeFile(join(folder, 'b.md'), note('Two', 'Zoe'));
    const reading = await Reading.of(folder);
    expect([reading.post('One').author?.username, reading.post('Two').author?.username]).toEqual(['zoe', 'zoe-2']);
  });

  it('is told by the ending of a file, whatever its case', async () => {
    const path = join(folder, 'EXPORT.JSON');
    await writeFile(path, '{"data":{"posts":[]}}');
    expect((await Reading.of(path)).items).toEqual([]);
    await writeFile(join(folder, 'posts.csv'), '');
    await expect(Reading.of(join(folder, 'posts.csv'))).rejects.toThrow('posts.csv is no import: ');
    await expect(Reading.of(join(folder, 'absent.xml'))).rejects.toThrow('ENOENT');
  });
});
