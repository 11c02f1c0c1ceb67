import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { InvalidValue, type Parser } from './invalid-value.js';

/** The curve of ES256 (RFC 7518 §3.4), as OpenSSL calls P-256. */
const CURVE = 'prime256v1';
const PUBLIC_KEY = /-----BEGIN PUBLIC KEY-----[^-]+-----END PUBLIC KEY-----/g;

const EXPECTED_PRIVATE =
  'an unencrypted P-256 key in PEM, such as the output of `openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256`';
const EXPECTED_PUBLIC = 'P-256 public keys in PEM, such as the output of `openssl pkey -in key.pem -pubout`';

/** A private key for ES256. */
export const signingKey: Parser<KeyObject> = (text) =>
  onCurve(() => createPrivateKey(withLines(text).trim()), EXPECTED_PRIVATE);

/** Public keys for ES256, one after the other, with or without commas between them. */
export const verifyingKeys: Parser<KeyObject[]> = (text) => {
  const pem = withLines(text);
  if (/[^\s,]/.test(pem.replaceAll(PUBLIC_KEY, ''))) {
    throw new InvalidValue('contains something other than public keys in PEM', EXPECTED_PUBLIC);
  }
  return (pem.match(PUBLIC_KEY) ?? []).map((key) => onCurve(() => createPublicKey(key), EXPECTED_PUBLIC));
};

/** Where a variable has to be one line, its line breaks are written `\n`. */
function withLines(text: string): string {
  return text.replaceAll(String.raw`\n`, '\n');
}

function onCurve(read: () => KeyObject, expected: string): KeyObject {
  const key = readable(read, expected);
  if (key.asymmetricKeyDetails?.namedCurve !== CURVE) throw new InvalidValue('is a key of another kind', expected);
  return key;
}

function readable(read: () => KeyObject, expected: string): KeyObject {
  try {
    return read();
  } catch {
    throw new InvalidValue('cannot be read as a key', expected);
  }
}
