import fc, { type Arbitrary } from 'fast-check';
import type { Schema } from '../test/contract/compatibility/described.js';
import { kindsNamed, Known, type Kind } from './known.js';

/** The password of everybody who acts. */
export const PASSWORD = 'Correct-Horse-7';

/** Texts longer than this cost time and find nothing that the limits themselves do not. */
const LONGEST = 60;

/** Whatever looks like one character; made once, because its tables take a while. */
const grapheme = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 });

/** Something that exists, of one of the kinds. */
export function known(kinds: readonly Kind[]): Arbitrary<Known> {
  return fc
    .tuple(fc.constantFrom(...kinds), fc.nat({ max: 15 }), fc.constantFrom(false, false, true))
    .map(([kind, nth, isOwn]) => new Known(kind, nth, isOwn));
}

/** Values that a schema admits, or nearly: a pattern that it states may refuse some. */
export function validValue(schema: Schema, name = ''): Arbitrary<unknown> {
  const kinds = kindsNamed(name);
  if (kinds.length > 0)
    return fc.oneof({ arbitrary: known(kinds), weight: 4 }, { arbitrary: plain(schema, name), weight: 1 });
  if (name === 'email') return fc.oneof(known(['emails']), plain(schema));
  if (/password/i.test(name)) return fc.oneof(fc.constant(PASSWORD), plain(schema));
  return plain(schema, name);
}

function plain(schema: Schema, name = ''): Arbitrary<unknown> {
  const { type, enum: choices, allOf } = schema;
  if (allOf) return plain(Object.assign({}, ...allOf) as Schema, name);
  if (choices) return fc.constantFrom(...choices);
  if (Array.isArray(type)) {
    const types = type.map((each) => plain({ ...schema, type: each }, name));
    return fc.oneof(...types);
  }
  switch (type) {
    case 'null':
      return fc.constant(null);
    case 'boolean':
      return fc.boolean();
    case 'integer':
    case 'number':
      return fc.integer({ min: schema.minimum ?? 0, max: Math.min(schema.maximum ?? 100, 100) });
    case 'array': {
      const { minItems = 0, maxItems = 5, items = {} } = schema;
      return fc.array(plain(items), { minLength: minItems, maxLength: Math.min(maxItems, 5) });
    }
    case 'object':
      return validObject(schema);
    default:
      return text(schema, name);
  }
}

/** Objects with the members that are required alone, and with any of the others. */
export function validObject({ properties = {}, required = [] }: Schema): Arbitrary<Record<string, unknown>> {
  const members = Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => [name, validValue(schema, name)]),
  );
  const needed = Object.fromEntries(Object.entries(members).filter(([name]) => required.includes(name)));
  return fc.oneof(fc.record(needed), fc.record(members, { requiredKeys: required }));
}

function text({ format, minLength = 1, maxLength = LONGEST }: Schema, name: string): Arbitrary<string> {
  switch (format) {
    case 'date-time': {
      const [min, max] = [new Date('2015-01-01'), new Date('2040-01-01')];
      return fc.date({ min, max, noInvalidDate: true }).map((date) => date.toISOString());
    }
    case 'uri':
      return fc.webUrl();
    case 'email':
      return fc.stringMatching(/^[a-z]{8}$/).map((local) => `${local}@example.com`);
    case 'uuid':
      return fc.uuid();
  }
  if (name === 'username' || name === 'slug') return fc.stringMatching(/^[a-z][a-z0-9]{2,20}$/);
  if (name === 'code') return fc.stringMatching(/^[0-9]{6}$/);
  const length = { minLength, maxLength: Math.max(minLength, Math.min(maxLength, LONGEST)) };
  return fc.oneof(fc.string(length), fc.string({ ...length, unit: grapheme }), fc.lorem({ maxCount: 5 }));
}
