import { PostRefused } from './post-refused.js';
import { line } from './text.js';

/** ISO 8601 as people write it: one-digit months, `/` for `-`, a space for `T`, a zone with or without its colon. */
const WRITTEN_DATE =
  /^(?<year>\d{4})[-/.](?<month>\d{1,2})[-/.](?<day>\d{1,2})(?:(?:T|\s)\s?(?<hour>\d{1,2}):(?<minute>\d{2})(?::(?<second>\d{2})(?:[.,](?<fraction>\d{1,9}))?)?\s?(?<zone>Z|UTC|GMT|[+-]\d{1,2}(?::?\d{2})?)?)?$/i;

const ZONE_OFFSET = /^(?<sign>[+-])(?<hours>\d{1,2}?)(?::?(?<minutes>\d{2}))?$/;

/**
 * Reads a front matter date. Without a time it is midnight, without a zone it is UTC.
 *
 * @throws PostRefused when it is no date, or no day of the calendar.
 */
export function publicationDate(value: unknown): Date {
  const written = line(value, 'the date') ?? '';
  const parts = WRITTEN_DATE.exec(written)?.groups;
  if (!parts) throw new PostRefused(`the date "${written.slice(0, 40)}" is not of the form 2019-03-06T12:00:00Z`);
  const number = (name: string): number => Number(parts[name] ?? 0);
  const milliseconds = Number((parts.fraction ?? '').padEnd(3, '0').slice(0, 3));
  const local = [number('hour'), number('minute'), number('second'), milliseconds] as const;
  const offset = minutesFromUtc(parts.zone);
  if (!isDay(number('year'), number('month'), number('day')) || !isTime(local) || Math.abs(offset) > 14 * 60) {
    throw new PostRefused(`the date "${written}" does not exist`);
  }
  const moment = Date.UTC(number('year'), number('month') - 1, number('day'), ...local);
  return new Date(moment - offset * 60_000);
}

function isDay(year: number, month: number, day: number): boolean {
  // Date.UTC takes years below 100 for ones of the twentieth century.
  if (year < 1000 || day < 1) return false;
  const midnight = new Date(Date.UTC(year, month - 1, day));
  return midnight.getUTCMonth() === month - 1 && midnight.getUTCDate() === day;
}

function isTime([hour, minute, second]: readonly number[]): boolean {
  return Number(hour) < 24 && Number(minute) < 60 && Number(second) < 60;
}

function minutesFromUtc(zone = 'Z'): number {
  const parts = ZONE_OFFSET.exec(zone)?.groups;
  if (!parts) return 0;
  const minutes = Number(parts.hours) * 60 + Number(parts.minutes ?? 0);
  return parts.sign === '-' ? -minutes : minutes;
}
