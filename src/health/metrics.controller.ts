import { createHash, timingSafeEqual } from 'node:crypto';
import { Controller, Get, Header, Headers, VERSION_NEUTRAL } from '@nestjs/common';
import { Registry } from 'prom-client';
import { Config } from '../platform/config/index.js';
import {
  ApiExtension,
  ApiOkResponse,
  ApiOperation,
  ApiProduces,
  ApiTags,
  PROBLEMS_EXTENSION,
} from '../platform/http/index.js';
import { Metrics, metricsText } from '../platform/observability/index.js';
import { authenticationRequired, notFound } from '../platform/problem/index.js';
import { PublicWithoutToken, Unlimited } from '../platform/security/index.js';

/** What Prometheus scrapes. In production it is there only for those who hold METRICS_TOKEN. */
@ApiTags('Operations')
@Controller({ path: 'metrics', version: VERSION_NEUTRAL })
export class MetricsController {
  constructor(
    private readonly config: Config,
    private readonly metrics: Metrics,
  ) {}

  @Get()
  @PublicWithoutToken()
  @Unlimited()
  @Header('Content-Type', Registry.PROMETHEUS_CONTENT_TYPE)
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: 'Read the metrics in the text format of Prometheus' })
  @ApiProduces('text/plain')
  @ApiOkResponse({ schema: { type: 'string' } })
  @ApiExtension(PROBLEMS_EXTENSION, [authenticationRequired.code, notFound.code])
  async read(@Headers('authorization') authorization?: string): Promise<string> {
    const { metrics, isProduction } = this.config;
    if (metrics.token === undefined && isProduction) throw notFound();
    if (metrics.token !== undefined && !matches(authorization, metrics.token)) {
      throw authenticationRequired({ headers: { 'WWW-Authenticate': 'Bearer realm="metrics"' } });
    }
    return metricsText(this.metrics.registry);
  }
}

/** Digests have one length, so that the time tells nothing about the token's. */
function matches(authorization = '', token: string): boolean {
  const given = /^bearer +(\S+)$/i.exec(authorization)?.[1] ?? '';
  return timingSafeEqual(digest(given), digest(token));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
