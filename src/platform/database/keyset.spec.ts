import { keysetAfter, keysetColumns, keysetOrderBy, keysetValues, type KeysetOrder } from './keyset.js';

const newest: KeysetOrder = { expression: 'p.created_at', type: 'timestamptz', direction: 'desc', id: 'p.id' };

describe('keyset paging', () => {
  it('orders by the expression and breaks ties by id in the same direction', () => {
    expect(keysetOrderBy(newest)).toBe('p.created_at DESC, p.id DESC');
  });

  it('C095: puts no direction into SQL but the two that there are', () => {
    const smuggled = 'desc, (SELECT pg_sleep(3))' as KeysetOrder['direction'];
    expect(keysetOrderBy({ ...newest, direction: smuggled })).toBe('p.created_at DESC, p.id DESC');
  });

  it('selects the place of a row with all its microseconds', () => {
    expect(keysetColumns(newest)).toBe('(p.created_at)::text AS "sortValue", p.id AS "sortId"');
  });

  it('compares both at once, so that an index can serve it', () => {
    expect(keysetAfter(newest, 3)).toBe('(p.created_at, p.id) < ($3::text::timestamptz, $4::uuid)');
    expect(keysetAfter({ ...newest, direction: 'asc' }, 1)).toContain('>');
    expect(keysetValues({ value: '2026-01-31', id: 'x' })).toEqual(['2026-01-31', 'x']);
  });
});
