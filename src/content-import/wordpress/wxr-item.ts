/** One `item` of a WordPress export: a post, a page, an uploaded file, an entry of a menu and so on. */
export interface WxrItem {
  kind: 'item';
  /** Where it begins in the file, from 1. */
  line: number;
  /** The texts of its members by their names, such as `wp:post_type`. */
  members: ReadonlyMap<string, string>;
  terms: readonly WxrTerm[];
  /** The uploaded file that is its cover image. */
  thumbnailId?: string;
  comments: number;
  /** Its texts are longer than those of any post, and left out from there on. */
  isTooLong: boolean;
}

/** A category or a tag of an item. */
export interface WxrTerm {
  domain: string;
  nicename: string;
  name: string;
}

export interface WxrAuthor {
  kind: 'author';
  login: string;
  email: string;
  name: string;
}

export type WxrPart = WxrItem | WxrAuthor;
