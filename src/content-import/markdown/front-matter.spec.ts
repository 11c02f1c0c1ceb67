import { parseDocument } from './front-matter.js';
import { PostRefused } from '../post/post-refused.js';

const fieldsOf = (text: string): Record<string, unknown> => Object.fromEntries(parseDocument(text).fields);

describe('front matter', () => {
  it('is YAML between two lines of three hyphens', () => {
    const { fields, body } = parseDocument('---\ntitle: Hello\ntags:\n  - a\n  - b\n---\n# Body\n');
    expect(Object.fromEntries(fields)).toEqual({ title: 'Hello', tags: ['a', 'b'] });
    expect(body).toBe('\n# Body\n');
  });

  it('is TOML between two lines of three plus signs', () => {
    const { fields, body } = parseDocument('+++\ntitle = "Hello"\ntags = ["a", "b"]\n+++\n# Body\n');
    expect(Object.fromEntries(fields)).toEqual({ title: 'Hello', tags: ['a', 'b'] });
    expect(body).toBe('\n# Body\n');
  });

  it('may end with three dots, as YAML documents do', () => {
    expect(parseDocument('---\ntitle: x\n...\nbody').body).toBe('\nbody');
  });

  it('ends at the first closing line: a rule in the body stays in the body', () => {
    expect(parseDocument('---\ntitle: x\n---\none\n\n---\n\ntwo').body).toBe('\none\n\n---\n\ntwo');
  });

  it('keeps YAML scalars as they were written, and null as null', () => {
    expect(fieldsOf('---\ntitle: 1.10\ndate: 2019-03-06\nslug: no\nauthor:\ntags: [yes, 0x10]\n---\n')).toEqual({
      title: '1.10',
      date: '2019-03-06',
      slug: 'no',
      author: null,
      tags: ['yes', '0x10'],
    });
  });

  it('names its members in any case', () => {
    expect(fieldsOf('---\nTitle: x\nDATE: y\n---\n')).toEqual({ title: 'x', date: 'y' });
  });

  it.each([
    ['no front matter', '# Only a body\n', 'neither --- nor +++'],
    ['an empty file', '', 'neither --- nor +++'],
    ['a front matter that never ends', '---\ntitle: x\n', 'never closed'],
    ['a list', '---\n- x\n---\n', 'not a list of names with values'],
    ['nothing between its lines', '---\n---\n', 'not a list of names with values'],
    ['broken YAML, by its line in the file', '---\ntitle: x\na: b: c\n---\n', 'at line 3'],
    ['a YAML member given twice', '---\ntitle: x\ntitle: y\n---\n', 'must be unique at line 3'],
    ['broken TOML', '+++\ntitle = \n+++\n', 'cannot be read'],
    ['more than 16 384 characters of it', `---\ntitle: ${'x'.repeat(17_000)}\n---\n`, 'longer than 16384'],
    ['lists nested without end', `---\na: ${'['.repeat(5_000)}\n---\n`, 'more than 200 lists'],
    ['block lists nested without end', `---\na:\n  ${'- '.repeat(5_000)}x\n---\n`, 'more than 200 lists'],
    ['TOML lists nested without end', `+++\na = ${'['.repeat(5_000)}\n+++\n`, 'cannot be read'],
  ])('refuses %s', (_, text, reason) => {
    expect(() => parseDocument(text)).toThrow(PostRefused);
    expect(() => parseDocument(text)).toThrow(reason);
  });

  it('refuses aliases that would grow without bound', () => {
    const bomb = Array.from({ length: 12 }, (_, i) => `a${i + 1}: &a${i + 1} [${`*a${i},`.repeat(9)}]`).join('\n');
    expect(() => parseDocument(`---\na0: &a0 x\n${bomb}\n---\n`)).toThrow('Excessive alias count');
  });
});
