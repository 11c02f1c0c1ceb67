import { copyRow } from './copy-row.js';

describe('a row for COPY', () => {
  it('parts its fields with tabs and ends with a newline', () => {
    expect(copyRow(['a', 1, true, null])).toBe('a\t1\ttrue\t\\N\n');
  });

  it('keeps whatever a text holds within its field', () => {
    expect(copyRow(['tab\there', 'two\nlines', '\\N', '\\.', 'bell\b\f\v\r'])).toBe(
      'tab\\there\ttwo\\nlines\t\\\\N\t\\\\.\tbell\\b\\f\\v\\r\n',
    );
  });

  it('writes moments in UTC and lists as arrays', () => {
    expect(copyRow([new Date('2024-02-03T04:05:06.007Z'), ['a', 'say "hi"', 'back\\slash', ''], []])).toBe(
      '2024-02-03T04:05:06.007Z\t{"a","say \\\\"hi\\\\"","back\\\\\\\\slash",""}\t{}\n',
    );
  });
});
