import {
  convertText,
  field,
  NO_CONTROL_CHARACTERS,
  TextField,
  type FieldOptions,
  type Rule,
} from '../platform/http/index.js';
import { canonicalEmail, EMAIL_LENGTH } from './email-address.js';
import { passwordFault, PASSWORD_LENGTH } from './password-rule.js';
import { foldUsername, isFree, USERNAME } from './username.js';

const email: Rule = {
  code: 'email',
  fault: (value) =>
    typeof value === 'string' && canonicalEmail(value) !== undefined ? undefined : '$field must be an email address',
};

/** An email address, which arrives in its canonical spelling. */
export function EmailField(options: FieldOptions = {}): PropertyDecorator {
  const schema = { type: 'string' as const, format: 'email', maxLength: EMAIL_LENGTH };
  const decorators = [convertText((text) => canonicalEmail(text) ?? text), field(options, schema, email)];
  return (target, key) => {
    for (const decorate of decorators) decorate(target, key);
  };
}

const username: Rule = {
  code: 'username',
  fault: (value) => {
    if (typeof value !== 'string' || !USERNAME.test(value)) return '$field must be 3 to 30 of a-z, 0-9, _ and -';
    return isFree(value) ? undefined : '$field is reserved';
  },
};

/** A username, which arrives in lower case. */
export function UsernameField(options: FieldOptions = {}): PropertyDecorator {
  const schema = { type: 'string' as const, minLength: 3, maxLength: 30, pattern: '^[A-Za-z0-9_-]{3,30}$' };
  const decorators = [convertText(foldUsername), field(withExample(options, 'ann'), schema, username)];
  return (target, key) => {
    for (const decorate of decorators) decorate(target, key);
  };
}

const text: Rule = {
  code: 'type',
  fault: (value) => (typeof value === 'string' ? undefined : '$field must be a string'),
};
const password: Rule = { code: 'weakPassword', fault: (value) => passwordFault(value as string) };

/** A password that somebody chooses: arrives as typed, neither trimmed nor folded. */
export function NewPasswordField(options: FieldOptions = {}): PropertyDecorator {
  const [minLength, maxLength] = PASSWORD_LENGTH;
  return field(options, { type: 'string', format: 'password', minLength, maxLength }, text, password);
}

/** A password to be compared with the one on record. */
export function PasswordField(options: FieldOptions = {}): PropertyDecorator {
  return TextField({ ...options, min: 1, max: PASSWORD_LENGTH[1], format: 'password' });
}

/** A display name without surrounding space or control characters. */
export function NameField(options: FieldOptions = {}): PropertyDecorator {
  const pattern = { expression: NO_CONTROL_CHARACTERS, hint: 'must not contain control characters' };
  return TextField({
    ...withExample(options, 'Ann Example'),
    min: 1,
    max: 100,
    pattern,
    convert: (value) => value.trim(),
  });
}

/** A member that has to be given needs an example; one that may be left out is shown where it says so itself. */
function withExample(options: FieldOptions, example: string): FieldOptions {
  return options.optional ? options : { example, ...options };
}
