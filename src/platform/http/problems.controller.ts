import { Controller, Get, VERSION_NEUTRAL } from '@nestjs/common';
import { ApiProperty, ApiTags } from './documentation/decorators.js';
import { allProblems, problemType } from '../problem/index.js';
import { listOf, Operation } from './openapi/operation.js';
import { List } from './reply/reply.js';
import { routeSettings } from './routing/index.js';

/** One kind of problem. */
export class ProblemKind {
  @ApiProperty({ format: 'uri-reference', maxLength: 100, example: '/problems/validation-error' })
  type: string;

  @ApiProperty({ enum: () => allProblems().map(({ code }) => code), example: 'VALIDATION_ERROR' })
  code: string;

  @ApiProperty({ type: 'integer', minimum: 400, maximum: 599 })
  status: number;

  @ApiProperty({ maxLength: 100, example: 'Validation failed' })
  title: string;

  @ApiProperty({ maxLength: 500, example: 'A body member is invalid; `errors` names each one.' })
  meaning: string;
}

/** The catalogue that the `type` of each problem leads to. */
@ApiTags('Operations')
@Controller({ path: 'problems', version: VERSION_NEUTRAL })
export class ProblemsController {
  @Get()
  @routeSettings({ access: 'public' })
  @Operation({
    summary: 'List every kind of problem that the API answers with',
    description: 'What the `type` of a problem leads to, by status and code.',
    success: listOf(ProblemKind, 100),
  })
  list(): List<ProblemKind> {
    return new List(
      allProblems().map(({ code, status, title, meaning }) => ({
        type: problemType(code),
        code,
        status,
        title,
        meaning,
      })),
    );
  }
}
