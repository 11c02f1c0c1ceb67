import { convertText, field, type FieldOptions, type Rule } from './fields.js';

interface TextOptions extends FieldOptions {
  /** Characters (Unicode code points). */
  min?: number;
  max: number;
  /** What the text must look like, with the words that say so. */
  pattern?: { expression: RegExp; hint: string };
  /** Changes the text before it is checked, such as trimming or lower-casing. */
  convert?: (text: string) => string;
  format?: string;
}

/** A pattern of one line of text. Spelled out: JSON Schema's validators don't all know `\\p{Cc}`. */
// eslint-disable-next-line no-control-regex -- control characters are what it keeps out
export const NO_CONTROL_CHARACTERS = /^[^\u0000-\u001f\u007f-\u009f]*$/;

/** A string of a bounded number of characters. */
export function TextField({ min = 0, max, pattern, convert, format, ...options }: TextOptions): PropertyDecorator {
  const schema = {
    type: 'string' as const,
    ...(min > 0 && { minLength: min }),
    maxLength: max,
    ...(pattern && { pattern: pattern.expression.source }),
    ...(format && { format }),
  };
  const rules = [isText, lengthRule(min, max), ...(pattern ? [patternRule(pattern)] : [])];
  return both(convert && convertText(convert), field(options, schema, ...rules));
}

/** One of a fixed set of strings. */
export function ChoiceField(choices: readonly string[], options: FieldOptions = {}): PropertyDecorator {
  const fault = (value: unknown): string | undefined =>
    typeof value === 'string' && choices.includes(value) ? undefined : `$field must be one of ${choices.join(', ')}`;
  return field(options, { type: 'string', enum: [...choices] }, { code: 'choice', fault });
}

/** Some of a fixed set of strings, at least one; a fault names the item: `scopes[1]`. */
export function ChoicesField(choices: readonly string[], options: FieldOptions = {}): PropertyDecorator {
  const count: Rule = {
    code: 'items',
    fault: (value) =>
      Array.isArray(value) && value.length > 0 && value.length <= choices.length
        ? undefined
        : `$field must be a list of 1 to ${choices.length}`,
  };
  const item: Rule = {
    code: 'choice',
    fault: (value) => {
      const index = (value as unknown[]).findIndex((one) => !choices.includes(one as string));
      return index < 0 ? undefined : `$field[${index}] must be one of ${choices.join(', ')}`;
    },
  };
  const items = { type: 'string' as const, enum: [...choices] };
  return field(options, { type: 'array', items, minItems: 1, maxItems: choices.length }, count, item);
}

interface IntegerOptions extends FieldOptions {
  min: number;
  max: number;
  /** What to do instead of going beyond. */
  advice?: string;
}

/** A whole number in a query string, where everything arrives as text. */
export function QueryInteger({ min, max, advice, ...options }: IntegerOptions): PropertyDecorator {
  const fault = (value: unknown): string | undefined =>
    typeof value === 'number' && value >= min && value <= max
      ? undefined
      : `$field must be a whole number from ${min} to ${max}${advice === undefined ? '' : `; ${advice}`}`;
  const toInteger = convertText((text) => (/^-?\d{1,15}$/.test(text) ? Number(text) : text));
  return both(toInteger, field(options, { type: 'integer', minimum: min, maximum: max }, { code: 'integer', fault }));
}

/** Yes or no. */
export function Flag(options: FieldOptions = {}): PropertyDecorator {
  const fault = (value: unknown): string | undefined =>
    typeof value === 'boolean' ? undefined : '$field must be true or false';
  return field(options, { type: 'boolean' }, { code: 'boolean', fault });
}

/** Yes or no in a query string: `true` or `false`. */
export function QueryFlag(options: FieldOptions = {}): PropertyDecorator {
  return both(
    convertText((text) => (text === 'true' || text === 'false' ? text === 'true' : text)),
    Flag(options),
  );
}

/** A moment in time (RFC 3339), which becomes a Date. */
export function DateTimeField(options: FieldOptions = {}): PropertyDecorator {
  const fault = (value: unknown): string | undefined =>
    value instanceof Date ? undefined : '$field must be a date and time such as 2026-01-31T12:00:00.000Z';
  const schema = { type: 'string' as const, format: 'date-time' };
  return both(convertText(parseDateTime), field(options, schema, { code: 'dateTime', fault }));
}

/** An absolute http or https URL without credentials. */
export function UrlField(options: FieldOptions = {}): PropertyDecorator {
  const fault = (value: unknown): string | undefined =>
    isWebUrl(value) ? undefined : '$field must be an absolute http or https URL';
  const schema = { type: 'string' as const, format: 'uri', maxLength: 2048 };
  return field(options, schema, isText, lengthRule(1, 2048), { code: 'url', fault });
}

interface TextListOptions extends FieldOptions {
  maxItems: number;
  /** Characters of one item. */
  min: number;
  max: number;
}

/** A list of strings; a fault names the item: `tags[2]`. */
export function TextListField({ maxItems, min, max, ...options }: TextListOptions): PropertyDecorator {
  const items = { type: 'string' as const, minLength: min, maxLength: max };
  const count: Rule = {
    code: 'maxItems',
    fault: (value) =>
      Array.isArray(value) && value.length <= maxItems ? undefined : `$field must be a list of at most ${maxItems}`,
  };
  const item: Rule = { code: 'item', fault: (value) => itemFault(value as unknown[], min, max) };
  return field(options, { type: 'array', items, maxItems }, count, item);
}

const isText: Rule = {
  code: 'type',
  fault: (value) => (typeof value === 'string' ? undefined : '$field must be a string'),
};

function lengthRule(min: number, max: number): Rule {
  return {
    code: 'length',
    fault: (value) => {
      const length = characters(value as string, max);
      if (length < min) return `$field must be at least ${min} character${min === 1 ? '' : 's'}`;
      return length > max ? `$field must be at most ${max} characters` : undefined;
    },
  };
}

function patternRule({ expression, hint }: { expression: RegExp; hint: string }): Rule {
  return {
    code: 'pattern',
    fault: (value) => (expression.test(value as string) ? undefined : `$field ${hint}`),
  };
}

/** Counts code points of well-formed text, as JSON Schema does; texts far beyond the limit are not walked. */
function characters(text: string, max: number): number {
  if (text.length > max * 2) return text.length;
  let count = 0;
  for (let index = 0; index < text.length; index += 1) if (!isSecondOfPair(text.charCodeAt(index))) count += 1;
  return count;
}

function isSecondOfPair(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}

function itemFault(list: unknown[], min: number, max: number): string | undefined {
  const index = list.findIndex((item) => {
    if (typeof item !== 'string') return true;
    const length = characters(item.trim(), max);
    return length < min || length > max;
  });
  return index < 0 ? undefined : `$field[${index}] must be a string of ${min} to ${max} characters`;
}

const DATE_TIME =
  /^(\d{4})-(\d{2})-(\d{2})T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;

/** Gives the text back when it is not a real moment: Date alone would roll 30 February over into March. */
function parseDateTime(text: string): Date | string {
  const match = DATE_TIME.exec(text);
  if (!match) return text;
  const [year, month, day] = match.slice(1, 4).map(Number) as [number, number, number];
  const lastDay = new Date(Date.UTC(year, month, 0)).getUTCDate();
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > lastDay) return text;
  return new Date(text);
}

function isWebUrl(value: unknown): boolean {
  if (typeof value !== 'string' || !/^https?:\/\/[^\s/\\]/i.test(value)) return false;
  const url = URL.parse(value);
  return url !== null && url.username === '' && url.password === '' && url.hostname !== '';
}

function both(first: PropertyDecorator | undefined, second: PropertyDecorator): PropertyDecorator {
  return (target, key) => {
    first?.(target, key);
    second(target, key);
  };
}
