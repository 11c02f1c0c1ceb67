/** What an expression of PromQL asks for, as far as names go. */
export interface Query {
  /** Metrics, each with the labels that its selector names. */
  selectors: { metric: string; labels: { name: string; operator: string; value: string }[] }[];
  functions: string[];
  /** Labels that results are grouped by. */
  grouping: string[];
}

const TOKEN =
  /\s*(?:(?<string>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(?<range>\[[^\]]*\])|(?<number>\d+(?:\.\d+)?(?:e[+-]?\d+)?)|(?<word>[A-Za-z_:][\w:]*)|(?<operator>=~|!~|!=|==|<=|>=|[-+*/%^<>=(){},]))/y;

const GROUPING = new Set(['by', 'without', 'on', 'ignoring', 'group_left', 'group_right']);
const OPERATORS = new Set(['and', 'or', 'unless', 'bool', 'offset']);
const RANGE = /^\[(?:\d+(?:ms|[smhdwy])|\$__rate_interval)\]$/;

interface Token {
  kind: string;
  text: string;
}

/**
 * Reads names out of an expression; it does not check types or precedence, which promtool does.
 *
 * @throws Error for text that is no PromQL, parentheses that do not match, and ranges that are none.
 */
export function readQuery(expression: string): Query {
  const tokens = tokensOf(expression);
  const query: Query = { selectors: [], functions: [], grouping: [] };
  for (let at = 0; at < tokens.length; at += 1) {
    const [{ kind, text } = { kind: '', text: '' }, next] = tokens.slice(at);
    if (kind !== 'word' || OPERATORS.has(text)) continue;
    const inside = next?.text === '(' || next?.text === '{' ? tokens.slice(at + 2, closing(tokens, at + 1)) : [];
    if (GROUPING.has(text)) {
      query.grouping.push(...inside.filter((token) => token.kind === 'word').map((token) => token.text));
      at += inside.length + 2;
    } else if (next?.text === '(' || GROUPING.has(next?.text ?? '')) {
      query.functions.push(text);
    } else {
      query.selectors.push({ metric: text, labels: labelsOf(inside) });
      if (next?.text === '{') at += inside.length + 2;
    }
  }
  return query;
}

function tokensOf(expression: string): Token[] {
  const tokens: Token[] = [];
  const open: string[] = [];
  TOKEN.lastIndex = 0;
  const text = expression.trimEnd();
  while (TOKEN.lastIndex < text.length) {
    const from = TOKEN.lastIndex;
    const groups: Record<string, string | undefined> = TOKEN.exec(text)?.groups ?? {};
    const [kind, found] = Object.entries(groups).find(([, value]) => value !== undefined) ?? [];
    if (kind === undefined || found === undefined) throw new Error(`No PromQL at "${text.slice(from, from + 20)}"`);
    if (kind === 'range' && !RANGE.test(found)) throw new Error(`No range: ${found}`);
    if (found === '(' || found === '{') open.push(found === '(' ? ')' : '}');
    if ((found === ')' || found === '}') && open.pop() !== found) throw new Error(`Unmatched ${found} in ${text}`);
    tokens.push({ kind, text: found });
  }
  if (open.length > 0) throw new Error(`Missing ${open.join(' ')} in ${text}`);
  return tokens;
}

/** The place of the token that closes the one at `from`. */
function closing(tokens: Token[], from: number): number {
  let depth = 0;
  for (let at = from; at < tokens.length; at += 1) {
    if (/^[({]$/.test(tokens[at]?.text ?? '')) depth += 1;
    if (/^[)}]$/.test(tokens[at]?.text ?? '')) depth -= 1;
    if (depth === 0) return at;
  }
  return tokens.length;
}

function labelsOf(inside: Token[]): Query['selectors'][number]['labels'] {
  return inside.flatMap(({ kind, text: name }, at) => {
    const [operator, value] = inside.slice(at + 1, at + 3);
    return kind === 'word' ? [{ name, operator: operator?.text ?? '', value: value?.text.slice(1, -1) ?? '' }] : [];
  });
}
