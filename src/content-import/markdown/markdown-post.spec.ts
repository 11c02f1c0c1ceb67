import { toMarkdownPost, type MarkdownPost } from './markdown-post.js';
import { PostRefused } from '../post/post-refused.js';

const FIELDS = { title: 'A title', date: '2019-03-06', author: 'Ann' };

function post(fields: Record<string, string | undefined>, body = 'Body', file = 'news/a-file.md'): MarkdownPost {
  const given: [string, string | undefined][] = Object.entries({ ...FIELDS, ...fields });
  const lines = given.filter(([, value]) => value !== undefined).map((member) => member.join(': '));
  return toMarkdownPost(file, `---\n${lines.join('\n')}\n---\n${body}`);
}

describe('a post made of a file', () => {
  it('has all that the file tells, and nothing of what Quire does not know', () => {
    const text = [
      '---',
      'date: 2015-09-04T21:00:00.000Z',
      'category: release',
      'title: Node v4',
      'layout: blog-post',
      'author: Rod Vagg',
      'slug: node-four',
      'description: What is new',
      'toc: { depth: 2 }',
      '---',
      '',
      '# Changes',
      '',
    ].join('\n');
    expect(toMarkdownPost('release/v4.0.0.md', text)).toEqual({
      externalId: 'release/v4.0.0.md',
      title: 'Node v4',
      slug: 'node-four',
      publishedAt: new Date('2015-09-04T21:00:00Z'),
      author: 'Rod Vagg',
      tags: ['release'],
      excerpt: 'What is new',
      content: '# Changes',
    });
  });

  it('is the same with Windows line ends', () => {
    const text = '---\ntitle: x\ndate: 2019-03-06\nauthor: Ann\n---\n\none\n\ntwo\n';
    expect(toMarkdownPost('a.md', text.replace(/\n/g, '\r\n'))).toEqual(toMarkdownPost('a.md', text));
  });

  it('takes its slug from the front matter, else from the file, else from the title', () => {
    expect(post({ slug: 'its-own' }).slug).toBe('its-own');
    expect(post({}).slug).toBe('a-file');
    expect(post({}, 'Body', '2019-03-06-a-day.md').slug).toBe('a-day');
    expect(post({}, 'Body', 'release/v16.17.0.md').slug).toBe('v16.17.0');
    expect(post({ slug: '"-"' }, 'Body', '!!!.md').slug).toBe('A title');
  });

  it('takes its date from the front matter, else from the name of the file', () => {
    expect(post({}, 'Body', '2001-01-01-x.md').publishedAt).toEqual(new Date('2019-03-06'));
    expect(post({ date: undefined }, 'Body', '2001-01-01-x.md').publishedAt).toEqual(new Date('2001-01-01'));
  });

  it('has one author for one string, and all authors of a list on one line', () => {
    expect(post({ author: 'Ann, Bob and Carl' }).author).toBe('Ann, Bob and Carl');
    expect(post({ author: '[Ann, Bob]' }).author).toBe('Ann, Bob');
    expect(post({ author: undefined, authors: 'Ann' }).author).toBe('Ann');
  });

  it('has its title on one line, in normal form C', () => {
    expect(post({ title: '"  Cafe\u0301 \\n  two "' }).title).toBe('Caf\u00e9 two');
  });

  it('keeps the indentation that its content begins with', () => {
    expect(post({}, '\n  \n    code\n\ntext\n\n').content).toBe('    code\n\ntext');
  });

  it('counts characters, not code units', () => {
    expect(post({ title: '🙂'.repeat(200) }).title).toHaveLength(400);
    expect(post({}, 'x'.repeat(1_000_000)).content).toHaveLength(1_000_000);
  });

  it.each<[string, Record<string, string | undefined>, string | undefined, string]>([
    ['without a title', { title: undefined }, undefined, 'no title'],
    ['with an empty title', { title: '"  "' }, undefined, 'no title'],
    ['with a list for a title', { title: '[a]' }, undefined, 'no title'],
    ['without a date', { date: undefined }, undefined, 'no date'],
    ['without an author', { author: undefined }, undefined, 'no author'],
    ['without content', {}, ' \n\n', 'no content'],
    ['with a title of 201 characters', { title: 'x'.repeat(201) }, undefined, 'the title is longer than 200'],
    ['with an author of 101 characters', { author: 'x'.repeat(101) }, undefined, 'the author is longer than 100'],
    ['with an excerpt of 501 characters', { excerpt: 'x'.repeat(501) }, undefined, 'the excerpt is longer than 500'],
    ['with too much content', {}, 'x'.repeat(1_000_001), 'the content is longer than 1000000'],
    ['with a NUL in its content', {}, 'a\0b', 'the content holds a character that cannot be stored'],
    [
      'with a heap of combining marks',
      {},
      'a\u0300'.padEnd(40, '\u0316'),
      'the content holds more than 30 combining marks',
    ],
    ['with half a surrogate pair', { title: '"\\ud800"' }, undefined, 'the title holds a character'],
    ['that is a draft', { draft: 'true' }, undefined, 'it is a draft'],
    ['that is not published', { published: 'false' }, undefined, 'it is a draft'],
  ])('is refused %s', (_, fields, body, reason) => {
    expect(() => post(fields, body)).toThrow(PostRefused);
    expect(() => post(fields, body)).toThrow(reason);
  });
});
