import { TOTP } from 'otpauth';
import { isOneTimeCode, newSecret, periodOf, totpSetup } from './one-time-codes.js';
import { newRecoveryCodes, recoveryCodeHash } from './recovery-codes.js';

describe('a code of an authenticator app', () => {
  /** RFC 6238, appendix B; of its eight digits the last six. */
  const secret = Buffer.from('12345678901234567890');

  it.each([
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_111_111_111, '050471'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
    [20_000_000_000, '353130'],
  ])('is that of RFC 6238 at %d s', (seconds, code) => {
    const period = Math.floor(seconds / 30);
    expect(periodOf(code, secret, seconds * 1000)).toBe(period);
  });

  it('counts for its period, the one before and the one after', () => {
    const at = (seconds: number): number | undefined => periodOf('005924', secret, (1_234_567_890 + seconds) * 1000);
    const period = 1_234_567_890 / 30;
    expect([-31, -30, 0, 29, 30, 59, 60].map(at)).toEqual([
      undefined,
      period,
      period,
      period,
      period,
      period,
      undefined,
    ]);
    expect(periodOf('005924', newSecret(), 1_234_567_890_000)).toBeUndefined();
  });

  it('has six digits', () => {
    expect(['005924', ' 05924', '5924', '0059245', '００５９２４', 'abcdef'].map(isOneTimeCode)).toEqual([
      true,
      false,
      false,
      false,
      false,
      false,
    ]);
  });

  it('is made by an app that was told the URI', () => {
    const own = newSecret();
    const { secret: typed, uri } = totpSetup(own, 'ann+x@example.com');
    expect(typed).toMatch(/^[A-Z2-7]{32}$/);
    const url = new URL(uri);
    expect([url.protocol, url.host, decodeURIComponent(url.pathname)]).toEqual([
      'otpauth:',
      'totp',
      '/Quire:ann+x@example.com',
    ]);
    expect(Object.fromEntries(url.searchParams)).toEqual({
      issuer: 'Quire',
      secret: typed,
      algorithm: 'SHA1',
      digits: '6',
      period: '30',
    });
    expect(periodOf(new TOTP({ secret: typed }).generate(), own)).toBeDefined();
  });
});

describe('recovery codes', () => {
  it('are ten different ones of 80 bits', () => {
    const codes = newRecoveryCodes();
    expect(new Set(codes).size).toBe(10);
    for (const code of codes) expect(code).toMatch(/^[a-z2-7]{4}(-[a-z2-7]{4}){3}$/);
  });

  it('are kept as a hash, whatever their case, spaces and hyphens', () => {
    const [code = ''] = newRecoveryCodes();
    const hash = recoveryCodeHash(code);
    expect(hash).toHaveLength(32);
    expect(recoveryCodeHash(` ${code.toUpperCase().replaceAll('-', ' ')}`)).toEqual(hash);
    expect(recoveryCodeHash(code.replaceAll('-', ''))).toEqual(hash);
    expect(['', '492039', `${code}a`, code.slice(1), '0189-0189-0189-0189'].map(recoveryCodeHash)).toEqual(
      Array(5).fill(undefined),
    );
  });
});
