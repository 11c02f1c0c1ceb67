import { Global, Module } from '@nestjs/common';
import { Metrics } from './metrics.js';
import { RequestObserver } from './request-observer.js';

@Global()
@Module({ providers: [Metrics, RequestObserver], exports: [Metrics, RequestObserver] })
export class ObservabilityModule {}
