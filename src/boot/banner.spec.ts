import { loadConfig } from '../platform/config/index.js';
import { banner } from './banner.js';

const admin = { email: 'admin@example.com', password: 'aB3dE-fG4hI' };

describe('The banner', () => {
  it('shows a new password once, and how to sign in without typing it', () => {
    const config = loadConfig({ PORT: '4000' }).with({ firstAdmin: admin });
    const text = banner({ config, embeddedDatabase: true, adminPassword: 'new' });
    expect(text).toContain('http://localhost:4000/docs');
    expect(text).toContain('with the password aB3dE-fG4hI (kept in .data/admin-password)');
    expect(text).toContain(
      '-d "{\\"email\\":\\"admin@example.com\\",\\"password\\":\\"$(cat .data/admin-password)\\"}"',
    );
  });

  it('shows no password that was given or kept', () => {
    const config = loadConfig({ DOCS_ENABLED: 'false', REDIS_URL: 'redis://cache' }).with({ firstAdmin: admin });
    for (const adminPassword of ['given', 'kept', 'unknown'] as const) {
      const text = banner({ config, embeddedDatabase: false, adminPassword });
      expect(text).not.toContain(admin.password);
      expect(text).not.toContain('/docs');
      expect(text).toContain('the Redis of REDIS_URL');
    }
  });

  it('does not tell how to sign in with a password that it does not know', () => {
    const config = loadConfig({}).with({ firstAdmin: admin });
    expect(banner({ config, embeddedDatabase: false, adminPassword: 'unknown' })).not.toContain('curl');
  });
});
