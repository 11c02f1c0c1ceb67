import type { Actor, Sent } from './sketch.js';

/** What an actor's credentials are called in commands: they end with the run. */
const VARIABLES: Record<Actor, string> = {
  anonymous: '',
  user: '$USER_TOKEN',
  moderator: '$MODERATOR_TOKEN',
  admin: '$ADMIN_TOKEN',
  apiKey: '$API_KEY',
  scraper: '$METRICS_TOKEN',
};

/** Longest body that is written into a command. */
const LONGEST = 4_000;

/** The request as a command for a shell, in which `$QUIRE` and the credentials are to be set. */
export function curl({ actor, account, method, target, headers, body }: Sent): string {
  const lines = Object.entries(headers).map(([name, value]) => {
    if (account.credentials[name] === value) return `-H "${name}: ${value.replace(/\S+$/, () => VARIABLES[actor])}"`;
    return `-H ${quoted(value === '' ? `${name};` : `${name}: ${value}`)}`;
  });
  const data = body ? [`--data-binary ${quoted(body.toString('latin1', 0, LONGEST))}`] : [];
  const cut = body && body.length > LONGEST ? [`# of ${body.length} bytes of data the first ${LONGEST}`] : [];
  const url = `"$QUIRE"${quoted(target)}`;
  return ['curl -i --globoff --path-as-is', `-X ${method}`, ...lines, ...data, url, ...cut].join(' ');
}

/** Quoted for a shell: bytes beyond printable ASCII are escaped (`$'…'`). */
function quoted(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text)) return `'${text.replaceAll("'", "'\\''")}'`;
  const escaped = text
    .replaceAll(/[\\']/g, '\\$&')
    .replaceAll(/[^\x20-\x7e]/g, (byte) => `\\x${byte.charCodeAt(0).toString(16).padStart(2, '0')}`);
  return `$'${escaped}'`;
}
