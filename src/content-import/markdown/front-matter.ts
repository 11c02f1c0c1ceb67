import { parse as parseToml } from 'smol-toml';
import { parse as parseYaml, type ParseOptions, type SchemaOptions } from 'yaml';
import { PostRefused } from '../post/post-refused.js';

/** A Markdown file, taken apart. */
export interface MarkdownDocument {
  /** The front matter's members by lower-cased name. */
  fields: ReadonlyMap<string, unknown>;
  body: string;
}

const MAX_LENGTH = 16_384;

/** Opening brackets and the indicators of nested block collections: more of them than a post needs exhausts the parser's stack. */
const YAML_COLLECTIONS = /[[{]|[-?]\s/g;
const MAX_YAML_COLLECTIONS = 200;

/**
 * Scalars stay the text that was written (`1.10`, `no`, `2019-03-06`), but for null.
 * Warnings would go to the process's stderr.
 */
const YAML_OPTIONS: ParseOptions & SchemaOptions & { logLevel: 'error' } = {
  schema: 'failsafe',
  customTags: ['null'],
  logLevel: 'error',
};

const FORMATS = [
  { opening: /^---[ \t]*\n/, closing: /^(?:---|\.\.\.)[ \t]*$/m, parse: readYaml },
  { opening: /^\+\+\+[ \t]*\n/, closing: /^\+\+\+[ \t]*$/m, parse: (text: string): unknown => parseToml(text) },
];

/**
 * Parts front matter, YAML between `---` or TOML between `+++`, from the body behind it.
 *
 * @param text of the whole file, with `\n` line ends and no byte order mark.
 * @throws PostRefused when there is no front matter, or none that can be read.
 */
export function parseDocument(text: string): MarkdownDocument {
  for (const { opening, closing, parse } of FORMATS) {
    const start = opening.exec(text)?.[0].length;
    if (start === undefined) continue;
    const end = closing.exec(text.slice(start));
    if (!end) throw new PostRefused('the front matter is never closed');
    // The line before it keeps the parser's line numbers equal to the file's.
    const matter = `\n${text.slice(start, start + end.index)}`;
    return { fields: members(read(matter, parse)), body: text.slice(start + end.index + end[0].length) };
  }
  throw new PostRefused('there is no front matter: the first line is neither --- nor +++');
}

function read(matter: string, parse: (text: string) => unknown): unknown {
  if (matter.length > MAX_LENGTH) throw new PostRefused(`the front matter is longer than ${MAX_LENGTH} characters`);
  try {
    return parse(matter);
  } catch (error) {
    if (error instanceof PostRefused) throw error;
    const [summary = ''] = error instanceof Error ? error.message.split('\n') : [];
    throw new PostRefused(`the front matter cannot be read: ${summary.replace(/:$/, '')}`, { cause: error });
  }
}

function readYaml(text: string): unknown {
  if ((text.match(YAML_COLLECTIONS)?.length ?? 0) > MAX_YAML_COLLECTIONS) {
    throw new PostRefused(`the front matter has more than ${MAX_YAML_COLLECTIONS} lists, list items or maps`);
  }
  return parseYaml(text, YAML_OPTIONS);
}

function members(value: unknown): Map<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new PostRefused('the front matter is not a list of names with values');
  }
  return new Map(Object.entries(value).map(([name, member]) => [name.toLowerCase(), member as unknown]));
}
