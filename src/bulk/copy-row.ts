const SPECIAL = /[\\\b\f\n\r\t\v]/g;
const ESCAPES: Record<string, string> = {
  '\\': '\\\\',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
};

export type CopyValue = string | number | boolean | Date | readonly string[] | null;

/** One row in the text format of PostgreSQL's `COPY … FROM STDIN`, with its end of line. */
export function copyRow(values: readonly CopyValue[]): string {
  return `${values.map(toField).join('\t')}\n`;
}

function toField(value: CopyValue): string {
  if (value === null) return '\\N';
  if (typeof value === 'string') return escape(value);
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'object' ? escape(toArray(value)) : String(value);
}

/** A one-dimensional array as PostgreSQL reads it. */
function toArray(items: readonly string[]): string {
  return `{${items.map((item) => `"${item.replace(/["\\]/g, '\\$&')}"`).join(',')}}`;
}

function escape(text: string): string {
  return text.replace(SPECIAL, (character) => ESCAPES[character] ?? character);
}
