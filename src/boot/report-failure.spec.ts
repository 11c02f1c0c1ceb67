import { ConfigError } from '../platform/config/index.js';
import { EmbeddedPostgresError } from '../platform/database/embedded/index.js';
import { MigrationRefused } from '../platform/database/index.js';
import { BootError } from './boot-error.js';
import { failureLines } from './report-failure.js';

describe('What ended the start', () => {
  it('is one line for each fault of the configuration', () => {
    expect(failureLines(new ConfigError(['PORT is …', 'HOST is …']))).toEqual(['PORT is …', 'HOST is …']);
  });

  it.each([BootError, EmbeddedPostgresError, MigrationRefused])('is one line for %p', (type) => {
    expect(failureLines(new type('One line'))).toEqual(['One line']);
  });

  it('comes with its stack when nobody expected it', () => {
    expect(failureLines(new TypeError('oh'))[0]).toMatch(/TypeError: oh\n +at /);
    expect(failureLines('thrown text')).toEqual(['thrown text']);
  });
});
