import { readFileName, type FileName } from './file-name.js';
import { parseDocument, type MarkdownDocument } from './front-matter.js';
import { PostRefused } from '../post/post-refused.js';
import { publicationDate } from '../post/publication-date.js';
import { tagsOf } from './tags.js';
import { atMost, line, storable } from '../post/text.js';

/** A post as a file tells it; the limits are those of the API. */
export interface MarkdownPost {
  /** The file's path below the imported folder: the same at every import. */
  externalId: string;
  title: string;
  /** What the slug is to be made of, in any script and spelling: neither in the form of a slug yet nor unique. */
  slug: string;
  publishedAt: Date;
  author: string;
  tags: string[];
  excerpt?: string;
  /** Markdown. */
  content: string;
}

/**
 * Makes a post of one Markdown file; members of the front matter that Quire does not know are left out.
 *
 * @param file path below the imported folder, with `/` between its parts.
 * @throws PostRefused when the file is a draft, or something that a post needs is missing, unreadable or too long.
 */
export function toMarkdownPost(file: string, text: string): MarkdownPost {
  const document = parseDocument(text.replace(/\r\n?/g, '\n'));
  refuseDraft(document);
  const name = readFileName(file);
  const title = atMost(200, required(document, 'title'), 'the title');
  return {
    externalId: file.normalize('NFC'),
    title,
    slug: slugFrom(document, name, title),
    publishedAt: publicationDate(document.fields.get('date') ?? name.date ?? required(document, 'date')),
    author: authorOf(document),
    tags: tagsOf(document.fields),
    excerpt: excerptOf(document),
    content: contentOf(document),
  };
}

function refuseDraft({ fields }: MarkdownDocument): void {
  if (line(fields.get('draft'), 'draft') === 'true' || line(fields.get('published'), 'published') === 'false') {
    throw new PostRefused('it is a draft');
  }
}

function required({ fields }: MarkdownDocument, name: string): string {
  const value = line(fields.get(name), `the ${name}`);
  if (value === undefined) throw new PostRefused(`the front matter has no ${name}`);
  return value;
}

/** The front matter's slug, else the name of the file, else the title: the first with a letter or a digit in it. */
function slugFrom({ fields }: MarkdownDocument, name: FileName, title: string): string {
  const candidates = [line(fields.get('slug'), 'the slug'), storable(name.stem, 'the name of the file')];
  return candidates.find((candidate) => candidate && /[\p{L}\p{N}]/u.test(candidate)) ?? title;
}

/** One string is one author, whatever commas it holds; only a list names several, who share the line. */
function authorOf(document: MarkdownDocument): string {
  const value = document.fields.get('author') ?? document.fields.get('authors');
  const names = (Array.isArray(value) ? value : [value]).map((name) => line(name, 'the author'));
  const author = names.filter((name) => name !== undefined).join(', ');
  return author === '' ? required(document, 'author') : atMost(100, author, 'the author');
}

function excerptOf({ fields }: MarkdownDocument): string | undefined {
  const excerpt = line(fields.get('excerpt') ?? fields.get('description') ?? fields.get('summary'), 'the excerpt');
  return excerpt === undefined ? undefined : atMost(500, excerpt, 'the excerpt');
}

function contentOf({ body }: MarkdownDocument): string {
  // Only whole empty lines go: the first line may begin with the indentation of a code block.
  const content = storable(body, 'the content')
    .replace(/^(?:[ \t]*\n)+/, '')
    .trimEnd();
  if (content === '') throw new PostRefused('there is no content behind the front matter');
  return atMost(1_000_000, content, 'the content');
}
