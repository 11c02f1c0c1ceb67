import { InvalidValue, type Parser } from './invalid-value.js';

/** What tutorials and samples leave in place of a secret, compared without case, spaces and punctuation. */
const PLACEHOLDERS = /^(changeme|changethis|replaceme|replacethis|placeholder|yoursecret|your\w*secret|todo|xxx)/;

/** The longest unit whose repetition is recognised, as in `secretsecretsecret…`. */
const LONGEST_UNIT = 10;

/** A secret of a least length in bytes that is neither a placeholder nor one short text repeated. */
export function secret(leastBytes: number, expected: string): Parser<string> {
  return (text) => {
    if (Buffer.byteLength(text) < leastBytes) throw new InvalidValue('is too short', expected);
    if (isPlaceholder(text)) throw new InvalidValue('is a well-known placeholder', expected);
    if (isRepetition(text)) throw new InvalidValue('is one short text repeated', expected);
    return text;
  };
}

function isPlaceholder(text: string): boolean {
  return PLACEHOLDERS.test(text.toLowerCase().replaceAll(/[^a-z0-9]/g, ''));
}

function isRepetition(text: string): boolean {
  for (let length = 1; length <= LONGEST_UNIT && length * 2 <= text.length; length++) {
    const unit = text.slice(0, length);
    if (unit.repeat(Math.ceil(text.length / length)).startsWith(text)) return true;
  }
  return false;
}
