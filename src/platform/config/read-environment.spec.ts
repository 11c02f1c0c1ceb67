import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError, readEnvironment } from './index.js';

describe('The environment', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'quire-environment-'));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('is that of the process where there is no .env', () => {
    expect(readEnvironment(folder)).toHaveProperty('PATH');
  });

  it('is completed by .env, which does not override the process', () => {
    writeFileSync(join(folder, '.env'), '# a comment\nQUIRE_SPEC_VALUE="from the file"\nPATH=/nowhere\n');
    const environment = readEnvironment(folder);
    expect(environment.QUIRE_SPEC_VALUE).toBe('from the file');
    expect(environment.PATH).not.toBe('/nowhere');
  });

  it('is refused when .env cannot be read', () => {
    mkdirSync(join(folder, '.env'));
    expect(() => readEnvironment(folder)).toThrow(ConfigError);
  });
});
