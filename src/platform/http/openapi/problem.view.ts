import { allProblems } from '../../problem/index.js';
import { ApiProperty } from '../documentation/decorators.js';

const names = {
  type: 'array',
  items: { type: 'string', maxLength: 50 },
  maxItems: 20,
  required: false,
} as const;

/** One fault of one input member. */
export class FieldErrorView {
  @ApiProperty({ maxLength: 200, description: 'Path of the member', example: 'tags[2]' })
  field: string;

  @ApiProperty({ maxLength: 50, example: 'length' })
  code: string;

  @ApiProperty({ maxLength: 1000, example: 'title must be at most 200 characters' })
  message: string;
}

/** A problem document (RFC 9457). */
export class ProblemView {
  @ApiProperty({ format: 'uri-reference', maxLength: 100, example: '/problems/validation-error' })
  type: string;

  @ApiProperty({ maxLength: 100, example: 'Validation failed' })
  title: string;

  @ApiProperty({ type: 'integer', minimum: 400, maximum: 599, example: 400 })
  status: number;

  @ApiProperty({ required: false, maxLength: 500, example: '1 field is invalid' })
  detail?: string;

  @ApiProperty({ maxLength: 200, example: '/api/v1/posts', description: 'The path of the request' })
  instance: string;

  @ApiProperty({ enum: () => allProblems().map(({ code }) => code), example: 'VALIDATION_ERROR' })
  code: string;

  @ApiProperty({ format: 'uuid' })
  requestId: string;

  @ApiProperty({ required: false, type: [FieldErrorView], maxItems: 20 })
  errors?: FieldErrorView[];

  @ApiProperty({ ...names, description: 'INVALID_STATE: the states or moves that are allowed' })
  allowed?: string[];

  @ApiProperty({ required: false, maxLength: 100, description: 'SLUG_TAKEN: a slug that is free' })
  suggestion?: string;

  @ApiProperty({ ...names, description: 'PRECONDITION_FAILED: what has changed since' })
  changedFields?: string[];
}
