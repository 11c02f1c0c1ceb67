import { walkSchemas, type Schema } from './schemas.js';

/** What 32 bits with a sign hold: PostgreSQL's integers, in which all counts and versions are kept. */
const LARGEST_INTEGER = 2 ** 31 - 1;

/** Characters that a text of the format can have. */
const LONGEST: Record<string, number> = {
  uuid: 36,
  date: 10,
  // With nine digits of a second, and an offset.
  'date-time': 35,
  email: 254,
  uri: 2048,
};

/** Bounds what a format or type bounds by itself, so that no member has to say it. What is declared stays. */
export function completeFormats(node: unknown): void {
  walkSchemas(node, (schema) => {
    Object.assign(schema, { ...boundsOf(schema), ...schema });
  });
}

function boundsOf({ type, format = '', enum: choices }: Schema): Schema {
  if (choices) return {};
  const types = [type].flat();
  if (types.includes('integer')) return { format: 'int32', maximum: LARGEST_INTEGER };
  const maxLength = LONGEST[format];
  return types.includes('string') && maxLength !== undefined ? { maxLength } : {};
}
