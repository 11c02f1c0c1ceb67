import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GHOST_SAMPLE, Reading } from './support/reading.js';

const SITE = 'https://bakery.example.org';

describe('a Ghost export', () => {
  let bakery: Reading;
  beforeAll(async () => {
    bakery = await Reading.of(GHOST_SAMPLE, SITE);
  });

  it('is read whole, in its order', () => {
    expect(bakery.total).toBe(12);
    expect(bakery.items).toHaveLength(12);
    expect(bakery.refusals).toEqual(['"About us": it is a page, not a post']);
  });

  it('becomes a post with all that Ghost knows of it', () => {
    expect(bakery.post('Bread & butter')).toEqual({
      externalId: 'ghost:7c9e6679-7425-40de-944b-e07fc1f90001',
      title: 'Bread & butter: a baker’s morning',
      slug: 'bread-and-butter',
      excerpt: "Flour, water, salt — and four o'clock.",
      tags: ['Bread', 'Oven & fire'],
      coverImageUrl: `${SITE}/content/images/2023/07/loaf.jpg`,
      status: 'published',
      publishedAt: '2023-07-20T06:00:00.000Z',
      createdAt: '2023-07-19T14:20:02.000Z',
      author: { username: 'zoe', name: 'Zoë Bäcker', email: 'zoe@bakery.example.org' },
      content: [
        `The oven is lit at **four**. _Nobody_ speaks; see [how to knead](${SITE}/how-to-knead/).`,
        '| Dough | Hours |\n| --- | --- |\n| Rye | 18 |\n| Wheat \\| spelt | 6 |',
        `![The oven](${SITE}/content/images/2023/07/oven.jpg)`,
        'Lit since 1924',
        '```js\nconst loaf = <T>(flour: T) => flour;\n```',
      ].join('\n\n'),
    });
    expect(bakery.notesOn('Bread & butter')).toEqual([
      'the internal tag "#wide-layout" is not kept',
      'its further author "Ivan Пекарь" is not kept',
    ]);
  });

  it('keeps Markdown that was written as such', () => {
    expect(bakery.post('How to knead')).toMatchObject({
      content: 'Push, *fold*, turn.\n\n1. Rest\n2. Again',
      publishedAt: '2023-06-01T08:30:00.000Z',
      author: { username: 'the-night-shift-of-the-b', name: 'The Night Shift' },
    });
    expect(bakery.notesOn('How to knead')).toEqual(['the email "not an address" of its author is none, and left out']);
  });

  it('keeps drafts drafts, and the time of what is scheduled', () => {
    expect(bakery.post('Winter menu')).toMatchObject({ status: 'draft', content: 'Soups. \\<More> soups.' });
    expect(bakery.post('Winter menu')).not.toHaveProperty('publishedAt');
    expect(bakery.post('The shop is moving')).toMatchObject({
      status: 'scheduled',
      publishAt: '2098-03-01T06:00:00.000Z',
    });
  });

  it('publishes nothing that was not for everybody', () => {
    expect(bakery.post('For members')).toMatchObject({ status: 'draft' });
    expect(bakery.notesOn('For members')).toEqual(['it becomes a draft: there it is for "paid" only']);
    expect(bakery.post('Letter of July')).toMatchObject({ status: 'draft' });
    expect(bakery.notesOn('Letter of July')).toEqual(['it becomes a draft: it was sent by email only']);
  });

  it('makes links of what plays in a frame, and says what is lost', () => {
    expect(bakery.post('Watch us bake').content).toBe(
      '[Baking, live](https://video.example.org/embed/bake)\n\n[The mill Where our flour is from](https://mill.example.org/)',
    );
    expect(bakery.notesOn('Watch us bake')).toEqual(['a script is left out of the content']);
    expect(bakery.notesOn('Lost formatting')).toEqual([
      'the export has only the plain text of the content: its formatting is lost',
    ]);
  });

  it('leaves it to the import to refuse what has no title or no content', () => {
    expect(bakery.post('An empty thought').content).toBe('');
    expect(bakery.titles).toContain('');
  });

  it('has relative links, and no cover image, when nobody told where the site is', async () => {
    const { content, coverImageUrl } = (await Reading.of(GHOST_SAMPLE)).post('Bread');
    expect(content).toContain('[how to knead](/how-to-knead/)');
    expect(coverImageUrl).toBeNull();
    expect((await Reading.of(GHOST_SAMPLE)).notesOn('Bread')).toEqual(
      expect.arrayContaining([
        'the address of the site is not known: links to it are relative',
        'the cover image "/content/images/2023/07/loaf.jpg" is left out: it is no web address',
      ]),
    );
  });
});

describe('a Ghost export of another kind', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'quire-ghost-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function file(content: unknown): Promise<string> {
    const path = join(folder, 'export.json');
    await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
    return path;
  }

  it('may be of the first Ghost: bare, with Markdown, times in milliseconds and the author in the post', async () => {
    const reading = await Reading.of(
      await file({
        meta: { exported_on: 1388805572000, version: '000' },
        data: {
          posts: [
            {
              id: 5,
              title: 'Old',
              slug: 'old',
              markdown: 'the *old* way',
              html: '<p>x</p>',
              page: 0,
              status: 'published',
              author_id: 1,
              created_at: 1283780649000,
              published_at: 1283780650000,
            },
            { id: 6, title: 'Page', slug: 'page', markdown: 'x', page: 1, status: 'published' },
          ],
          users: [{ id: 1, name: 'Ann', slug: 'ann' }],
        },
      }),
    );
    expect(reading.post('Old')).toMatchObject({
      externalId: 'ghost:5',
      content: 'the *old* way',
      createdAt: '2010-09-06T13:44:09.000Z',
      publishedAt: '2010-09-06T13:44:10.000Z',
      author: { username: 'ann', name: 'Ann' },
      tags: [],
    });
    expect(reading.refusals).toEqual(['"Page": it is a page, not a post']);
  });

  it('tells of each row that cannot be a post why, and takes the others', async () => {
    const row = { uuid: 'u', title: 'T', slug: 't', html: '<p>x</p>', status: 'published', published_at: '2020-01-01' };
    const reading = await Reading.of(
      await file({
        data: {
          posts: [
            { ...row, title: 'No id', uuid: undefined },
            { ...row, title: 'Bad date', published_at: 'soon' },
            { ...row, title: 'Bad year', created_at: 9e17 },
            { ...row, title: 'Deep', html: '<div>'.repeat(501) },
            { ...row, title: 'Good' },
            { ...row, title: 'No date', published_at: null },
            { ...row, title: 'Unheard of', status: 'frozen' },
            null,
            'x',
          ],
        },
      }),
    );
    expect(reading.refusals).toEqual([
      '"No id": it has neither a uuid nor an id',
      '"Bad date": the date "soon" is not of the form 2019-03-06T12:00:00Z',
      '"Bad year": created_at "900000000000000000" is no date',
      '"Deep": more than 500 HTML elements are nested',
    ]);
    expect(reading.titles).toEqual(['Good', 'No date', 'Unheard of']);
    expect(reading.post('Good')).toMatchObject({ status: 'published', publishedAt: '2020-01-01T00:00:00.000Z' });
    expect(reading.notesOn('No date')).toEqual(['it becomes a draft: it is published but has no date']);
    expect(reading.notesOn('Unheard of')).toEqual(['it becomes a draft: "frozen" is no state of a post here']);
  });

  it.each([
    ['no JSON', '{"db": [', /^the file is not JSON: /],
    ['JSON of something else', [], 'the file is no Ghost export: it has no data.posts'],
    ['posts that are no list', { data: { posts: {} } }, 'the file is no Ghost export: it has no data.posts'],
    ['null', null, 'the file is no Ghost export: it has no data.posts'],
  ])('is refused as a whole when it is %s', async (_, content, reason) => {
    await expect(Reading.of(await file(content))).rejects.toThrow(reason);
  });

  it('is refused when it is not UTF-8, or too large to be read whole', async () => {
    const path = await file('');
    await writeFile(path, Buffer.from('{"data":"caf\u00e9"}', 'latin1'));
    await expect(Reading.of(path)).rejects.toThrow('the file is not UTF-8 text');
    await truncate(path, 400 * 1024 * 1024 + 1);
    await expect(Reading.of(path)).rejects.toThrow('the file is larger than 419430400 bytes');
  });
});
