import { applyDecorators, Controller, Get, HttpStatus, Res, VERSION_NEUTRAL } from '@nestjs/common';
import { HealthCheck, type HealthCheckResult } from '@nestjs/terminus';
import type { FastifyReply } from 'fastify';
import { ApiOperation, ApiResponse, ApiTags } from '../platform/http/index.js';
import { PublicWithoutToken, Unlimited } from '../platform/security/index.js';
import { HealthService } from './health.service.js';
import { HealthView } from './health.view.js';

@ApiTags('Operations')
@Controller({ path: 'health', version: VERSION_NEUTRAL })
export class HealthController {
  constructor(private readonly health: HealthService) {}

  @Get()
  @PublicWithoutToken()
  @Unlimited()
  @Probe(
    'Check the database, the cache, the process and the migrations',
    'For people and dashboards; a missing cache is `degraded`, which is no failure.',
  )
  async all(@Res({ passthrough: true }) reply: FastifyReply): Promise<HealthCheckResult> {
    return answer(await this.health.all(), reply);
  }

  @Get('live')
  @PublicWithoutToken()
  @Unlimited()
  @Probe('Tell whether the process runs', 'Asks nothing else: a process that does not answer has to be replaced.')
  async live(@Res({ passthrough: true }) reply: FastifyReply): Promise<HealthCheckResult> {
    return answer(await this.health.live(), reply);
  }

  @Get('ready')
  @PublicWithoutToken()
  @Unlimited()
  @Probe(
    'Tell whether the instance may be sent requests',
    '503 while it starts or drains, and without its database; a missing cache is `degraded`, which is no failure.',
  )
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<HealthCheckResult> {
    return answer(await this.health.ready(), reply);
  }
}

/** What Terminus does to a probe, but for its own documentation, which leaves open what there is to see. */
function Probe(summary: string, description: string): MethodDecorator {
  return applyDecorators(
    HealthCheck({ noCache: true, swaggerDocumentation: false }),
    ApiOperation({ summary, description }),
    ApiResponse({ status: HttpStatus.OK, description: 'Well enough', type: HealthView }),
    ApiResponse({ status: HttpStatus.SERVICE_UNAVAILABLE, description: 'Not well', type: HealthView }),
  );
}

function answer(result: HealthCheckResult, reply: FastifyReply): HealthCheckResult {
  const isWell = result.status === 'ok' || result.status === 'degraded';
  void reply.code(isWell ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE);
  return result;
}
