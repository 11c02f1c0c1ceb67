import type { Schema } from '../contract/compatibility/described.js';

/** Texts that are no fault in themselves: whatever they meet must treat them as words, and never fail. */
export const TRICKS = [
  "'; DROP TABLE users; --",
  "' OR '1'='1",
  '") UNION SELECT password_hash FROM credentials --',
  '1; SELECT pg_sleep(3)',
  '$1 $2 :id ? %s %n {0} ${7*7} {{7*7}}',
  '../../../../etc/passwd',
  '..\\..\\windows',
  '/dev/null',
  'file:///etc/passwd',
  '__proto__',
  'constructor',
  'hasOwnProperty',
  'toString',
  'null',
  'undefined',
  'NaN',
  'true',
  '<script>alert(1)</script>',
  '[x](javascript:alert(1))',
  '=cmd|calc!A1',
  'a\r\nSet-Cookie: x=1\r\n\r\nb',
  '\u202ekcatta\u202c \u200b\ufeff',
  'ⅳ ﬁ Å K',
  '💥'.repeat(40),
  'e\u0301'.repeat(40),
  '%00%0a%ff',
  '\\u0000',
  '(((((((((',
  '"unclosed',
  'a:* & !b <-> c | :',
  '-',
  '%',
  '_',
] as const;

const OBJECTS: object[] = [{}, { $ne: null }, { toString: 'x' }, { length: 5 }, { then: 'x' }, { constructor: {} }];
const NUMBERS = [0, -1, 1.5, 2_147_483_648, Number.MAX_SAFE_INTEGER, 1e308];

/** Values of a body member that its schema does not admit. Each has to be refused by name. */
export function refusedValues(schema: Schema): unknown[] {
  const isList = schema.type === 'array';
  const flags = schema.type === 'boolean' ? ['true', 'false'] : [true];
  const wrongTypes = [...OBJECTS, ...NUMBERS, ...flags, ...(isNullable(schema) ? [] : [null])];
  const badTexts = ['\0', 'a\0b', '\ud800', 'x\udc00', 'x'.repeat((schema.maxLength ?? 1000) + 1)];
  if (isList) {
    const bad = [...wrongTypes, null, ...badTexts, 'x'.repeat(51), '', '  ', ['x'], ['x', '\0']];
    return [...wrongTypes, 'text', '', ...bad.map((item) => [item]), Array(21).fill('x')];
  }
  return [...wrongTypes, ...badTexts, [], ['x'], [[]], ...offFormat(schema)];
}

/** Values of a query parameter that its schema does not admit, as they stand in a query string. */
export function refusedParameters(schema: Schema): string[] {
  const texts = ['%00', 'a%00b', 'x'.repeat((schema.maxLength ?? 1000) + 1)];
  return [...texts, ...offFormat(schema).map((value) => encodeURIComponent(value)), ...offRange(schema)];
}

function isNullable({ type }: Schema): boolean {
  return Array.isArray(type) && type.includes('null');
}

function offFormat(schema: Schema): string[] {
  if (schema.enum) {
    const [first] = schema.enum as string[];
    return ['', 'X', `${first} `, `${first?.toUpperCase()}`, `${first},${first}`, ...TRICKS.slice(0, 13)];
  }
  const kinds: Record<string, string[]> = {
    'date-time': [
      '',
      '2026-02-30T00:00:00Z',
      '+275760-09-13T00:00:00Z',
      '0000-00-00T00:00:00Z',
      '2026-01-01',
      '2026-01-01T24:00:00Z',
      '2026-01-01T00:00:00',
      '99999-01-01T00:00:00Z',
      'infinity',
      '-infinity',
      'now',
      '1767225600000',
      '1e20',
    ],
    uri: [
      '',
      'javascript:alert(1)',
      'http:evil.example',
      '//evil.example',
      'https://u:p@evil.example',
      'data:text/html,x',
      'ftp://evil.example',
      'https://',
      'https://[::1',
      ' https://evil.example',
      'https:///evil.example',
      'https://evil.example:99999',
      `https://evil.example/${'x'.repeat(3000)}`,
    ],
    email: [
      '',
      'a',
      'a@',
      '@b.example',
      'a@b',
      'a@b@c.example',
      'a b@c.example',
      'a@b..example',
      'a@[127.0.0.1]',
      '"a"@b.example',
      'а@b.example',
      `a@${'a.'.repeat(5000)}`,
      `${'"'.repeat(5000)}@b.example`,
      'a@b.example\r\nBcc: c@d.example',
      'a@b.example,c@d.example',
    ],
  };
  return kinds[schema.format ?? ''] ?? [];
}

function offRange({ type, minimum = 0, maximum = 0 }: Schema): string[] {
  if (type !== 'integer') return [];
  const numbers = [
    '',
    'x',
    '1.5',
    '1e400',
    'NaN',
    'Infinity',
    '0x10',
    '1_000',
    '%201',
    '+1',
    '%D9%A1',
    '00000000000000000001',
  ];
  const far = ['2147483648', '9223372036854775808', '-9223372036854775809', '1'.repeat(400)];
  return [...numbers, ...far, String(minimum - 1), String(maximum + 1)];
}

/** What no id and no name is, as it stands in a path. */
export const STRANGE_NAMES = [
  'x',
  '0',
  '-1',
  'null',
  'undefined',
  '__proto__',
  'constructor',
  '..',
  '%2e%2e',
  '..%2f..%2fetc%2fpasswd',
  '%00',
  'a%00',
  '%0d%0aX-Evil:%201',
  "'%20OR%201=1--",
  '%22;%20SELECT%20pg_sleep(3)',
  '00000000-0000-0000-0000-000000000000',
  'ffffffff-ffff-ffff-ffff-ffffffffffff',
  '01890000-0000-7000-8000-00000000000',
  '01890000-0000-7000-8000-0000000000000',
  '01890000-0000-7000-8000-00000000000g',
  '%7b01890000-0000-7000-8000-000000000000%7d',
  '018900000000700080000000000000000',
  '01890000-0000-7000-8000-000000000000%20',
  '%f0%9f%92%a5',
  'x'.repeat(36),
  'x'.repeat(4000),
] as const;

/** Random numbers from 0 to 1, the same for the same seed (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Any JSON value, mostly small. */
export function randomValue(random: () => number, depth = 0): unknown {
  const kind = Math.floor(random() * (depth > 3 ? 6 : 8));
  const some = <T>(make: () => T): T[] => Array.from({ length: Math.floor(random() * 4) }, make);
  switch (kind) {
    case 0:
      return null;
    case 1:
      return random() < 0.5;
    case 2:
      return Math.trunc((random() - 0.5) * 2 ** Math.floor(random() * 70));
    case 3:
      return TRICKS[Math.floor(random() * TRICKS.length)];
    case 4:
      return String.fromCharCode(...some(() => Math.floor(random() * 65_536)));
    case 5:
      return random() * 1e6;
    case 6:
      return some(() => randomValue(random, depth + 1));
    default:
      return Object.fromEntries(some(() => [`k${Math.floor(random() * 9)}`, randomValue(random, depth + 1)]));
  }
}
