import { invalidField } from '../../problem/index.js';

const MAX_DEPTH = 20;
const MAX_MEMBERS = 1000;

/**
 * All but the three characters that NFC turns into ASCII (the Kelvin sign, U+212A, into K). They stay as they are, so that
 * a rule that admits ASCII only sees what was sent, and nobody gets another person's name or address by normalising.
 */
const WITHOUT_ASCII_TWINS = /[^\u037e\u1fef\u212a]+/g;

/**
 * More combining marks in a row than any language writes (the bound of Unicode's Stream-Safe Text Format, UAX #15 §13).
 * Normalising sorts them, in time that grows with the square of their number: a body of 100 KB takes seconds.
 */
const LONG_MARKS = /(?<!\p{M})\p{M}{31}/u;

/**
 * Checks and normalises parsed input before any class is made of it: strings become NFC; U+0000, lone
 * surrogates, more than 30 combining marks in a row, more than 20 levels and more than 1 000 members are refused.
 *
 * @param root what a fault of the value as a whole is called.
 * @throws VALIDATION_ERROR naming the member by its path, such as `tags[2]`.
 */
export function cleanInput(value: unknown, root: string): unknown {
  let members = 0;

  function clean(part: unknown, path: string, depth: number): unknown {
    if (typeof part === 'string') return cleanText(part, path || root);
    if (typeof part !== 'object' || part === null) return part;
    if (depth > MAX_DEPTH) throw invalidField(root, 'maxDepth', `${root} must be nested at most ${MAX_DEPTH} levels`);
    if (Array.isArray(part)) return part.map((item, index) => clean(count(item), `${path}[${index}]`, depth + 1));
    return cleanObject(part, path, depth);
  }

  function cleanObject(part: object, path: string, depth: number): object {
    // Without a prototype, a member called __proto__ is a member like any other, to be refused as unknown.
    const cleaned = Object.create(null) as Record<string, unknown>;
    for (const [key, member] of Object.entries(part)) {
      cleanText(key, path || root);
      cleaned[key] = clean(count(member), path ? `${path}.${key}` : key, depth + 1);
    }
    return cleaned;
  }

  function count<T>(member: T): T {
    members += 1;
    if (members > MAX_MEMBERS) {
      throw invalidField(root, 'maxMembers', `${root} must have at most ${MAX_MEMBERS} members`);
    }
    return member;
  }

  return clean(value, '', 1);
}

function cleanText(text: string, path: string): string {
  const field = path.slice(0, 100);
  if (text.includes('\0')) throw invalidField(field, 'noNull', `${field} must not contain U+0000`);
  if (!text.isWellFormed()) throw invalidField(field, 'wellFormed', `${field} must be well-formed Unicode`);
  if (LONG_MARKS.test(text)) {
    throw invalidField(field, 'maxMarks', `${field} must have at most 30 combining marks in a row`);
  }
  return text.replace(WITHOUT_ASCII_TWINS, (part) => part.normalize('NFC'));
}
