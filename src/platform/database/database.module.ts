import { Global, Module } from '@nestjs/common';
import { TypeOrmModule, type TypeOrmModuleOptions } from '@nestjs/typeorm';
import { Config } from '../config/index.js';
import { registerErrorTranslator } from '../problem/index.js';
import { dataSourceOptions } from './data-source-options.js';
import { Database } from './database.js';
import { databaseProblem } from './failures.js';
import { PoolMetrics } from './pool-metrics.js';
import { Replicas } from './replicas.js';

/** Provides `Database` and `Replicas` everywhere. A feature names its entities in its own module with `TypeOrmModule.forFeature`. */
@Global()
@Module({
  imports: [TypeOrmModule.forRootAsync({ inject: [Config], useFactory: typeOrmOptions })],
  providers: [Database, PoolMetrics, Replicas],
  exports: [Database, Replicas],
})
export class DatabaseModule {
  constructor() {
    registerErrorTranslator(databaseProblem);
  }
}

function typeOrmOptions({ database }: Config): TypeOrmModuleOptions {
  const { url } = database;
  if (url === undefined) throw new Error('The boot must settle the database URL before the modules are made');
  return { ...dataSourceOptions({ ...database, url }), autoLoadEntities: true, retryAttempts: 20, retryDelay: 500 };
}
