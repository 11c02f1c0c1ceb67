import { isIP } from 'node:net';
import { InvalidValue, type Parser } from './invalid-value.js';

/** A whole number in decimal digits, within both bounds. */
export function wholeNumber(least: number, most: number): Parser<number> {
  return (text) => {
    const expected = `a whole number from ${least} to ${most}`;
    if (!/^\d{1,15}$/.test(text.trim())) throw new InvalidValue('is not a whole number', expected);
    const value = Number(text);
    if (value < least || value > most) throw new InvalidValue('is out of range', expected);
    return value;
  };
}

export const truth: Parser<boolean> = (text) => {
  const word = text.trim().toLowerCase();
  if (word === 'true' || word === '1') return true;
  if (word === 'false' || word === '0') return false;
  throw new InvalidValue('is neither true nor false', 'true or false');
};

export function oneOf<T extends string>(...choices: T[]): Parser<T> {
  return (text) => {
    const choice = choices.find((candidate) => candidate === text.trim());
    if (choice === undefined) throw new InvalidValue('is unknown', choices.join(', '));
    return choice;
  };
}

/** Text of a given form; `expected` describes the form. */
export function matching(form: RegExp, expected: string): Parser<string> {
  return (text) => {
    const value = text.trim();
    if (!form.test(value)) throw new InvalidValue('is malformed', expected);
    return value;
  };
}

/** A comma-separated list; blank items are dropped. */
export function listOf<T>(item: Parser<T>): Parser<T[]> {
  return (text) =>
    text
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== '')
      .map(item);
}

/** A connection string whose scheme is one of those given. */
export function connectionUrl(expected: string, ...schemes: string[]): Parser<string> {
  return (text) => {
    const url = parseUrl(text, expected);
    if (!schemes.includes(url.protocol)) throw new InvalidValue('has the wrong scheme', expected);
    const reachable = url.hostname !== '' || url.searchParams.has('host');
    if (!reachable) throw new InvalidValue('names no host', expected);
    return text.trim();
  };
}

/** An SMTP server, with the account on it where it asks for one; its parts may be percent-encoded. */
export const mailUrl: Parser<string> = (text) => {
  const expected = 'smtp://user:password@host:587 or smtps://user:password@host:465';
  const value = connectionUrl(expected, 'smtp:', 'smtps:')(text);
  const { username, password, pathname, search, hash } = new URL(value);
  if ((pathname !== '' && pathname !== '/') || search || hash)
    throw new InvalidValue('carries a path, a query or a fragment', expected);
  if ((username === '') !== (password === '')) throw new InvalidValue('names half an account', expected);
  if (!isDecodable(username) || !isDecodable(password))
    throw new InvalidValue('has a stray % in its account', expected);
  return value;
};

/** The address under which clients reach the API: no credentials, query or fragment; a final slash is dropped. */
export const publicUrl: Parser<string> = (text) => {
  const expected = 'an http or https URL such as https://api.example.com';
  const url = parseUrl(text, expected);
  if (!isWeb(url)) throw new InvalidValue('has the wrong scheme', expected);
  if (url.username || url.password) throw new InvalidValue('carries credentials', expected);
  if (url.search || url.hash) throw new InvalidValue('carries a query or a fragment', expected);
  return url.href.replace(/\/+$/, '');
};

/** One CORS origin (RFC 6454 §6.2), written exactly as browsers send it. */
export const origin: Parser<string> = (text) => {
  const expected = 'origins such as https://app.example.com, separated by commas';
  if (text.includes('*')) throw new InvalidValue('contains a wildcard', expected);
  const url = parseUrl(text, expected);
  if (!isWeb(url)) throw new InvalidValue('contains an origin that is neither http nor https', expected);
  if (url.origin !== text) {
    throw new InvalidValue(
      'contains an origin with a path, credentials, upper-case letters or its default port',
      expected,
    );
  }
  return url.origin;
};

/** The addresses that are allowed, or the word `localhost` for localhost and 127.0.0.1 on any port. */
export const origins: Parser<string[] | 'localhost'> = (text) =>
  text.trim() === 'localhost' ? 'localhost' : listOf(origin)(text);

/** An IP address or a CIDR block, of either family. */
export const ipRange: Parser<string> = (text) => {
  const expected = 'IP addresses or CIDR blocks such as 10.0.0.0/8, separated by commas';
  const [address = '', prefix, ...rest] = text.split('/');
  const family = address.includes('%') ? 0 : isIP(address);
  if (family === 0 || rest.length > 0) throw new InvalidValue('contains something other than an IP address', expected);
  if (prefix === undefined) return text;
  if (!/^\d{1,3}$/.test(prefix) || Number(prefix) > (family === 4 ? 32 : 128)) {
    throw new InvalidValue('contains a block with a malformed prefix length', expected);
  }
  if (Number(prefix) === 0) throw new InvalidValue('contains a block that trusts every address', expected);
  return text;
};

function parseUrl(text: string, expected: string): URL {
  const url = URL.parse(text.trim());
  if (!url) throw new InvalidValue('is not a URL', expected);
  return url;
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

function isWeb(url: URL): boolean {
  return url.protocol === 'https:' || url.protocol === 'http:';
}
