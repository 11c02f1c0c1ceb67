import { canonicalEmail } from './email-address.js';

describe('an email address', () => {
  it.each([
    ['ann@example.com', 'ann@example.com'],
    [' Ann@Example.COM ', 'ann@example.com'],
    ['a.b+c@sub.example.org', 'a.b+c@sub.example.org'],
    ['ann@Bücher.example', 'ann@xn--bcher-kva.example'],
    ['ann@xn--bcher-kva.example', 'ann@xn--bcher-kva.example'],
    ["o'neill_{x}@example.com", "o'neill_{x}@example.com"],
  ])('%j is kept as %j', (text, expected) => {
    expect(canonicalEmail(text)).toBe(expected);
  });

  it.each([
    '',
    'ann',
    '@example.com',
    'ann@',
    'ann@localhost',
    'ann@127.0.0.1',
    'ann@[127.0.0.1]',
    'ann@0x7f.1',
    'ann@-x.example',
    'ann@x..example',
    'ann@example.com/x',
    'ann@example.com:25',
    'ann@ex%61mple.com',
    'ann@exa mple.com',
    '.ann@example.com',
    'ann.@example.com',
    'a..n@example.com',
    'a b@example.com',
    'a@b@example.com',
    '"a b"@example.com',
    'änn@example.com',
    '\u212aate@example.com',
    'ann\r\nBcc: x@example.com',
    `${'a'.repeat(65)}@example.com`,
    `a@${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(63)}.${'e'.repeat(63)}.com`,
  ])('%j is none', (text) => {
    expect(canonicalEmail(text)).toBeUndefined();
  });

  it('C101: texts made to keep a pattern busy are refused like any other', () => {
    expect(canonicalEmail(`a@${'a.'.repeat(50_000)}`)).toBeUndefined();
    expect(canonicalEmail('"'.repeat(50_000))).toBeUndefined();
    expect(canonicalEmail(`${'a.'.repeat(250)}@`)).toBeUndefined();
  });
});
