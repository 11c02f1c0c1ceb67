import { deriveExcerpt } from './excerpt.js';

describe('a derived excerpt', () => {
  it.each([
    ['a paragraph', 'Just a sentence.\n', 'Just a sentence.'],
    ['several', 'One.\nStill one.\n\nTwo.', 'One. Still one. Two.'],
    ['emphasis', 'So *very* **bold**, ~~wrong~~, _quiet_ and __loud__', 'So very bold, wrong, quiet and loud'],
    ['names with underscores', 'Call `my_own_name` or snake_case_name', 'Call my_own_name or snake_case_name'],
    [
      'links',
      'See [the docs](https://a.example/x_(y) "t"), [ref][1] and <https://b.example>',
      'See the docs, ref and https://b.example',
    ],
    ['images', '![alt](x.png) Text [![badge](a)](b) after', 'Text after'],
    ['a heading before', '# Title\n\nThe text.', 'The text.'],
    ['headings only', '# One #\n\n## Two', 'One Two'],
    ['lists and quotes', '> quoted\n\n- first\n- second\n1. third', 'quoted first second third'],
    ['code blocks', '```js\nlet x;\n```\nWords.\n\n    indented();\n\nMore.', 'Words. More.'],
    ['a fence in a longer one', '````\n```\nx\n````\nAfter.', 'After.'],
    ['a fence that never ends', 'Before.\n```\nx', 'Before.'],
    ['tables, rules and definitions', '| a | b |\n|---|---|\n\n---\n\n[1]: https://a.example\n\nText', 'Text'],
    ['HTML', '<div class="x">Hello <b>you</b></div><!-- not\nthis --> there', 'Hello you there'],
    ['scripts and styles', '<script>alert(1)</script>Text<style>p{}</style > here<script>x', 'Text here'],
    ['entities', 'Fish &amp; chips &#169; &#x2014; &lt;b&gt; &unknown;', 'Fish & chips © — <b> &unknown;'],
    ['escapes', '1\\. \\*not bold\\* \\<b>', '1. *not bold* <b>'],
    ['a date that is no list', '2024 was fine', '2024 was fine'],
    ['private characters', 'a\ue000b\ue02ac', 'abc'],
    ['no text', '![only](an.png)', ''],
    ['blank', ' \n\t\n', ''],
    ['comparisons', 'a < b and c > d, 3 * 4', 'a < b and c > d, 3 4'],
  ])('of %s', (_, markdown, excerpt) => {
    expect(deriveExcerpt(markdown)).toBe(excerpt);
  });

  it('is cut at a word', () => {
    const excerpt = deriveExcerpt('The quick brown fox, jumps. '.repeat(20));
    expect(excerpt.length).toBeLessThanOrEqual(200);
    expect(excerpt).toMatch(/(?:The|quick|brown|fox|jumps)…$/);
  });

  it.each([
    ['Chinese', '世界和平'.repeat(100)],
    ['emoji', '😀'.repeat(400)],
    ['one long word', 'x'.repeat(1_000)],
    ['Thai', 'สวัสดีชาวโลก'.repeat(60)],
  ])('is cut between characters: %s', (_, text) => {
    const excerpt = deriveExcerpt(text);
    expect(Array.from(excerpt)).toHaveLength(200);
    expect(excerpt.isWellFormed()).toBe(true);
    expect(text.startsWith(excerpt.slice(0, -1))).toBe(true);
  });

  it('is whole when it is just short enough', () => {
    expect(deriveExcerpt('x'.repeat(200))).toBe('x'.repeat(200));
    expect(deriveExcerpt('x'.repeat(201))).toBe(`${'x'.repeat(199)}…`);
  });

  it.each([
    '[',
    '![',
    '![a](',
    '[a](',
    '<a ',
    '<!--',
    '`',
    '*',
    '_a',
    '> ',
    '- ',
    '1. ',
    '&#',
    '\\',
    '| ',
    '[a]: ',
    '(',
    '<',
  ])('is found soon in a million times %j', (part) => {
    const start = process.cpuUsage();
    for (let n = 0; n < 10; n += 1) deriveExcerpt(part.repeat(1_000_000));
    const { user, system } = process.cpuUsage(start);
    expect((user + system) / 1e6).toBeLessThan(5);
  });

  it('stays within its length whatever it is made of', () => {
    const parts = [
      '[a](b)',
      '*',
      '_',
      '`',
      '&amp;',
      '<b>',
      '\n\n',
      ' word',
      '世',
      '😀',
      '\\',
      '- ',
      '> ',
      '```\n',
      '#',
      '|',
    ];
    for (let n = 1; n < 2_000; n += 1) {
      const text = Array.from({ length: 120 }, (_, i) => parts[(n * (i + 7) * (i + n)) % parts.length]).join('');
      const excerpt = deriveExcerpt(text);
      expect(Array.from(excerpt).length).toBeLessThanOrEqual(200);
      expect(excerpt).toBe(excerpt.trim());
    }
  });
});
