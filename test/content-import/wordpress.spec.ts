import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Reading, WORDPRESS_SAMPLE } from './support/reading.js';

const UPLOADS = 'https://harbour.example.org/wp-content/uploads';

describe('a WordPress export', () => {
  let harbour: Reading;
  beforeAll(async () => {
    harbour = await Reading.of(WORDPRESS_SAMPLE);
  });

  it('is read whole, in its order', () => {
    expect(harbour.total).toBe(10);
    expect(harbour.refusals).toEqual([
      '"Thrown away" (line 193): it lies in the trash',
      '"Contact" (line 212): it is a page, not a post',
    ]);
    expect(harbour.titles).toHaveLength(8);
    expect(harbour.notes).toEqual([
      'items of the type attachment are left out: 2',
      'items of the type nav_menu_item are left out: 1',
    ]);
  });

  it('becomes a post with all that WordPress knows of it', () => {
    expect(harbour.post('Fog')).toEqual({
      externalId: 'wordpress:https://harbour.example.org/?p=11',
      title: 'Fog & foghorns – a history',
      slug: 'fog-and-foghorns',
      excerpt: 'Why it is never quiet.',
      tags: ['fog', 'Boats & ships'],
      coverImageUrl: `${UPLOADS}/2019/03/horn.jpg`,
      status: 'published',
      publishedAt: '2019-03-06T11:00:00.000Z',
      createdAt: '2019-03-06T11:00:00.000Z',
      author: { username: 'mara-lind', name: 'Mara Lind', email: 'mara@harbour.example.org' },
      content: [
        'The first horn blew in **1861**.  \nIt was _loud_.',
        `[![The horn](${UPLOADS}/2019/03/horn.jpg)](https://harbour.example.org/horn/)`,
        'The horn, _new_',
        'It still does:',
        '-   at night\n-   in fog',
        '```\nblow()\n\nstop()\n```',
        `![](${UPLOADS}/2019/03/horn.jpg)`,
        `![](${UPLOADS}/2020/02/quay.png)`,
        '\\[contact-form-7 id="5" title="Write to us"\\]',
      ].join('\n\n'),
    });
    expect(harbour.notesOn('Fog')).toEqual([
      'its comments are not kept: 1',
      'images of a gallery are not in the export: 1',
      'shortcodes stay in the text as they are: contact-form-7',
    ]);
  });

  it('reads what the block editor wrote', () => {
    expect(harbour.post('Blocks of stone')).toMatchObject({
      slug: 'kamen',
      tags: ['stone'],
      coverImageUrl: null,
      excerpt: null,
      author: { username: 'author-o', name: 'Øyvind Å.' },
      content: [
        '### The quay',
        'Granite, laid in one summer.',
        '```\nif (tide < 2) {\n\n  wait();\n}\n```',
        `![The quay](${UPLOADS}/2020/02/quay.png)`,
        'At low tide',
      ].join('\n\n'),
    });
    expect(harbour.notesOn('Blocks of stone')).toEqual(['the slug "камень" becomes "kamen"']);
  });

  it('keeps drafts drafts, and the time of what is scheduled', () => {
    expect(harbour.post('A draft about gulls')).toMatchObject({
      status: 'draft',
      createdAt: '2021-05-05T08:00:00.000Z',
    });
    expect(harbour.post('A draft about gulls')).not.toHaveProperty('slug', expect.anything());
    expect(harbour.post('The regatta')).toMatchObject({ status: 'scheduled', publishAt: '2097-06-01T06:00:00.000Z' });
    expect(harbour.post('The regatta').createdAt).toBeUndefined();
  });

  it.each([
    ['Not for everybody', 'it is private'],
    ['Behind a password', 'it has a password'],
    ['To be reviewed', 'it awaits its review'],
  ])('publishes nothing that was not for everybody: %s', (title, reason) => {
    expect(harbour.post(title)).toMatchObject({ status: 'draft' });
    expect(harbour.post(title)).not.toHaveProperty('publishedAt');
    expect(harbour.notesOn(title)).toEqual([`it becomes a draft: ${reason}`]);
  });

  it('takes an author whom the export does not list by what they sign in as', () => {
    expect(harbour.post('To be reviewed').author).toEqual({ username: 'nobody-listed', name: 'nobody-listed' });
  });
});

describe('a WordPress export of another kind', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'quire-wordpress-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const POST = `<title>T</title><guid>g</guid><wp:post_type>post</wp:post_type><wp:status>publish</wp:status>
    <wp:post_date_gmt>2020-01-01 00:00:00</wp:post_date_gmt>`;
  const item = (members: string): string => `<item>${POST}${members}</item>`;
  const content = (html: string): string => item(`<content:encoded><![CDATA[${html}]]></content:encoded>`);
  const wxr = (...items: string[]): string =>
    `<rss><channel><wp:wxr_version>1.2</wp:wxr_version>\n${items.join('\n')}\n</channel></rss>`;

  async function file(text: string | Buffer): Promise<string> {
    const path = join(folder, 'export.xml');
    await writeFile(path, text);
    return path;
  }
  const read = async (text: string | Buffer): Promise<Reading> => Reading.of(await file(text));

  it('may have its items before what they refer to, and its thumbnails without a file', async () => {
    const meta = (id: number): string =>
      `<wp:postmeta><wp:meta_key>_thumbnail_id</wp:meta_key><wp:meta_value>${id}</wp:meta_value></wp:postmeta>`;
    const upload = `<item><wp:post_type>attachment</wp:post_type><wp:post_id>7</wp:post_id>
      <wp:attachment_url>https://x.example/7.png</wp:attachment_url></item>`;
    const reading = await read(
      wxr(
        item(`<title>One</title><dc:creator>ann</dc:creator>${meta(7)}`),
        item(`<title>Two</title>${meta(8)}`),
        upload,
        '<wp:author><wp:author_login>ann</wp:author_login><wp:author_email>ann@x.example</wp:author_email></wp:author>',
      ),
    );
    expect(reading.post('One')).toMatchObject({
      coverImageUrl: 'https://x.example/7.png',
      author: { username: 'ann', email: 'ann@x.example' },
    });
    expect(reading.notesOn('Two')).toEqual(['its cover image is not in the export']);
    expect(reading.post('Two').author).toBeUndefined();
  });

  it('tells of each item that cannot be a post why, and takes the others', async () => {
    const reading = await read(
      wxr(
        item('<title>No guid</title><guid/>'),
        item('<title>Never saved</title><wp:status>auto-draft</wp:status>'),
        item('<title>Bad date</title><wp:post_date_gmt>2020-02-30 00:00:00</wp:post_date_gmt>'),
        item(`<title>Too long</title><content:encoded>${'x'.repeat(4_000_001)}</content:encoded>`),
        item(`<title>Much beside</title><wp:comment><wp:comment_content>${'x'.repeat(4_000_001)}</wp:comment_content></wp:comment>
          <wp:postmeta><wp:meta_key>y</wp:meta_key><wp:meta_value>${'x'.repeat(4_000_001)}</wp:meta_value></wp:postmeta>`),
        item(
          '<title>Local</title><wp:post_date_gmt>0000-00-00 00:00:00</wp:post_date_gmt><wp:post_date>2020-01-02 03:04:05</wp:post_date>',
        ),
        item('<title>No date</title><wp:post_date_gmt/>'),
        item('<title>Of a plugin</title><wp:status>in-progress</wp:status>'),
      ),
    );
    expect(reading.refusals.map((refusal) => refusal.replace(/ \(line \d+\)/, ''))).toEqual([
      '"No guid": it has no guid, by which it would be known again',
      '"Never saved": it was never saved',
      '"Bad date": the date "2020-02-30 00:00:00" does not exist',
      '"Too long": it is longer than 4000000 characters',
    ]);
    expect(reading.titles).toEqual(['Much beside', 'Local', 'No date', 'Of a plugin']);
    expect(reading.post('Local').publishedAt).toBe('2020-01-02T03:04:05.000Z');
    expect(reading.notesOn('Local')).toEqual(['its date has no zone: it counts as UTC']);
    expect(reading.notesOn('No date')).toEqual(['it becomes a draft: it has no date']);
    expect(reading.notesOn('Of a plugin')).toEqual(['it becomes a draft: "in-progress" is no state of a post here']);
  });

  it('loses the control characters that XML forbids, and nothing else', async () => {
    const reading = await read(wxr(content('a\u0008b\u000bc\td 🙂')));
    expect(reading.post('T').content).toBe('abc d 🙂');
  });

  it.each([
    [
      'other captions',
      '[caption caption="Old <em>words</em>"]<img src="/a.png">[/caption]',
      '![](/a.png)\n\nOld <em>words</em>'.replace('<em>words</em>', '_words_'),
    ],
    ['code', '[code lang="php"]\n$a = "&lt;b&gt;";\n\n<i>\n[/code]', '```php\n$a = "<b>";\n\n<i>\n```'],
    [
      'embeds',
      'a\n\n[embed width="9"]https://v.example/?a=1[/embed]\n\nb',
      'a\n\n[https://v.example/?a=1](https://v.example/?a=1)\n\nb',
    ],
    ['players', "[audio mp3='https://v.example/a.mp3'][/audio]", '[https://v.example/a.mp3](https://v.example/a.mp3)'],
    ['brackets that are none', 'a [sic] b [1]', 'a \\[sic\\] b \\[1\\]'],
  ])('reads shortcodes: %s', async (_, stored, markdown) => {
    const reading = await read(wxr(content(stored)));
    expect(reading.post('T').content).toBe(markdown);
    expect(reading.notesOn('T')).toEqual([]);
  });

  it.each([
    '[caption]',
    '[caption',
    '[embed]x',
    '[code]',
    '<!-- wp:x ',
    '<pre>',
    '<!--more',
    '[a b=',
    `<${'a'.repeat(9)}`,
  ])('takes no longer for a text of nothing but %j than for others', async (mark) => {
    const reading = await read(wxr(content(mark.repeat(3_000_000 / mark.length))));
    expect(reading.items).toHaveLength(1);
  });

  it('shows a gallery without a list with the images of its post, or says that there are none', async () => {
    const image = `<item><wp:post_type>attachment</wp:post_type><wp:post_id>7</wp:post_id><wp:post_parent>3</wp:post_parent>
      <wp:attachment_url>https://x.example/7.png</wp:attachment_url></item>`;
    const gallery = '<wp:post_id>3</wp:post_id><content:encoded>[gallery columns="2"]</content:encoded>';
    expect((await read(wxr(item(gallery), image))).post('T').content).toBe('![](https://x.example/7.png)');
    const alone = await read(wxr(item(gallery)));
    expect(alone.post('T').content).toBe('\\[gallery columns="2"\\]');
    expect(alone.notesOn('T')).toEqual(['a gallery without images stays in the text as it is']);
  });

  it.each([
    ['a tag that is not closed', wxr('<item>'), 'the XML is broken at line 3, column 10: unexpected close tag'],
    ['an end in the middle', wxr(content('x')).slice(0, -30), /^the XML is broken at line \d+, column \d+: /],
    ['an ampersand alone', wxr('<item><title>a & b</title></item>'), /^the XML is broken at line \d+, column \d+: /],
    [
      'an entity that nobody knows',
      wxr('<item><title>&nbsp;</title></item>'),
      /^the XML is broken at line 2, column \d+: undefined entity/,
    ],
    ['nothing', '', /^the XML is broken/],
    [
      'a feed',
      '<rss><channel><item><title>x</title></item></channel></rss>',
      'the file is no WordPress export: it has no wp:wxr_version',
    ],
    [
      'another encoding',
      '<?xml version="1.0" encoding="ISO-8859-1"?><rss/>',
      'the file is in ISO-8859-1, not in UTF-8',
    ],
    ['bytes that are not UTF-8', Buffer.from(wxr(content('caf\u00e9')), 'latin1'), 'the file is not UTF-8 text'],
    ['a tower of tags', `<rss>${'<a>'.repeat(100_000)}`, 'line 1: more than 50 elements are nested'],
  ])('is refused as a whole, with the place, for %s', async (_, text, reason) => {
    await expect(read(text)).rejects.toThrow(reason);
  });

  it('is refused for an element without an end, before memory is full', async () => {
    await expect(read(`<rss><channel><item><title><![CDATA[${'x'.repeat(17 * 1024 * 1024)}`)).rejects.toThrow(
      /^line 1: an element is longer than 16777216 bytes$/,
    );
  });

  it.each([
    [
      'a billion laughs',
      `<!DOCTYPE rss [<!ENTITY a "ha">${Array.from({ length: 9 }, (_, i) => `<!ENTITY a${i} "${`&a${i - 1};`.repeat(10)}">`).join('')}]>`,
      '&a8;',
    ],
    ['a file of the machine', '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>', '&x;'],
    ['an address', '<!DOCTYPE rss SYSTEM "http://127.0.0.1:9/x.dtd">', ''],
  ])('never resolves %s', async (_, doctype, entity) => {
    const text = `<?xml version="1.0"?>${doctype}${wxr(`<item><title>${entity}</title></item>`)}`;
    await expect(read(text)).rejects.toThrow('the file has a DOCTYPE, which no WordPress export has');
  });
});
