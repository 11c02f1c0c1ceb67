import { applyDecorators, Controller, Get, HttpStatus, Res, VERSION_NEUTRAL } from '@nestjs/common';
import { HealthCheck, type HealthCheckResult } from '@nestjs/terminus';
import type { FastifyReply } from 'fastify';
import { ApiOperation, ApiTags, Documentation } from '../platform/http/index.js';
import { PublicWithoutToken, Unlimited } from '../platform/security/index.js';
import { HealthService } from './health.service.js';

@ApiTags('Operations')
@Controller({ path: 'health', version: VERSION_NEUTRAL })
export class HealthController {
  constructor(private readonly health: HealthService) {}

  @Get()
  @PublicWithoutToken()
  @Unlimited()
  @Probe()
  @ApiOperation({ summary: 'Check the database, the cache, the process and the migrations' })
  async all(@Res({ passthrough: true }) reply: FastifyReply): Promise<HealthCheckResult> {
    return answer(await this.health.all(), reply);
  }

  @Get('live')
  @PublicWithoutToken()
  @Unlimited()
  @Probe()
  @ApiOperation({ summary: 'Tell whether the process runs' })
  async live(@Res({ passthrough: true }) reply: FastifyReply): Promise<HealthCheckResult> {
    return answer(await this.health.live(), reply);
  }

  @Get('ready')
  @PublicWithoutToken()
  @Unlimited()
  @Probe()
  @ApiOperation({ summary: 'Tell whether the instance may be sent requests' })
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<HealthCheckResult> {
    return answer(await this.health.ready(), reply);
  }
}

/** What Terminus does to a probe; the half that documents it loads @nestjs/swagger, and waits for a document. */
function Probe(): MethodDecorator {
  return applyDecorators(
    HealthCheck({ noCache: true, swaggerDocumentation: false }),
    Documentation(() => HealthCheck({ noCache: false, swaggerDocumentation: true })),
  );
}

function answer(result: HealthCheckResult, reply: FastifyReply): HealthCheckResult {
  const isWell = result.status === 'ok' || result.status === 'degraded';
  void reply.code(isWell ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE);
  return result;
}
