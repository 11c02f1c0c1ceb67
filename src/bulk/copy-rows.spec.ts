import { CopyRows } from './copy-rows.js';

/** What one value becomes, without the beginning of its row. */
function bytesOf(write: (rows: CopyRows) => void): Buffer {
  const rows = new CopyRows();
  write(rows);
  return rows.bytes;
}

describe('rows for a binary COPY', () => {
  it('begin with the number of their values', () => {
    const rows = bytesOf((row) => {
      row.begin(2);
      row.boolean(true);
      row.null();
    });
    expect(rows.toString('hex')).toBe('0002' + '00000001' + '01' + 'ffffffff');
  });

  it.each<[string, (rows: CopyRows) => void, string]>([
    [
      'an integer',
      (rows) => {
        rows.integer(-2);
      },
      '00000004' + 'fffffffe',
    ],
    [
      'a bigint',
      (rows) => {
        rows.bigint(2 ** 40);
      },
      '00000008' + '0000010000000000',
    ],
    [
      'a moment, from 2000 on',
      (rows) => {
        rows.timestamptz(new Date('2000-01-01T00:00:00.001Z'));
      },
      '00000008' + '00000000000003e8',
    ],
    [
      'a moment before',
      (rows) => {
        rows.timestamptz(new Date('1999-12-31T23:59:59.999Z'));
      },
      '00000008' + 'fffffffffffffc18',
    ],
    [
      'a uuid',
      (rows) => {
        rows.uuid('01234567-89ab-7def-8123-456789abcdef');
      },
      '00000010' + '0123456789ab7def8123456789abcdef',
    ],
    [
      'a text in UTF-8',
      (rows) => {
        rows.text('é🐋\n');
      },
      '00000007' + 'c3a9' + 'f09f908b' + '0a',
    ],
    [
      'no texts',
      (rows) => {
        rows.texts([]);
      },
      '0000000c' + '00000000' + '00000000' + '00000019',
    ],
    [
      'texts',
      (rows) => {
        rows.texts(['a', '']);
      },
      '0000001d' + '00000001' + '00000000' + '00000019' + '00000002' + '00000001' + '00000001' + '61' + '00000000',
    ],
    [
      'what PostgreSQL has sent',
      (rows) => {
        rows.sent(Buffer.from('beef', 'hex'));
      },
      '00000002' + 'beef',
    ],
  ])('hold %s', (_, write, hex) => {
    expect(bytesOf(write).toString('hex')).toBe(hex);
  });

  it('grow with their values', () => {
    const long = '🐋'.repeat(200_000);
    const rows = bytesOf((row) => {
      row.text('before');
      row.text(long);
      row.text('after');
    });
    expect(rows.toString()).toBe(
      `\0\0\0\u0006before${Buffer.from('000c3500', 'hex').toString()}${long}\0\0\0\u0005after`,
    );
  });
});
