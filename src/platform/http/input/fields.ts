import { applyDecorators } from '@nestjs/common';
import type { ApiPropertyOptions } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import type { ValidationArguments } from 'class-validator';
import { ApiProperty } from '../documentation/decorators.js';
import { ValidateBy, ValidateIf } from './class-validator.js';

/** Options that every kind of field has. `optional` members may be left out, `nullable` ones may be null. */
export interface FieldOptions {
  optional?: boolean;
  nullable?: boolean;
  description?: string;
  example?: unknown;
  default?: unknown;
}

export interface Rule {
  /** The `code` of the field error. */
  code: string;
  /** Says what is wrong with the value, or undefined when nothing is. Begins with `$field`. */
  fault: (value: unknown) => string | undefined;
}

/**
 * The one way to declare an input member: the same declaration checks it and documents it, so that the two cannot
 * come apart.
 */
export function field(options: FieldOptions, schema: ApiPropertyOptions, ...rules: Rule[]): PropertyDecorator {
  const { optional = options.default !== undefined, nullable = false, description, example } = options;
  return applyDecorators(
    ApiProperty({
      ...schema,
      required: !optional,
      ...(nullable && { nullable }),
      ...(description && { description }),
      ...(example !== undefined && { example }),
      ...(options.default !== undefined && { default: options.default }),
    } as ApiPropertyOptions),
    ValidateIf((_, value) => !(optional && value === undefined) && !(nullable && value === null)),
    ...(optional ? rules : [required, ...rules]).map(toDecorator),
  );
}

const required: Rule = {
  code: 'required',
  fault: (value) => (value === undefined ? '$field is required' : undefined),
};

function toDecorator({ code, fault }: Rule): PropertyDecorator {
  return ValidateBy({
    name: code,
    validator: {
      validate: (value: unknown) => fault(value) === undefined,
      defaultMessage: (args?: ValidationArguments) =>
        (fault(args?.value) ?? '$field is invalid').replaceAll('$field', args?.property ?? ''),
    },
  });
}

/** Changes the value before it is checked; `change` sees strings only and leaves all else to the rules. */
export function convertText(change: (text: string) => unknown): PropertyDecorator {
  return Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? change(value) : value));
}
