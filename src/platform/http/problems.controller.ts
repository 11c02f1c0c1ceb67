import { Controller, Get, VERSION_NEUTRAL } from '@nestjs/common';
import { ApiProperty, ApiTags } from './documentation/decorators.js';
import { allProblems, problemType } from '../problem/index.js';
import { listOf, Operation } from './openapi/operation.js';
import { List } from './reply/reply.js';
import { routeSettings } from './routing/index.js';

/** One kind of problem. */
export class ProblemKind {
  @ApiProperty({ example: '/problems/validation-error' })
  type: string;

  @ApiProperty({ example: 'VALIDATION_ERROR' })
  code: string;

  @ApiProperty({ type: 'integer', minimum: 400, maximum: 599 })
  status: number;

  @ApiProperty()
  title: string;

  @ApiProperty()
  meaning: string;
}

/** The catalogue that the `type` of each problem leads to. */
@ApiTags('Operations')
@Controller({ path: 'problems', version: VERSION_NEUTRAL })
export class ProblemsController {
  @Get()
  @routeSettings({ access: 'public' })
  @Operation({ summary: 'List every kind of problem that the API answers with', success: listOf(ProblemKind) })
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
