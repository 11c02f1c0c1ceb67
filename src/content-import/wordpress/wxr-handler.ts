import { PostRefused } from '../post/post-refused.js';
import type { WxrItem, WxrPart, WxrTerm } from './wxr-item.js';

/** Characters of one item, without its comments and metadata. */
export const MAX_ITEM_LENGTH = 4_000_000;
/** Of the metadata, which plugins fill with much, only a number is asked. */
const MAX_META_LENGTH = 100;
const MAX_DEPTH = 50;

type Attributes = Readonly<Record<string, string>>;

/** Puts the parts of a WordPress export together from the events of an XML parser. */
export class WxrHandler {
  /** Whole parts, to be taken out. */
  readonly parts: WxrPart[] = [];
  /** Whether the file has said that it is a WordPress export. */
  isWxr = false;

  private readonly path: string[] = [];
  private members = new Map<string, string>();
  private meta = new Map<string, string>();
  private terms: WxrTerm[] = [];
  private thumbnailId: string | undefined;
  private comments = 0;
  private line = 0;
  private attributes: Attributes = {};
  private text = '';
  private length = 0;

  open(name: string, attributes: Attributes, line: number): void {
    this.path.push(name);
    if (this.path.length > MAX_DEPTH) throw new PostRefused(`line ${line}: more than ${MAX_DEPTH} elements are nested`);
    this.text = '';
    this.attributes = attributes;
    if (this.isAt('item') || this.isAt('wp:author')) this.begin(line);
    if (this.isAt('item', 'wp:postmeta')) this.meta = new Map();
  }

  characters(text: string): void {
    const part = this.path[3];
    if (part === 'wp:comment') return;
    if (part === 'wp:postmeta') {
      this.text = (this.text + text).slice(0, MAX_META_LENGTH);
      return;
    }
    this.length += text.length;
    if (this.length <= MAX_ITEM_LENGTH) this.text += text;
  }

  close(): void {
    const name = this.path.at(-1) ?? '';
    if (this.isAt('item')) this.parts.push(this.item());
    else if (this.isAt('wp:author')) this.parts.push(this.author());
    else if (this.isAt('wp:wxr_version')) this.isWxr = true;
    else if (this.isAt('item', 'category')) this.addTerm();
    else if (this.isAt('item', 'wp:comment')) this.comments += 1;
    else if (this.isAt('item', 'wp:postmeta')) this.addMeta();
    else if (this.isAt('item', 'wp:postmeta', name)) this.meta.set(name, this.text);
    else if (this.isAt('item', name) || this.isAt('wp:author', name)) this.members.set(name, this.text);
    this.path.pop();
    this.text = '';
  }

  private begin(line: number): void {
    this.members = new Map();
    this.terms = [];
    this.thumbnailId = undefined;
    this.comments = 0;
    this.length = 0;
    this.line = line;
  }

  private item(): WxrItem {
    const { members, terms, thumbnailId, comments, line } = this;
    return { kind: 'item', line, members, terms, thumbnailId, comments, isTooLong: this.length > MAX_ITEM_LENGTH };
  }

  private author(): WxrPart {
    const member = (name: string): string => (this.members.get(`wp:author_${name}`) ?? '').trim();
    return { kind: 'author', login: member('login'), email: member('email'), name: member('display_name') };
  }

  private addTerm(): void {
    const { domain = '', nicename = '' } = this.attributes;
    this.terms.push({ domain, nicename, name: this.text });
  }

  private addMeta(): void {
    if (this.meta.get('wp:meta_key') === '_thumbnail_id') this.thumbnailId = this.meta.get('wp:meta_value')?.trim();
  }

  private isAt(...below: string[]): boolean {
    const expected = ['rss', 'channel', ...below];
    return this.path.length === expected.length && expected.every((name, index) => this.path[index] === name);
  }
}
