import pg, { type CustomTypesConfig } from 'pg';

const MOMENT = pg.types.builtins.TIMESTAMPTZ;
const { getTypeParser } = pg.types as { getTypeParser: (type: number, format?: string) => (text: string) => unknown };

/**
 * How the columns of statements are read: as the driver does, but moments become the text that answers show. Made into
 * a `Date` and then into that text, a page's moments would cost more than anything else that is done with its rows.
 */
export const ROW_TYPES: CustomTypesConfig = {
  getTypeParser: (type, format) => (type === MOMENT ? isoMoment : getTypeParser(type, format)),
};

/**
 * A moment in ISO 8601, in UTC and with milliseconds, of PostgreSQL's own text: `2026-11-22 00:21:07.16+00`. What it
 * calls infinite stays as it is.
 */
export function isoMoment(text: string): string {
  if (!text.endsWith('+00') || text[4] !== '-') return unusualMoment(text);
  const milliseconds = text.slice(20, -3).slice(0, 3).padEnd(3, '0');
  return `${text.slice(0, 10)}T${text.slice(11, 19)}.${milliseconds}Z`;
}

/** Of sessions in another time zone, before Christ or after the year 9999. */
function unusualMoment(text: string): string {
  const moment = getTypeParser(MOMENT)(text);
  return moment instanceof Date ? moment.toISOString() : text;
}
