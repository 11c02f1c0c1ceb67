import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { AddressInfo } from 'node:net';
import { AppModule } from '../../src/app.module.js';
import { configureApp } from '../../src/configure-app.js';
import { loadConfig, type Config, type ConfigChanges } from '../../src/platform/config/index.js';
import { createAdapter } from '../../src/platform/http/index.js';
import { createLogger } from '../../src/platform/observability/index.js';
import { Client } from './client.js';
import { newOutbox } from './outbox.js';
import { createDatabase } from './postgres.js';

export const TEST_SECRET = 'a-test-secret-of-more-than-32-bytes-0123456789';

/** The real application on a real socket. */
export interface TestApp {
  app: NestFastifyApplication;
  config: Config;
  url: string;
  databaseUrl: string;
  /** An anonymous caller. */
  api: Client;
  stop(): Promise<void>;
}

/**
 * Starts the application on a database of its own, or, as a second instance, on another one's. Rate limits are off
 * unless the changes turn them on, and a busy machine's PostgreSQL and Redis are waited for.
 */
export async function startApp(changes: ConfigChanges = {}, shared?: Pick<TestApp, 'databaseUrl'>): Promise<TestApp> {
  const database = shared ? undefined : await createDatabase();
  const databaseUrl = database?.url ?? shared?.databaseUrl ?? '';
  const config = testConfig(databaseUrl).with(changes);
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.of(config), createAdapter(config), {
    logger: createLogger(config),
    bodyParser: false,
    abortOnError: false,
  });
  await configureApp(app);
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const api = new Client(url);
  return {
    app,
    config,
    url,
    databaseUrl,
    api,
    stop: async () => {
      await app.close();
      await database?.drop();
    },
  };
}

function testConfig(databaseUrl: string): Config {
  return loadConfig({
    NODE_ENV: 'test',
    DATABASE_URL: databaseUrl,
    JWT_SECRET: TEST_SECRET,
    THROTTLE_ENABLED: 'false',
  }).with({
    database: { patience: 10_000, statementTimeout: 60_000 },
    redis: { commandTimeout: 10_000 },
    mail: { outbox: newOutbox() },
  });
}
