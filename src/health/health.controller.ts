import { Controller, Get, HttpStatus, Res, VERSION_NEUTRAL } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { HealthCheck, type HealthCheckResult } from '@nestjs/terminus';
import type { FastifyReply } from 'fastify';
import { PublicWithoutToken, Unlimited } from '../platform/security/index.js';
import { HealthService } from './health.service.js';

@ApiTags('Operations')
@Controller({ path: 'health', version: VERSION_NEUTRAL })
export class HealthController {
  constructor(private readonly health: HealthService) {}

  @Get()
  @PublicWithoutToken()
  @Unlimited()
  @HealthCheck()
  @ApiOperation({ summary: 'Check the database, the cache, the process and the migrations' })
  async all(@Res({ passthrough: true }) reply: FastifyReply): Promise<HealthCheckResult> {
    return answer(await this.health.all(), reply);
  }

  @Get('live')
  @PublicWithoutToken()
  @Unlimited()
  @HealthCheck()
  @ApiOperation({ summary: 'Tell whether the process runs' })
  async live(@Res({ passthrough: true }) reply: FastifyReply): Promise<HealthCheckResult> {
    return answer(await this.health.live(), reply);
  }

  @Get('ready')
  @PublicWithoutToken()
  @Unlimited()
  @HealthCheck()
  @ApiOperation({ summary: 'Tell whether the instance may be sent requests' })
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<HealthCheckResult> {
    return answer(await this.health.ready(), reply);
  }
}

function answer(result: HealthCheckResult, reply: FastifyReply): HealthCheckResult {
  const isWell = result.status === 'ok' || result.status === 'degraded';
  void reply.code(isWell ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE);
  return result;
}
