import { isIP } from 'node:net';
import { ConfigError } from './config-error.js';
import { Config, type ConfigSections } from './config.js';
import { crossChecks } from './cross-checks.js';
import { InvalidValue } from './invalid-value.js';
import { misspellings } from './misspellings.js';
import { defaultText, VARIABLES, type Environment, type Values, type VariableName } from './variables.js';

/** Milliseconds. Who waits longer for a connection is better told to come again. */
const DATABASE_PATIENCE = 1000;
const STATEMENT_TIMEOUT = 3000;

/** Milliseconds. A healthy Redis answers in one; whatever waits for it is better off without it after this. */
const REDIS_COMMAND_TIMEOUT = 100;

/** Milliseconds. A mail server that is slower to greet is tried again later. */
const MAIL_PATIENCE = 5_000;

/** Where mails go while there is no SMTP server. */
const OUTBOX = '.data/outbox.ndjson';

/** Names and texts, as the process was given them. */
export type EnvironmentVariables = Record<string, string | undefined>;

/**
 * Reads all variables at once. An empty text counts as unset.
 *
 * @throws ConfigError naming every fault.
 */
export function loadConfig(environment: EnvironmentVariables): Config {
  const faults: string[] = [];
  const values = parseAll(environment, faults);
  const given = Object.keys(environment).filter((name) => environment[name]);
  faults.push(...crossChecks(values), ...misspellings(given));
  if (faults.length > 0) throw new ConfigError(faults);
  return new Config(sectionsOf(values as Values));
}

/** The variables that are in order; the others are missing from the result and named among the faults. */
function parseAll(environment: EnvironmentVariables, faults: string[]): Partial<Values> {
  const values: Record<string, unknown> = {};
  // An unknown NODE_ENV is a fault of its own; it must not add those of production.
  let mode: Environment = 'development';
  for (const name of Object.keys(VARIABLES) as VariableName[]) {
    try {
      values[name] = parseOne(name, environment[name], mode);
      if (name === 'NODE_ENV') mode = values[name] as Environment;
    } catch (error) {
      if (!(error instanceof InvalidValue)) throw error;
      faults.push(`${name} ${error.message}`);
    }
  }
  return values;
}

function parseOne(name: VariableName, text: string | undefined, mode: Environment): unknown {
  const variable = VARIABLES[name];
  const effective = text === undefined || text.trim() === '' ? defaultText(variable, mode) : text;
  return effective === undefined ? undefined : variable.parse(effective);
}

function sectionsOf(values: Values): ConfigSections {
  return {
    environment: values.NODE_ENV,
    server: {
      port: values.PORT,
      host: values.HOST,
      publicUrl: values.PUBLIC_URL ?? `http://localhost:${values.PORT}`,
      appUrl: values.APP_URL ?? values.PUBLIC_URL ?? `http://localhost:${values.PORT}`,
      trustProxy: values.TRUST_PROXY,
      bodyLimit: values.BODY_LIMIT,
      allowedOrigins: values.ALLOWED_ORIGINS,
      docsEnabled: values.DOCS_ENABLED,
      shutdownDelay: values.SHUTDOWN_DELAY,
      workers: values.WEB_CONCURRENCY,
    },
    log: { level: values.LOG_LEVEL },
    database: {
      url: values.DATABASE_URL,
      migrationUrl: values.DATABASE_MIGRATION_URL,
      replicaUrls: values.DATABASE_REPLICA_URLS,
      poolSize: values.DATABASE_POOL_SIZE,
      patience: DATABASE_PATIENCE,
      statementTimeout: STATEMENT_TIMEOUT,
      ssl: values.DATABASE_SSL,
    },
    redis: { url: values.REDIS_URL, commandTimeout: REDIS_COMMAND_TIMEOUT },
    cache: { enabled: values.CACHE_ENABLED },
    tokens: {
      secret: values.JWT_SECRET ?? '',
      privateKey: values.JWT_PRIVATE_KEY,
      publicKeys: values.JWT_PUBLIC_KEYS,
      issuer: values.JWT_ISSUER,
      audience: values.JWT_AUDIENCE,
      accessTtl: values.JWT_ACCESS_TTL,
      refreshTtl: values.REFRESH_TTL,
      refreshGrace: values.REFRESH_GRACE,
    },
    firstAdmin: { email: values.ADMIN_EMAIL, password: values.ADMIN_PASSWORD, username: values.ADMIN_USERNAME },
    throttle: { enabled: values.THROTTLE_ENABLED, limit: values.THROTTLE_LIMIT, ttl: values.THROTTLE_TTL },
    mail: {
      url: values.MAIL_URL,
      from: values.MAIL_FROM ?? senderAt(values.PUBLIC_URL),
      outbox: OUTBOX,
      patience: MAIL_PATIENCE,
    },
    accounts: { requireVerifiedEmail: values.REQUIRE_VERIFIED_EMAIL },
    metrics: { token: values.METRICS_TOKEN },
  };
}

/** Nobody reads what is sent to it. An address literal is no domain to send from. */
function senderAt(publicUrl = 'http://localhost'): string {
  const { hostname } = new URL(publicUrl);
  return `no-reply@${isIP(hostname.replace(/^\[|\]$/g, '')) === 0 ? hostname : 'localhost'}`;
}
