/**
 * A checked query as one canonical string: members in alphabetical order, defaults filled in, moments in UTC.
 * Two requests that ask for the same thing have the same string.
 */
export function canonicalQuery(query: object, except: readonly string[] = []): string {
  const members = Object.entries(query)
    .filter(([name, value]) => value !== undefined && !except.includes(name))
    .map(([name, value]): [string, string] => [name, value instanceof Date ? value.toISOString() : String(value)])
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return new URLSearchParams(members).toString();
}
