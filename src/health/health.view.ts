import { ApiProperty } from '../platform/http/index.js';

/** What one check found. */
const check = {
  type: 'object',
  required: ['status'] as string[],
  properties: {
    status: { type: 'string', enum: ['up', 'degraded', 'down'] as string[] },
    responseTime: { type: 'integer', minimum: 0, description: 'Milliseconds that it took' },
    cachedResponse: { type: 'boolean', description: 'Found for an earlier probe, a moment ago' },
    message: { type: 'string', maxLength: 200, description: 'Why, or how' },
  },
  additionalProperties: false,
};

const checks = { type: 'object', additionalProperties: check } as const;

/** The state of an instance, in the shape of Terminus. */
export class HealthView {
  @ApiProperty({ enum: ['ok', 'degraded', 'error'] })
  status: string;

  @ApiProperty({ ...checks, description: 'What is well enough', example: { database: { status: 'up' } } })
  info: object;

  @ApiProperty({ ...checks, description: 'What is not', example: {} })
  error: object;

  @ApiProperty({ ...checks, description: 'Both together', example: { database: { status: 'up' } } })
  details: object;
}
