import type { Config } from '../platform/config/index.js';
import { ADMIN_PASSWORD_FILE, DATA_FOLDER } from './data-folder.js';
import type { Settled } from './development-defaults.js';

/** What a person who has just started Quire wants to know. */
export function banner({ config, embeddedDatabase, adminPassword }: Settled): string {
  const { server, redis } = config;
  const url = server.publicUrl;
  const rows: [string, string | false][] = [
    ['API', `${url}/api/v1`],
    ['Docs', server.docsEnabled && `${url}/docs`],
    ['Health', `${url}/health`],
    ['Database', embeddedDatabase ? `embedded PostgreSQL, in ${DATA_FOLDER}/` : 'the one of DATABASE_URL'],
    ['Cache', redis.url === undefined ? 'in this process' : 'the Redis of REDIS_URL'],
    ['Admin', adminRow(config, adminPassword)],
  ];
  const table = rows.filter(([, text]) => text !== false).map(([name, text]) => `  ${name.padEnd(9)} ${String(text)}`);
  const signIn = adminPassword === 'unknown' ? [] : ['  Sign in:', '', ...signInCommand(config, adminPassword), ''];
  return ['', '  Quire is ready.', '', ...table, '', ...signIn].join('\n');
}

function adminRow({ firstAdmin }: Config, password: Settled['adminPassword']): string {
  const email = firstAdmin.email ?? '';
  if (password === 'given') return `${email}, with the password of ADMIN_PASSWORD`;
  if (password === 'unknown') return 'an account that this database had before';
  if (password === 'kept') return `${email}, with the password in ${ADMIN_PASSWORD_FILE}`;
  return `${email}, with the password ${firstAdmin.password ?? ''} (kept in ${ADMIN_PASSWORD_FILE})`;
}

function signInCommand({ firstAdmin, server }: Config, password: Settled['adminPassword']): string[] {
  const secret = password === 'given' ? '$ADMIN_PASSWORD' : `$(cat ${ADMIN_PASSWORD_FILE})`;
  const body = JSON.stringify({ email: firstAdmin.email, password: secret }).replaceAll('"', '\\"');
  return [
    `    curl ${server.publicUrl}/api/v1/auth/login -H 'Content-Type: application/json' \\`,
    `      -d "${body}"`,
  ];
}
