import { explainError, explainOutput } from './failure.js';

const FOLDER = '/srv/quire/.data/postgres';

describe('what PostgreSQL printed', () => {
  it.each([
    ['initdb: error: could not write file "x": No space left on device', /^No space left on the disk of \/srv/],
    [
      'FATAL:  could not map anonymous shared memory: Cannot allocate memory',
      /^PostgreSQL did not start: could not map anonymous shared memory/,
    ],
    [
      'FATAL:  could not open shared memory segment "/PostgreSQL.1": No space left on device',
      /^PostgreSQL did not start: could not open shared memory segment/,
    ],
    ['initdb: error: could not create directory "x": Permission denied', /cannot use \/srv.+Permission denied/],
    [
      '2026-01-01 00:00:00.000 UTC [7] LOG:  starting\n2026-01-01 00:00:00.000 UTC [7] FATAL:  data are torn\nHINT: none',
      /^PostgreSQL did not start in \/srv\S+: data are torn$/,
    ],
    ['', /it printed nothing$/],
  ])('becomes one line: %j', (output, line) => {
    expect(explainOutput(output, FOLDER).message).toMatch(line);
  });
});

describe('a failed system call', () => {
  it.each([
    ['ENOSPC', /^No space left on the disk of \/srv/],
    ['EACCES', /^The embedded PostgreSQL cannot use \/srv\S+ \(EACCES\)/],
    ['EROFS', /^The embedded PostgreSQL cannot use \/srv\S+ \(EROFS\)/],
    ['EMFILE', /^The embedded PostgreSQL in \/srv\S+ failed: went wrong$/],
  ])('becomes one line: %s', (code, line) => {
    const error = Object.assign(new Error('went wrong\nat length'), { code });
    expect(explainError(error, FOLDER).message).toMatch(line);
  });
});
