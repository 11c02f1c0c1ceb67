/** One resource with the version that its ETag and `If-Match` speak of; `location` goes with a 201. */
export class Resource<T> {
  constructor(
    readonly data: T,
    readonly version: number,
    readonly location?: string,
  ) {}
}

/** One answer that is not a versioned resource, such as a pair of tokens: no ETag, never stored by anybody. */
export class Answer<T> {
  constructor(
    readonly data: T,
    readonly location?: string,
  ) {}
}

export interface PageMeta {
  limit: number;
  hasNext: boolean;
  nextCursor: string | null;
  page?: number;
  total?: number;
  totalPages?: number;
  totalIsExact?: boolean;
  hasPrev?: boolean;
  corrected?: true;
}

export interface PageLinks {
  self: string;
  first: string;
  prev: string | null;
  next: string | null;
  last: string | null;
}

/** One page of a list. */
export class Page<T> {
  constructor(
    readonly data: T[],
    readonly meta: PageMeta,
    readonly links: PageLinks,
  ) {}

  /** The same page with more to say about it. */
  with(more: Partial<PageMeta>): Page<T> {
    return new Page(this.data, { ...this.meta, ...more }, this.links);
  }
}

/** A whole, unpaged list. */
export class List<T> {
  constructor(readonly data: T[]) {}
}

/** What a reading can give besides: a text in a format of its own, whose media type the route's settings state. */
export class Document {
  constructor(readonly text: string) {}
}

/** What a controller gives back; undefined becomes `204 No Content`. */
export type Reply = Resource<unknown> | Answer<unknown> | Page<unknown> | List<unknown> | undefined;
