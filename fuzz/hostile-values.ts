import fc, { type Arbitrary } from 'fast-check';
import type { Schema } from '../test/contract/compatibility/described.js';
import { refusedParameters, refusedValues, STRANGE_NAMES, TRICKS } from '../test/hostile/poison.js';

/** Names that mean something to JavaScript, to SQL, or to those who write checks of them. */
export const MEMBER_NAMES = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'then',
  'toJSON',
  'length',
  'id',
  'role',
  'isAdmin',
  'version',
  'deletedAt',
  'passwordHash',
  '$where',
  '',
  ' ',
  'a.b',
  'a[0]',
  '\u0000',
  '\ud800',
] as const;

const anyCodePoint = fc.oneof(...[0x7f, 0xfff, 0xffff, 0x10ffff].map((max) => fc.integer({ min: 0, max })));

/** Any text: words that are tricks elsewhere, any code points, halves of them, far too much of something. */
export const anyText: Arbitrary<string> = fc.oneof(
  fc.constantFrom(...TRICKS),
  fc.array(anyCodePoint, { maxLength: 100 }).map((points) => String.fromCodePoint(...points)),
  fc.array(fc.integer({ min: 0xd7f0, max: 0xe010 }), { maxLength: 8 }).map((units) => String.fromCharCode(...units)),
  fc
    .tuple(fc.constantFrom('a', '\u0000', '💥', '\u0301', '\ufdfa', '"', '\\', '(', ' '), fc.nat({ max: 3_000 }))
    .map(([unit, times]) => unit.repeat(times)),
);

/** Any value of JSON: of each type, with odd names, and nested deeper than anything is meant to be. */
export const anyJson: Arbitrary<unknown> = fc.oneof(
  fc.jsonValue(),
  anyText,
  fc.double(),
  fc.maxSafeInteger(),
  fc.constantFrom(-0, 1e308, 2 ** 31, 2 ** 63, Number.MAX_SAFE_INTEGER + 2, true, null, [], {}),
  fc.array(fc.tuple(fc.constantFrom(...MEMBER_NAMES), fc.jsonValue()), { maxLength: 4 }).map(asParsed),
  fc.tuple(fc.nat({ max: 60 }), fc.boolean()).map(([depth, inArrays]) => nested(depth, inArrays)),
);

/** Of what can cost more than its length: to normalise, to parse, to look for. */
const heaps: Arbitrary<string> = fc
  .tuple(
    fc.constantFrom(
      '\u0300\u0316',
      '\u0344',
      '漢',
      'ﷺ',
      'a-',
      'a_',
      'a@1',
      './',
      '<a',
      '<!--',
      '[',
      '](',
      '*_',
      '`',
      '| ',
      '\n',
      ' ',
    ),
    fc.nat({ max: 4 }),
  )
  .map(([unit, scale]) => unit.repeat((8 * 8 ** scale) / unit.length));

/** For a member of a body: mostly what its schema does not admit. */
export function hostileMember(schema: Schema): Arbitrary<unknown> {
  return fc.oneof(fc.constantFrom(...refusedValues(single(schema))), anyJson, heaps);
}

/** For a query parameter, as it stands in the target. */
export function hostileParameter(schema: Schema): Arbitrary<string> {
  return fc.oneof(
    fc.constantFrom(...refusedParameters(single(schema))),
    anyText.map((text) => encoded(text.slice(0, 500))),
    fc.constantFrom('%', '%zz', '%ff', '%c0%af', '%ed%a0%80', '%E0%A4%A', '+', '&', '=', '#', '%26a=b', '[]', '%u0041'),
  );
}

/** For a placeholder of a path, as it stands in the target. */
export const hostileSegment: Arbitrary<string> = fc.oneof(
  fc.constantFrom(...STRANGE_NAMES, '', '.', '%', '%ff', '%c0%af', '%E0%A4%A', ';a=b', 'x;', '*', ':id', '%252e%252e'),
  anyText.map((text) => encoded(text.slice(0, 300))),
);

/** For a header: only what a client may send at all. */
export const hostileHeader: Arbitrary<string> = fc.oneof(
  anyText.map((text) => text.replaceAll(/[^\t\x20-\x7e\x80-\xff]/g, '?').slice(0, 3_000)),
  fc.constantFrom(
    '',
    '"',
    '""',
    '*',
    '*, "x"',
    'W/"1.x"',
    '"99999999999999999999.x"',
    '"-1.x"',
    '\xff\xfe',
    ',,,',
    'null',
  ),
);

/** Percent-encoded; what is no text in Unicode is replaced. */
export function encoded(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

/** `__proto__` and its like become members, as they do in a parsed body. */
function asParsed(members: [string, unknown][]): unknown {
  return JSON.parse(`{${members.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join()}}`);
}

function nested(depth: number, inArrays: boolean): unknown {
  let value: unknown = 'x';
  for (let level = 0; level < depth; level += 1) value = inArrays ? [value] : { a: value };
  return value;
}

/** With the first of several types: the lists of refused values know one. */
function single(schema: Schema): Schema & { type?: string } {
  const { type } = schema;
  return { ...schema, type: Array.isArray(type) ? type.find((each) => each !== 'null') : type };
}
