import { Global, Module } from '@nestjs/common';
import { Pager } from './pagination/index.js';
import { ProblemsController } from './problems.controller.js';
import { RouteTable } from './routing/index.js';

/** What every feature uses to speak HTTP. */
@Global()
@Module({ controllers: [ProblemsController], providers: [Pager, RouteTable], exports: [Pager, RouteTable] })
export class HttpModule {}
