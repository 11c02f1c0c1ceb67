import { domainToASCII } from 'node:url';

/** RFC 5321 §4.5.3.1, as the path of an envelope leaves it. */
export const EMAIL_LENGTH = 254;
const LOCAL_LENGTH = 64;

/** Dot-atoms of RFC 5322 §3.2.3; quoted local parts are not accepted. */
const ATOMS = /^[\w!#$%&'*+/=?^`{|}~.-]+$/;
/** What Node's host parser would cut off, decode or read as something else. */
const NOT_IN_DOMAIN = /[\s/?#\\:@%[\]<>^|]/;
const LABEL = /^(?!-)[a-z0-9-]{1,63}(?<!-)$/;

/**
 * The one spelling under which an address is kept and compared: lower case, the domain in its ASCII form (IDNA).
 * Outside ASCII a local part is refused, because folding it could make two people's addresses equal.
 *
 * @returns undefined for what is no address.
 */
export function canonicalEmail(text: string): string | undefined {
  if (text.length > EMAIL_LENGTH * 2) return undefined;
  const trimmed = text.trim();
  const at = trimmed.lastIndexOf('@');
  const local = trimmed.slice(0, Math.max(at, 0));
  const domain = canonicalDomain(trimmed.slice(at + 1));
  if (!isLocalPart(local) || domain === undefined) return undefined;
  const email = `${local.toLowerCase()}@${domain}`;
  return email.length <= EMAIL_LENGTH ? email : undefined;
}

function isLocalPart(local: string): boolean {
  if (local.length > LOCAL_LENGTH || !ATOMS.test(local)) return false;
  return !local.startsWith('.') && !local.endsWith('.') && !local.includes('..');
}

/** A name of at least two labels, the last of which is not a number: no address literals, no `localhost`. */
function canonicalDomain(text: string): string | undefined {
  if (NOT_IN_DOMAIN.test(text)) return undefined;
  const domain = domainToASCII(text);
  const labels = domain.split('.');
  const last = labels.at(-1) ?? '';
  return labels.length >= 2 && labels.every((label) => LABEL.test(label)) && /[a-z]/.test(last) ? domain : undefined;
}
