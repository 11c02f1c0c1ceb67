import { ApiProperty } from '../documentation/decorators.js';

/** One fault of one input member. */
export class FieldErrorView {
  @ApiProperty({ description: 'Path of the member', example: 'tags[2]' })
  field: string;

  @ApiProperty({ example: 'length' })
  code: string;

  @ApiProperty({ example: 'title must be at most 200 characters' })
  message: string;
}

/** A problem document (RFC 9457). */
export class ProblemView {
  @ApiProperty({ example: '/problems/validation-error' })
  type: string;

  @ApiProperty({ example: 'Validation failed' })
  title: string;

  @ApiProperty({ type: 'integer', example: 400 })
  status: number;

  @ApiProperty({ required: false, example: '1 field is invalid' })
  detail?: string;

  @ApiProperty({ example: '/api/v1/posts', description: 'The path of the request' })
  instance: string;

  @ApiProperty({ example: 'VALIDATION_ERROR' })
  code: string;

  @ApiProperty({ format: 'uuid' })
  requestId: string;

  @ApiProperty({ required: false, type: [FieldErrorView] })
  errors?: FieldErrorView[];

  @ApiProperty({ required: false, type: [String], description: 'INVALID_STATE: the states or moves that are allowed' })
  allowed?: string[];

  @ApiProperty({ required: false, description: 'SLUG_TAKEN: a slug that is free' })
  suggestion?: string;

  @ApiProperty({ required: false, type: [String], description: 'PRECONDITION_FAILED: what has changed since' })
  changedFields?: string[];
}
