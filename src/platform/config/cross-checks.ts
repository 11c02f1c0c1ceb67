import type { Values } from './variables.js';

const SECRETS = ['JWT_SECRET', 'METRICS_TOKEN', 'ADMIN_PASSWORD'] as const;

/** One line for each fault that only several variables together show. */
export function crossChecks(values: Partial<Values>): string[] {
  return [
    ...requiredInProduction(values),
    ...firstAdmin(values),
    ...workers(values),
    ...signingKeys(values),
    ...equalSecrets(values),
  ];
}

function requiredInProduction(values: Partial<Values>): string[] {
  if (values.NODE_ENV !== 'production') return [];
  const faults: string[] = [];
  if ('DATABASE_URL' in values && values.DATABASE_URL === undefined) {
    faults.push('DATABASE_URL is missing; production expects postgres://user:password@host:5432/database');
  }
  if ('JWT_SECRET' in values && values.JWT_SECRET === undefined) {
    faults.push(
      'JWT_SECRET is missing; production expects at least 32 random bytes, such as the output of `openssl rand -base64 48`',
    );
  }
  return faults;
}

function firstAdmin(values: Partial<Values>): string[] {
  if (!('ADMIN_EMAIL' in values) || !('ADMIN_PASSWORD' in values)) return [];
  const hasEmail = values.ADMIN_EMAIL !== undefined;
  if (hasEmail === (values.ADMIN_PASSWORD !== undefined)) return [];
  return hasEmail
    ? ['ADMIN_PASSWORD is missing; ADMIN_EMAIL expects a password to go with it']
    : ['ADMIN_EMAIL is missing; ADMIN_PASSWORD expects an email address to go with it'];
}

function workers(values: Partial<Values>): string[] {
  if ((values.WEB_CONCURRENCY ?? 1) === 1 || values.REDIS_URL !== undefined || !('REDIS_URL' in values)) return [];
  return ['REDIS_URL is missing; WEB_CONCURRENCY above 1 expects a Redis that all workers share'];
}

function signingKeys(values: Partial<Values>): string[] {
  if (!values.JWT_PUBLIC_KEYS?.length || values.JWT_PRIVATE_KEY || !('JWT_PRIVATE_KEY' in values)) return [];
  return ['JWT_PRIVATE_KEY is missing; JWT_PUBLIC_KEYS expects a private key that signs'];
}

function equalSecrets(values: Partial<Values>): string[] {
  return SECRETS.flatMap((name, index) =>
    SECRETS.slice(index + 1)
      .filter((other) => values[name] !== undefined && values[name] === values[other])
      .map((other) => `${other} has the same value as ${name}; expected a secret of its own`),
  );
}
