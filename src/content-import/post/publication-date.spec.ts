import { parse } from 'smol-toml';
import { PostRefused } from './post-refused.js';
import { publicationDate } from './publication-date.js';

describe('the date of a post', () => {
  it.each([
    ['2019-03-06T12:00:00.000Z', '2019-03-06T12:00:00.000Z'],
    ['2019-03-06T12:00:00+0000', '2019-03-06T12:00:00.000Z'],
    ['2019-03-06T12:00:00-04:00', '2019-03-06T16:00:00.000Z'],
    ['2019-03-06T12:00:00+0530', '2019-03-06T06:30:00.000Z'],
    ['2019-03-06 12:00:00 +02', '2019-03-06T10:00:00.000Z'],
    ['2019-03-06 12:00:00 -5', '2019-03-06T17:00:00.000Z'],
    ['2019-03-06t12:00:00z', '2019-03-06T12:00:00.000Z'],
    ['2019-03-06 12:00:00 UTC', '2019-03-06T12:00:00.000Z'],
    ['2019-03-06T12:00', '2019-03-06T12:00:00.000Z'],
    ['2019-03-06 9:05', '2019-03-06T09:05:00.000Z'],
    ['2019-03-06T12:00:00.123456', '2019-03-06T12:00:00.123Z'],
    ['2019-03-06', '2019-03-06T00:00:00.000Z'],
    ['2019/3/6', '2019-03-06T00:00:00.000Z'],
    [' 2020-02-29 ', '2020-02-29T00:00:00.000Z'],
    ['2019-12-31T23:30:00-01:00', '2020-01-01T00:30:00.000Z'],
  ])('%j is %s', (written, moment) => {
    expect(publicationDate(written).toISOString()).toBe(moment);
  });

  it('is the same moment in TOML, with or without time and zone', () => {
    const { day, local, zoned } = parse(
      'day = 2019-03-06\nlocal = 2019-03-06T12:00:00\nzoned = 2019-03-06T12:00:00+02:00',
    );
    expect([day, local, zoned].map((value) => publicationDate(value).toISOString())).toEqual([
      '2019-03-06T00:00:00.000Z',
      '2019-03-06T12:00:00.000Z',
      '2019-03-06T10:00:00.000Z',
    ]);
  });

  it('may come as a Date', () => {
    const date = new Date('2019-03-06T12:00:00.123Z');
    expect(publicationDate(date)).toEqual(date);
  });

  it.each([
    'yesterday',
    '',
    '2019',
    '06.03.2019',
    '2019-02-29',
    '2019-13-01',
    '2019-00-10',
    '2019-01-00',
    '0099-01-01',
    '2019-03-06T24:00',
    '2019-03-06T12:60',
    '2019-03-06T12:00:00+15:00',
    null,
    ['2019-03-06'],
    { year: 2019 },
    parse('time = 12:00:00').time,
  ])('%j is none', (written) => {
    expect(() => publicationDate(written)).toThrow(PostRefused);
  });
});
