import { randomBytes } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';

/** Bytes; RFC 4226 §4 recommends 160 bits. */
const SECRET_LENGTH = 20;
/** What every authenticator app understands (RFC 6238): seconds for which a code stands, and its digits. */
const PARAMETERS = { issuer: 'Quire', algorithm: 'SHA1', digits: 6, period: 30 };
/** Periods before and after the present one whose codes count too: clocks differ, and people type slowly. */
const WINDOW = 1;

const CODE = /^\d{6}$/;

/** What an authenticator app needs to know. */
export interface TotpSetup {
  /** In base32, for typing it in. */
  secret: string;
  /** The same as an `otpauth://` URI, for a QR code. */
  uri: string;
}

export function newSecret(): Buffer {
  return randomBytes(SECRET_LENGTH);
}

/** @param account how the app lists the entry. */
export function totpSetup(secret: Uint8Array, account: string): TotpSetup {
  const totp = new TOTP({ ...PARAMETERS, label: account, secret: secretOf(secret) });
  return { secret: totp.secret.base32, uri: totp.toString() };
}

/** Whether this has the form of a code from an authenticator app. */
export function isOneTimeCode(text: string): boolean {
  return CODE.test(text);
}

/**
 * The period, counted since 1970, whose code this is; undefined when it is the code of no period near the present one.
 *
 * @param now milliseconds
 */
export function periodOf(code: string, secret: Uint8Array, now = Date.now()): number | undefined {
  const { algorithm, digits, period } = PARAMETERS;
  const options = { token: code, secret: secretOf(secret), algorithm, digits, period, timestamp: now };
  const distance = TOTP.validate({ ...options, window: WINDOW });
  return distance === null ? undefined : TOTP.counter({ period, timestamp: now }) + distance;
}

function secretOf(bytes: Uint8Array): Secret {
  return new Secret({ buffer: Uint8Array.from(bytes).buffer });
}
