import { VARIABLES } from './variables.js';

/** Prefixes that nothing but Quire uses: an unknown name below them is a mistake. */
const OWN_PREFIXES = ['JWT_', 'THROTTLE_'];

/** Shorter names (PORT, HOST) are too near to those of other programs, such as HOME. */
const SHORTEST_COMPARED = 8;

/** One line for each name that looks like a misspelt variable of ours: it would be ignored without a word. */
export function misspellings(names: string[]): string[] {
  const known = Object.keys(VARIABLES);
  return names
    .filter((name) => !known.includes(name))
    .flatMap((name) => {
      const meant = known.find((candidate) => looksLike(name, candidate));
      if (meant !== undefined) return [`${name} is not a known variable; did you mean ${meant}?`];
      const prefix = OWN_PREFIXES.find((own) => name.startsWith(own));
      if (prefix === undefined) return [];
      const siblings = known.filter((candidate) => candidate.startsWith(prefix)).join(', ');
      return [`${name} is not a known variable; those that begin so are ${siblings}`];
    });
}

function looksLike(name: string, known: string): boolean {
  if (known.length < SHORTEST_COMPARED || Math.abs(name.length - known.length) > 2) return false;
  return editDistance(name.toUpperCase(), known) <= 2;
}

/** Levenshtein distance. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const substitution = (previous[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      current.push(Math.min(substitution, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}
