import type { Parser } from './invalid-value.js';
import * as as from './parsers.js';
import { secret } from './secrets.js';
import { signingKey, verifyingKeys } from './signing-keys.js';

export const ENVIRONMENTS = ['development', 'test', 'production'] as const;
export type Environment = (typeof ENVIRONMENTS)[number];

/** A default is written as the variable's text would be; it may differ per environment. */
export type Default = string | Record<Environment, string>;

export interface Variable<T> {
  readonly parse: Parser<T>;
  readonly description: string;
  readonly default: Default | undefined;
}

const environment = as.oneOf(...ENVIRONMENTS);
const postgresUrl = as.connectionUrl('postgres://user:password@host:5432/database', 'postgres:', 'postgresql:');
const redisUrl = as.connectionUrl('redis://host:6379 or rediss://host:6379', 'redis:', 'rediss:');
const tokenSecret = secret(32, 'at least 32 random bytes, such as the output of `openssl rand -base64 48`');
const metricsToken = secret(16, 'at least 16 random bytes, such as the output of `openssl rand -base64 24`');
const password = secret(8, 'a password of your own, of at least 8 characters');
const email = as.matching(/^[^\s@,]+@[^\s@,]+\.[^\s@,]+$/, 'an email address');
const username = as.matching(/^[a-z0-9_-]{3,30}$/, '3 to 30 of a-z, 0-9, _ and -');
const word = as.matching(/^\S{1,200}$/, '1 to 200 characters without spaces');
const level = as.oneOf('trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent');

/** Every variable that Quire reads. `.env.example` shows the same list in the same order. */
export const VARIABLES = {
  NODE_ENV: given('development', environment, 'development, test or production'),
  PORT: given('3000', as.wholeNumber(0, 65_535), 'TCP port to listen on; 0 takes any free one'),
  HOST: given(
    { development: 'localhost', test: 'localhost', production: '0.0.0.0' },
    word,
    'address to listen on; localhost means both 127.0.0.1 and ::1',
  ),
  PUBLIC_URL: optional(as.publicUrl, 'where clients reach the API; unset: http://localhost:PORT'),
  APP_URL: optional(as.publicUrl, 'the frontend that links in feeds and mails lead to; unset: PUBLIC_URL'),
  LOG_LEVEL: given({ development: 'info', test: 'silent', production: 'info' }, level, 'least severe level to log'),
  DATABASE_URL: optional(postgresUrl, 'PostgreSQL 15 or newer; unset outside production: an embedded one in .data/'),
  DATABASE_MIGRATION_URL: optional(postgresUrl, 'a role that may change the schema; unset: DATABASE_URL'),
  DATABASE_POOL_SIZE: given('10', as.wholeNumber(1, 1000), 'connections per process'),
  DATABASE_SSL: given('off', as.oneOf('off', 'require', 'verify-full'), 'off, require or verify-full'),
  DATABASE_REPLICA_URLS: given(
    '',
    as.listOf(postgresUrl),
    'streaming replicas for anonymous reads, one server per URL, comma-separated',
  ),
  REDIS_URL: optional(redisUrl, 'cache and rate limits shared by all instances; unset: in-process'),
  CACHE_ENABLED: given('true', as.truth, 'whether answers to anonymous readers are kept and given again'),
  JWT_SECRET: optional(tokenSecret, 'at least 32 random bytes; required in production, else generated into .data/'),
  JWT_PRIVATE_KEY: optional(
    signingKey,
    'P-256 key in PEM that signs access tokens (ES256); unset: HS256 by JWT_SECRET',
  ),
  JWT_PUBLIC_KEYS: given('', verifyingKeys, 'P-256 public keys in PEM whose access tokens are good as well'),
  JWT_ISSUER: given('quire', word, 'the iss claim of access tokens'),
  JWT_AUDIENCE: given('quire', word, 'the aud claim of access tokens'),
  JWT_ACCESS_TTL: given('900', as.wholeNumber(1, 86_400), 'life of an access token, in seconds'),
  REFRESH_TTL: given('604800', as.wholeNumber(1, 2_592_000), 'life of an unused session, in seconds'),
  REFRESH_GRACE: given('10', as.wholeNumber(0, 300), 'how long a spent refresh token is forgiven, in seconds'),
  ADMIN_EMAIL: optional(email, 'the first admin, made once at boot; unset outside production: admin@example.com'),
  ADMIN_PASSWORD: optional(password, "the first admin's password; unset outside production: generated into .data/"),
  ADMIN_USERNAME: given('admin', username, "the first admin's username"),
  ALLOWED_ORIGINS: given(
    { development: 'localhost', test: 'localhost', production: '' },
    as.origins,
    'CORS origins, comma-separated; localhost alone: localhost and 127.0.0.1 on any port',
  ),
  TRUST_PROXY: given(
    '',
    as.listOf(as.ipRange),
    'IP addresses or CIDR blocks of the proxies whose X-Forwarded-For counts',
  ),
  BODY_LIMIT: given('102400', as.wholeNumber(1024, 104_857_600), 'largest request body, in bytes'),
  THROTTLE_ENABLED: given('true', as.truth, 'whether any rate limit applies'),
  THROTTLE_LIMIT: given('300', as.wholeNumber(1, 1_000_000), 'requests per client and THROTTLE_TTL'),
  THROTTLE_TTL: given('60', as.wholeNumber(1, 86_400), 'length of the rate window, in seconds'),
  DOCS_ENABLED: given(
    { development: 'true', test: 'true', production: 'false' },
    as.truth,
    'whether /docs and /openapi.* are served',
  ),
  MAIL_URL: optional(as.mailUrl, 'SMTP server; smtps:// is TLS from the start; unset: mails go to .data/outbox.ndjson'),
  MAIL_FROM: optional(email, 'the address that mails come from; unset: no-reply@ the host of PUBLIC_URL'),
  REQUIRE_VERIFIED_EMAIL: given('false', as.truth, 'whether publishing and commenting need a verified email address'),
  METRICS_TOKEN: optional(metricsToken, 'bearer token of /metrics; unset in production: /metrics is off'),
  SHUTDOWN_DELAY: given(
    { development: '0', test: '0', production: '3' },
    as.wholeNumber(0, 60),
    'seconds between turning unready and refusing connections',
  ),
  WEB_CONCURRENCY: given('1', as.wholeNumber(1, 64), 'worker processes; more than one needs REDIS_URL'),
};

export type VariableName = keyof typeof VARIABLES;

/** The value of each variable; undefined where it is unset and has no default. */
export type Values = { [Name in VariableName]: (typeof VARIABLES)[Name] extends Variable<infer T> ? T : never };

/** The text of a variable's default in an environment. */
export function defaultText(variable: Variable<unknown>, environment: Environment): string | undefined {
  return typeof variable.default === 'object' ? variable.default[environment] : variable.default;
}

function given<T>(text: Default, parse: Parser<T>, description: string): Variable<T> {
  return { parse, description, default: text };
}

function optional<T>(parse: Parser<T>, description: string): Variable<T | undefined> {
  return { parse, description, default: undefined };
}
