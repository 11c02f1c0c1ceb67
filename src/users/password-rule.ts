import { invalidField } from '../platform/problem/index.js';
import { isCommonPassword } from './common-passwords.js';

/** Characters (code points), least and most. */
export const PASSWORD_LENGTH = [8, 128] as const;

const CLASSES: [RegExp, string][] = [
  [/\p{Ll}/u, 'a lower-case letter'],
  [/\p{Lu}/u, 'an upper-case letter'],
  [/\p{Nd}/u, 'a digit'],
  [/[^\p{L}\p{M}\p{N}\s]/u, 'a symbol'],
];

/** Says why nobody should choose this password, whoever they are; undefined when it will do. */
export function passwordFault(password: string): string | undefined {
  const [least, most] = PASSWORD_LENGTH;
  if (password.length > most * 2) return `$field must be at most ${most} characters`;
  const { length } = Array.from(password);
  if (length < least) return `$field must be at least ${least} characters`;
  if (length > most) return `$field must be at most ${most} characters`;
  const missing = CLASSES.filter(([expression]) => !expression.test(password)).map(([, name]) => name);
  if (missing.length > 0) return `$field must have ${missing.join(', ')}`;
  return isCommonPassword(password) ? '$field is one of the most common passwords' : undefined;
}

/** What is known of the person who chooses a password. */
export interface PasswordOwner {
  email: string;
  username: string;
  name?: string;
}

/**
 * Refuses a password that says no more than who its owner is, whatever its case and punctuation.
 *
 * @param field what the password is called in the input.
 * @throws VALIDATION_ERROR
 */
export function requireImpersonal(password: string, owner: PasswordOwner, field: string): void {
  const said = letters(password);
  const known = [owner.email, owner.email.split('@', 1)[0] ?? '', owner.username, owner.name ?? ''].map(letters);
  if (known.includes(said) || /^quire\d{0,4}$/.test(said)) {
    throw invalidField(field, 'personalPassword', `${field} must not be the email, username or name`);
  }
}

function letters(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
}
