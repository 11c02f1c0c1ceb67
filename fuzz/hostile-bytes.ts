import fc, { type Arbitrary } from 'fast-check';
import { textOf, type SketchedBody } from './sketch.js';

/** Any bytes, one for each character. */
export function anyBytes(maxLength: number): Arbitrary<string> {
  return fc.uint8Array({ maxLength }).map((bytes) => Buffer.from(bytes).toString('latin1'));
}

/** What no parser of JSON should take, or should take for long. */
const STRANGE_TEXTS = [
  '',
  ' ',
  '{',
  '[]',
  '"',
  'nul',
  '{"a":1}}',
  '{"a":1,}',
  "{'a':1}",
  '{"a":01}',
  '{"a":1e999}',
  '{"a":NaN}',
  '{"a":"\\ud800"}',
  '{"a":"\u0001"}',
  '{"a":1,"a":2}',
  '{"__proto__":{"admin":true}}',
  '{"constructor":{"prototype":{"admin":true}}}',
  '\xef\xbb\xbf{}',
  '\xff\xfe{\0}\0',
  '{"a":"\xff\xc0\xaf\xed\xa0\x80"}',
  '/* */{}',
  '{}\n{}',
  '\0',
];

/** A body that is cut, stirred, swollen or something else altogether. */
export function damaged(body: SketchedBody): Arbitrary<SketchedBody> {
  const { mediaType = 'application/json' } = body;
  const text = textOf(body);
  const bytes = fc.oneof(
    fc.constantFrom(...STRANGE_TEXTS),
    anyBytes(200),
    fc.nat({ max: text.length }).map((at) => text.slice(0, at)),
    fc
      .tuple(fc.nat({ max: text.length }), anyBytes(4))
      .map(([at, extra]) => text.slice(0, at) + extra + text.slice(at)),
    fc
      .tuple(fc.constantFrom('[', '{"a":', '"', '1', ' ', '\\', '[[],', '{"a":1,'), fc.nat({ max: 5 }))
      .map(([unit, scale]) => unit.repeat(3 * 8 ** scale)),
    fc.constant(`${text.slice(0, -1)},${text.slice(1)}`),
  );
  return bytes.map((content) => ({ mediaType, bytes: content }));
}
