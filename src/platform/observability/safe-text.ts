/** What breaks lines or terminals: C0 and C1 controls, line and paragraph separators, and bidirectional overrides. */
// eslint-disable-next-line no-control-regex -- controls are what it looks for
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/g;

/** Most texts, which need nothing done. */
const PRINTABLE = /^[ -~]*$/;

const URL_CREDENTIALS = /(:\/\/)[^\s/@]+@/g;
const JSON_WEB_TOKEN = /\beyJ[\w-]+\.[\w-]*(\.[\w-]*)?/g;
const QUERY_VALUE = /([?&][\w.-]+=)[^&\s"']+/g;

/** Text from outside, fit for a log: one line of at most `limit` characters. */
export function safeText(text: string, limit: number): string {
  if (text.length <= limit && PRINTABLE.test(text)) return text;
  const line = text.slice(0, limit).toWellFormed().replaceAll(UNPRINTABLE, ' ');
  return text.length > limit ? `${line}…` : line;
}

/** The message of a failure without the credentials, tokens and query values that libraries put into theirs. */
export function safeMessage(message: string): string {
  const harmless = message
    .slice(0, 2_000)
    .replaceAll(URL_CREDENTIALS, '$1…@')
    .replaceAll(JSON_WEB_TOKEN, '…')
    .replaceAll(QUERY_VALUE, '$1…');
  return safeText(harmless, 500);
}
