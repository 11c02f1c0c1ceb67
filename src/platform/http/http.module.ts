import { Global, Module } from '@nestjs/common';
import { LoadShedder } from './load-shedder.js';
import { Pager } from './pagination/index.js';
import { ProblemsController } from './problems.controller.js';
import { RouteTable } from './routing/index.js';

/** What every feature uses to speak HTTP. */
@Global()
@Module({
  controllers: [ProblemsController],
  providers: [LoadShedder, Pager, RouteTable],
  exports: [LoadShedder, Pager, RouteTable],
})
export class HttpModule {}
