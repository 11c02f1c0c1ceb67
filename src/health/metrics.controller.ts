import { createHash, timingSafeEqual } from 'node:crypto';
import { Controller, Get, Header, Headers, VERSION_NEUTRAL } from '@nestjs/common';
import { Registry } from 'prom-client';
import { Config } from '../platform/config/index.js';
import {
  ApiExtension,
  ApiOkResponse,
  ApiOperation,
  ApiProduces,
  ApiSecurity,
  ApiTags,
  METRICS_SCHEME,
  PROBLEMS_EXTENSION,
} from '../platform/http/index.js';
import { Metrics, metricsText } from '../platform/observability/index.js';
import { authenticationRequired, notFound } from '../platform/problem/index.js';
import { PublicWithoutToken, Unlimited } from '../platform/security/index.js';

const EXAMPLE = '# TYPE process_cpu_seconds_total counter\nprocess_cpu_seconds_total 1.5\n';

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
  @ApiOperation({
    summary: 'Read the metrics in the text format of Prometheus',
    description: 'Where the instance has a `METRICS_TOKEN`, for those who send it; in production, only then.',
  })
  @ApiSecurity(METRICS_SCHEME)
  @ApiProduces('text/plain')
  @ApiOkResponse({ description: 'The metrics', schema: { type: 'string', example: EXAMPLE } })
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
