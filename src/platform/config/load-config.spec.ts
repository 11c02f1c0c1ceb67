import { generateKeyPairSync } from 'node:crypto';
import { Config, ConfigError, loadConfig } from './index.js';

const SECRET = 'q3Vt8mZk1xYw7Lb5Rj2Nc9Hd4Fs6Gp0A';
const PRODUCTION = {
  NODE_ENV: 'production',
  DATABASE_URL: 'postgres://quire:hunter2@db.internal:5432/quire',
  JWT_SECRET: SECRET,
};

const PKCS8 = { format: 'pem', type: 'pkcs8' } as const;
const PAIR = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const pem = (half: 'private' | 'public'): string =>
  half === 'private'
    ? PAIR.privateKey.export(PKCS8).toString()
    : PAIR.publicKey.export({ format: 'pem', type: 'spki' }).toString();

function faultsOf(environment: Record<string, string>): string[] {
  try {
    loadConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
  return [];
}

describe('A configuration', () => {
  it('of a newcomer, who sets nothing, is complete', () => {
    const config = loadConfig({});
    expect(config).toBeInstanceOf(Config);
    expect(config).toMatchObject({
      environment: 'development',
      server: {
        port: 3000,
        host: 'localhost',
        publicUrl: 'http://localhost:3000',
        appUrl: 'http://localhost:3000',
        trustProxy: [],
        bodyLimit: 102_400,
        allowedOrigins: 'localhost',
        docsEnabled: true,
        shutdownDelay: 0,
        workers: 1,
      },
      log: { level: 'info' },
      tokens: { issuer: 'quire', audience: 'quire', accessTtl: 900, refreshTtl: 604_800, refreshGrace: 10 },
      throttle: { enabled: true, limit: 300, ttl: 60 },
    });
    expect(config.database.url).toBeUndefined();
    expect(config.metrics.token).toBeUndefined();
  });

  it('of production is closed by default', () => {
    expect(loadConfig(PRODUCTION)).toMatchObject({
      isProduction: true,
      server: { host: '0.0.0.0', allowedOrigins: [], docsEnabled: false, shutdownDelay: 3 },
      metrics: { token: undefined },
    });
  });

  it('is silent in tests', () => {
    expect(loadConfig({ NODE_ENV: 'test' }).log.level).toBe('silent');
  });

  it('reads lists, truths and numbers', () => {
    const config = loadConfig({
      ...PRODUCTION,
      ALLOWED_ORIGINS: 'https://app.example.com, http://localhost:5173',
      DATABASE_REPLICA_URLS: 'postgres://quire:hunter2@replica-1/quire, postgres://quire:hunter2@replica-2/quire',
      TRUST_PROXY: '10.0.0.0/8,::1',
      DOCS_ENABLED: '1',
      THROTTLE_ENABLED: 'False',
      PORT: ' 8080 ',
      PUBLIC_URL: 'https://example.com/blog/',
    });
    expect(config.server).toMatchObject({
      allowedOrigins: ['https://app.example.com', 'http://localhost:5173'],
      trustProxy: ['10.0.0.0/8', '::1'],
      docsEnabled: true,
      port: 8080,
      publicUrl: 'https://example.com/blog',
      appUrl: 'https://example.com/blog',
    });
    expect(loadConfig({ APP_URL: 'https://www.example.com/' }).server.appUrl).toBe('https://www.example.com');
    expect(config.throttle.enabled).toBe(false);
    expect(config.database.replicaUrls.map((url) => new URL(url).host)).toEqual(['replica-1', 'replica-2']);
    expect(loadConfig({}).database.replicaUrls).toEqual([]);
  });

  it('sends mails from an address of its own host, unless it is told another', () => {
    const from = (variables: Record<string, string>): string => loadConfig(variables).mail.from;
    expect(from({})).toBe('no-reply@localhost');
    expect(from({ PUBLIC_URL: 'https://blog.example.com:8443/quire' })).toBe('no-reply@blog.example.com');
    expect(from({ PUBLIC_URL: 'http://[::1]:3000' })).toBe('no-reply@localhost');
    expect(from({ MAIL_FROM: 'blog@example.com' })).toBe('blog@example.com');
    const MAIL_URL = 'smtps://quire%40example.com:p%3Aw@mail.example.com';
    expect(loadConfig({ MAIL_URL, REQUIRE_VERIFIED_EMAIL: 'true' })).toMatchObject({
      mail: { url: MAIL_URL },
      accounts: { requireVerifiedEmail: true },
    });
  });

  it('reads keys with their line breaks or on one line, one or several', () => {
    const sec1 = PAIR.privateKey.export({ format: 'pem', type: 'sec1' }).toString();
    for (const key of [pem('private'), sec1, pem('private').replaceAll('\n', '\\n'), ` ${pem('private')} `]) {
      expect(loadConfig({ JWT_PRIVATE_KEY: key }).tokens.privateKey?.equals(PAIR.privateKey)).toBe(true);
    }
    const several = [pem('public').repeat(2), `${pem('public')},${pem('public')}`.replaceAll('\n', '\\n')];
    for (const JWT_PUBLIC_KEYS of several) {
      const { publicKeys } = loadConfig({ JWT_PRIVATE_KEY: sec1, JWT_PUBLIC_KEYS }).tokens;
      expect(publicKeys.map((key) => key.equals(PAIR.publicKey))).toEqual([true, true]);
    }
  });

  it('takes an empty text for unset', () => {
    expect(loadConfig({ PORT: '', JWT_SECRET: '', REDIS_URL: ' ' })).toMatchObject({
      server: { port: 3000 },
      redis: { url: undefined },
    });
  });

  it('cannot be changed', () => {
    const config = loadConfig({});
    expect(() => Object.assign(config.server, { port: 1 })).toThrow(TypeError);
    expect(() => Object.assign(config, { environment: 'test' })).toThrow(TypeError);
  });

  it('is copied with changes', () => {
    const config = loadConfig({ PORT: '4000' });
    const changed = config.with({ database: { url: 'postgres://localhost/quire' } });
    expect(changed.database).toEqual({ ...config.database, url: 'postgres://localhost/quire' });
    expect(changed.server).toEqual(config.server);
    expect(config.database.url).toBeUndefined();
  });
});

describe('A faulty configuration (C238)', () => {
  it.each([
    ['PORT', 'http'],
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['PORT', '3000.5'],
    ['NODE_ENV', 'staging'],
    ['LOG_LEVEL', 'loud'],
    ['DATABASE_URL', 'mysql://localhost/quire'],
    ['DATABASE_URL', 'localhost:5432'],
    ['DATABASE_REPLICA_URLS', 'postgres://replica-1/quire,mysql://replica-2/quire'],
    ['DATABASE_URL', 'postgres:///quire'],
    ['DATABASE_MIGRATION_URL', 'quire'],
    ['DATABASE_POOL_SIZE', '0'],
    ['DATABASE_SSL', 'on'],
    ['REDIS_URL', 'http://localhost:6379'],
    ['PUBLIC_URL', 'ftp://example.com'],
    ['PUBLIC_URL', 'https://user:word@example.com'],
    ['PUBLIC_URL', 'https://example.com/?a=1'],
    ['ALLOWED_ORIGINS', '*'],
    ['ALLOWED_ORIGINS', 'https://*.example.com'],
    ['ALLOWED_ORIGINS', 'https://app.example.com/'],
    ['ALLOWED_ORIGINS', 'https://app.example.com/admin'],
    ['ALLOWED_ORIGINS', 'https://APP.example.com'],
    ['ALLOWED_ORIGINS', 'https://app.example.com:443'],
    ['ALLOWED_ORIGINS', 'null'],
    ['ALLOWED_ORIGINS', 'ftp://app.example.com'],
    ['TRUST_PROXY', 'true'],
    ['TRUST_PROXY', '10.0.0.0/33'],
    ['TRUST_PROXY', '0.0.0.0/0'],
    ['TRUST_PROXY', '10.0.0.0/8/8'],
    ['TRUST_PROXY', 'fe80::1%eth0'],
    ['THROTTLE_ENABLED', 'maybe'],
    ['BODY_LIMIT', '1e6'],
    ['REFRESH_TTL', '2592001'],
    ['WEB_CONCURRENCY', '0'],
    ['JWT_SECRET', 'sixteen-bytes-ok'],
    ['JWT_SECRET', 'changeme-changeme-and-then-some-more'],
    ['JWT_SECRET', 'your-256-bit-secret-your-256-bit-secret'],
    ['JWT_SECRET', 'z'.repeat(64)],
    ['JWT_SECRET', 'secretsecretsecretsecretsecretsecret'],
    ['METRICS_TOKEN', 'short-token'],
    ['ADMIN_USERNAME', 'The Admin'],
    ['ADMIN_EMAIL', 'nobody'],
    ['MAIL_URL', 'https://mail.example.com'],
    ['MAIL_URL', 'smtp://mail.example.com/inbox'],
    ['MAIL_URL', 'smtp://mail.example.com?pool=true'],
    ['MAIL_URL', 'smtp://quire@mail.example.com'],
    ['MAIL_URL', 'smtp://quire:50%@mail.example.com'],
    ['MAIL_FROM', 'Quire <quire@example.com>'],
    ['REQUIRE_VERIFIED_EMAIL', 'perhaps'],
  ])('names %s but not its value %s', (name, value) => {
    const faults = faultsOf({ [name]: value });
    const [fault = ''] = faults.filter((line) => line.startsWith(`${name} `));
    expect(fault).toMatch(/^[A-Z_]+ .+; expected .+/);
    expect(fault.split(';')[0]).not.toContain(value);
  });

  it('shows no secret in any of its lines', () => {
    const faults = faultsOf({ ...PRODUCTION, DATABASE_URL: 'mysql://quire:hunter2@db/quire', JWT_SECRET: 'canary-1' });
    expect(faults.length).toBe(2);
    expect(faults.join('\n')).not.toMatch(/hunter2|canary/);
  });

  it('is told all at once, one line per fault', () => {
    const faults = faultsOf({ NODE_ENV: 'production', PORT: 'x', REDIS_URL: 'x' });
    expect(faults.map((line) => line.split(' ')[0]).sort()).toEqual([
      'DATABASE_URL',
      'JWT_SECRET',
      'PORT',
      'REDIS_URL',
    ]);
    expect(faults.every((line) => !line.includes('\n'))).toBe(true);
  });

  it('names every secret that is not one of its own', () => {
    const environment = {
      ...PRODUCTION,
      METRICS_TOKEN: SECRET,
      ADMIN_EMAIL: 'ann@example.com',
      ADMIN_PASSWORD: SECRET,
    };
    expect(faultsOf(environment)).toEqual([
      'METRICS_TOKEN has the same value as JWT_SECRET; expected a secret of its own',
      'ADMIN_PASSWORD has the same value as JWT_SECRET; expected a secret of its own',
      'ADMIN_PASSWORD has the same value as METRICS_TOKEN; expected a secret of its own',
    ]);
  });

  it('has half a first admin', () => {
    expect(faultsOf({ ADMIN_EMAIL: 'ann@example.com' })).toEqual([expect.stringMatching(/^ADMIN_PASSWORD is missing/)]);
    expect(faultsOf({ ADMIN_PASSWORD: 'Correct-Horse1' })).toEqual([expect.stringMatching(/^ADMIN_EMAIL is missing/)]);
  });

  it('has workers that could not share their counters', () => {
    expect(faultsOf({ WEB_CONCURRENCY: '2' })).toEqual([expect.stringMatching(/^REDIS_URL is missing/)]);
    expect(faultsOf({ WEB_CONCURRENCY: '2', REDIS_URL: 'redis://localhost' })).toEqual([]);
  });

  it.each([
    ['nonsense', 'canary'],
    ['a public key', pem('public')],
    ['an RSA key', generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export(PKCS8).toString()],
    ['a key of another curve', generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey.export(PKCS8).toString()],
    ['an encrypted key', PAIR.privateKey.export({ ...PKCS8, cipher: 'aes-256-cbc', passphrase: 'x' }).toString()],
    ['half a key', pem('private').slice(0, 100)],
  ])('signs by %s', (_, key) => {
    const faults = faultsOf({ JWT_PRIVATE_KEY: key });
    expect(faults).toEqual([expect.stringMatching(/^JWT_PRIVATE_KEY .+; expected an unencrypted P-256 key in PEM/)]);
    expect(faults.join()).not.toContain(key.slice(28, 60) || key);
    const verifying = faultsOf({ JWT_PRIVATE_KEY: pem('private'), JWT_PUBLIC_KEYS: `${pem('public')},canary` });
    expect(verifying).toEqual([expect.stringMatching(/^JWT_PUBLIC_KEYS contains something other than public keys/)]);
  });

  it('verifies by what must stay secret, or by keys without one that signs', () => {
    expect(faultsOf({ JWT_PRIVATE_KEY: pem('private'), JWT_PUBLIC_KEYS: pem('private') })).toEqual([
      expect.stringMatching(/^JWT_PUBLIC_KEYS contains something other/),
    ]);
    expect(faultsOf({ JWT_PUBLIC_KEYS: pem('public') })).toEqual([
      expect.stringMatching(/^JWT_PRIVATE_KEY is missing/),
    ]);
  });

  it.each([
    ['TROTTLE_LIMIT', 'THROTTLE_LIMIT'],
    ['JWT_SECERT', 'JWT_SECRET'],
    ['DATABASE_URI', 'DATABASE_URL'],
    ['allowed_origins', 'ALLOWED_ORIGINS'],
    ['METRIC_TOKEN', 'METRICS_TOKEN'],
  ])('is misspelt: %s stands for %s', (name, meant) => {
    expect(faultsOf({ [name]: '1' })).toEqual([`${name} is not a known variable; did you mean ${meant}?`]);
  });

  it('sets what nothing reads', () => {
    expect(faultsOf({ JWT_ALGORITHM: 'none' })).toEqual([
      expect.stringMatching(/^JWT_ALGORITHM is not a known variable/),
    ]);
  });

  it('is not suspected in the variables of other programs', () => {
    const others = [
      'HOME',
      'PATH',
      'POST',
      'HOSTNAME',
      'LANG',
      'NODE_OPTIONS',
      'REDIS_PORT',
      'PGHOST',
      'npm_config_port',
    ];
    expect(faultsOf(Object.fromEntries(others.map((name) => [name, 'x'])))).toEqual([]);
  });
});
