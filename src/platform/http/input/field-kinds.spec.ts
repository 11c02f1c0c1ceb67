import { Problem } from '../../problem/index.js';
import { ChoiceField, DateTimeField, QueryInteger, TextField, TextListField, UrlField } from './field-kinds.js';
import { validate } from './validate.js';

class Sample {
  @TextField({ min: 1, max: 5, optional: true, convert: (text) => text.trim() })
  title?: string;

  @TextField({ max: 5, optional: true, nullable: true })
  excerpt?: string | null;

  @ChoiceField(['asc', 'desc'], { default: 'desc' })
  order: string = 'desc';

  @QueryInteger({ min: 1, max: 100, optional: true })
  limit?: number;

  @DateTimeField({ optional: true })
  at?: Date;

  @UrlField({ optional: true })
  website?: string;

  @TextListField({ maxItems: 3, min: 1, max: 4, optional: true })
  tags?: string[];
}

function faults(value: object): string[] {
  try {
    validate(Sample, value, 'body');
    return [];
  } catch (error) {
    if (error instanceof Problem) return (error.errors ?? []).map(({ field, code }) => `${field} ${code}`);
    throw error;
  }
}

describe('fields', () => {
  it('give a checked instance with defaults filled in and texts converted', () => {
    const sample = validate(Sample, { title: ' abc ', limit: '20', at: '2026-02-28T12:00:00+01:00' }, 'body');
    expect(sample).toBeInstanceOf(Sample);
    expect(sample).toEqual({ title: 'abc', limit: 20, at: new Date('2026-02-28T11:00:00Z'), order: 'desc' });
  });

  it('tell absent from null: only a nullable member may be null', () => {
    expect(faults({ excerpt: null })).toEqual([]);
    expect(faults({ title: null })).toEqual(['title type']);
  });

  it('C085: convert no type into another', () => {
    for (const wrong of [1, true, [], {}]) expect(faults({ title: wrong })).toEqual(['title type']);
    expect(faults({ tags: 'a' })).toEqual(['tags maxItems']);
    expect(faults({ tags: ['a', 1] })).toEqual(['tags[1] item']);
  });

  it('count characters, not UTF-16 units', () => {
    expect(faults({ title: '😀😀😀😀😀' })).toEqual([]);
    expect(faults({ title: '😀😀😀😀😀😀' })).toEqual(['title length']);
    expect(faults({ title: '' })).toEqual(['title length']);
  });

  it('C092: take whole numbers within bounds only', () => {
    for (const wrong of ['0', '101', '-1', '1.5', '1e2', 'NaN', '', ' 1', '0x10', '9223372036854775808']) {
      expect(faults({ limit: wrong })).toEqual(['limit integer']);
    }
  });

  it('C107: take real moments only', () => {
    const wrong = ['2026-02-30T00:00:00Z', '+275760-09-13T00:00:00Z', '0000-00-00T00:00:00Z', 'infinity', 'now'];
    for (const text of [...wrong, '1700000000000', '1e20', '2026-01-01', '2026-01-01T24:00:00Z']) {
      expect(faults({ at: text })).toEqual(['at dateTime']);
    }
  });

  it('C100: take absolute web URLs without credentials only', () => {
    expect(faults({ website: 'https://example.com/ä?x=1#y' })).toEqual([]);
    const wrong = ['javascript:alert(1)', 'http:evil.com', '//evil', 'https://u:p@h', 'data:text/html,x', 'https://'];
    for (const text of [...wrong, `https://example.com/${'x'.repeat(3000)}`, 'https://a b/', 'ftp://example.com']) {
      expect(faults({ website: text })).toHaveLength(1);
    }
  });

  it('C083, C080: refuse unknown members, also those that every object inherits', () => {
    expect(faults({ role: 'admin' })).toEqual(['role unknown']);
    expect(faults({ constructor: 1 })).toEqual(['constructor unknown']);
    expect(faults({ toString: 1 })).toEqual(['toString unknown']);
    expect(faults({ order: 'sideways', other: 1 })).toEqual(['other unknown', 'order choice']);
  });

  it('refuse what is no object', () => {
    for (const wrong of [[], 'text', 1, null]) {
      expect(() => validate(Sample, wrong, 'body')).toThrow('1 field is invalid');
    }
  });
});
