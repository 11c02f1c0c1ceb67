import { Module, type DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ConfigModule, loadConfig, type Config } from '../../src/platform/config/index.js';
import { Database, DatabaseModule } from '../../src/platform/database/index.js';
import { createAdapter } from '../../src/platform/http/index.js';
import { Jobs, JobsModule } from '../../src/platform/jobs/index.js';
import { ObservabilityModule } from '../../src/platform/observability/index.js';
import { TEST_SECRET } from '../support/app.js';

@Module({})
class WorkerModule {
  static of(config: Config): DynamicModule {
    return {
      module: WorkerModule,
      imports: [ConfigModule.of(config), ObservabilityModule, DatabaseModule, JobsModule],
    };
  }
}

/** An instance that does nothing but jobs. */
export interface Worker {
  jobs: Jobs;
  database: Database;
  stop(): Promise<void>;
}

/** Starts an instance on a database. @param enter tells it what its jobs are */
export async function startWorker(databaseUrl: string, enter: (jobs: Jobs) => void): Promise<Worker> {
  const config = loadConfig({ NODE_ENV: 'test', DATABASE_URL: databaseUrl, JWT_SECRET: TEST_SECRET });
  const app = await NestFactory.create<NestFastifyApplication>(WorkerModule.of(config), createAdapter(config), {
    logger: false,
    abortOnError: false,
  });
  const jobs = app.get(Jobs);
  enter(jobs);
  await app.init();
  return { jobs, database: app.get(Database), stop: () => app.close() };
}
