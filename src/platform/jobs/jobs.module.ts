import { Global, Module } from '@nestjs/common';
import { JobConnections } from './job-connections.js';
import { JobRunner } from './job-runner.js';
import { JobMetrics } from './job-metrics.js';
import { JobsRepository } from './jobs.repository.js';
import { JobUpkeep } from './job-upkeep.js';
import { Jobs } from './jobs.js';

/** Provides `Jobs` everywhere, and runs them while the application is served. */
@Global()
@Module({ providers: [Jobs, JobRunner, JobUpkeep, JobConnections, JobMetrics, JobsRepository], exports: [Jobs] })
export class JobsModule {}
