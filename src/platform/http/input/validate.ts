import { plainToInstance } from 'class-transformer';
import type { ValidationError, ValidatorOptions } from 'class-validator';
import { invalidField, invalidFields, type FieldError } from '../../problem/index.js';
import { Validator } from './class-validator.js';

export type InputClass = new () => object;

const VALIDATOR = new Validator();
const OPTIONS: ValidatorOptions = {
  whitelist: true,
  forbidNonWhitelisted: true,
  forbidUnknownValues: true,
  stopAtFirstError: true,
  validationError: { target: false, value: false },
};

/**
 * Makes a checked instance of an input class.
 *
 * @param root what the value as a whole is called: `body` or `query`.
 * @throws VALIDATION_ERROR that lists every invalid or unknown member.
 */
export function validate<T extends object>(type: new () => T, value: unknown, root: string): T {
  requireObject(value, root);
  refuseInheritedNames(value);
  const instance = plainToInstance(type, value, { exposeDefaultValues: true });
  const errors = VALIDATOR.validateSync(instance, OPTIONS).flatMap((error) => fieldErrors(error, ''));
  if (errors.length > 0) throw invalidFields(errors);
  return instance;
}

/** Refuses every member: for operations that take none. */
export function refuseMembers(value: unknown, root: string): void {
  requireObject(value, root);
  const names = Object.keys(value);
  if (names.length > 0) throw invalidFields(names.map((name) => unknownField(name)));
}

function requireObject(value: unknown, root: string): asserts value is object {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return;
  throw invalidField(root, 'type', `${root} must be an object`);
}

/**
 * Names such as `constructor` exist on every object: a white list by look-up would let them pass, and what makes classes of
 * plain objects would take a member of a member for the class to make.
 */
function refuseInheritedNames(value: object): void {
  const inherited = inheritedNames(value, '');
  if (inherited.length > 0) throw invalidFields(inherited.map((name) => unknownField(name)));
}

function inheritedNames(value: object, parent: string): string[] {
  const pathOf = (name: string): string => {
    if (Array.isArray(value)) return `${parent}[${name}]`;
    return parent === '' ? name : `${parent}.${name}`;
  };
  return Object.entries(value).flatMap(([name, member]: [string, unknown]) => {
    if (name in Object.prototype) return [pathOf(name)];
    return typeof member === 'object' && member !== null ? inheritedNames(member, pathOf(name)) : [];
  });
}

function unknownField(field: string): FieldError {
  return { field: field.slice(0, 100), code: 'unknown', message: `${field.slice(0, 100)} is not known here` };
}

function fieldErrors(error: ValidationError, parent: string): FieldError[] {
  const path = parent ? `${parent}.${error.property}` : error.property;
  const own = Object.entries(error.constraints ?? {}).map(([code, message]) =>
    code === 'whitelistValidation' ? unknownField(path) : { field: itemPath(path, message), code, message },
  );
  return [...own, ...(error.children ?? []).flatMap((child) => fieldErrors(child, path))];
}

/** Rules over lists name the item that broke them at the start of their message: `tags[2] must …`. */
function itemPath(path: string, message: string): string {
  const first = message.split(' ', 1)[0] ?? '';
  return first.startsWith(`${path}[`) ? first : path;
}
