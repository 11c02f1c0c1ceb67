import { openImport, type ReadItem } from '../../../src/content-import/index.js';

export const GHOST_SAMPLE = 'test/content-import/samples/bakery.ghost.json';
export const WORDPRESS_SAMPLE = 'test/content-import/samples/harbour.wordpress.xml';

type ReadPost = Extract<ReadItem, { kind: 'post' }>;

/** All that a reader tells of an export. */
export class Reading {
  private constructor(
    readonly total: number,
    readonly items: readonly ReadItem[],
  ) {}

  static async of(path: string, site?: string): Promise<Reading> {
    const source = await openImport(path, site);
    const items: ReadItem[] = [];
    for await (const item of source.items()) items.push(item);
    return new Reading(source.total, items);
  }

  /** The post whose title begins so. */
  post(title: string): ReadPost['post'] {
    return this.read(title).post;
  }

  notesOn(title: string): readonly string[] {
    return this.read(title).notes;
  }

  get titles(): string[] {
    return this.posts.map(({ post }) => post.title);
  }

  /** `"Title": reason`. */
  get refusals(): string[] {
    return this.items.flatMap((item) => (item.kind === 'refused' ? [`${item.source}: ${item.reason}`] : []));
  }

  /** What is told of the export as a whole. */
  get notes(): string[] {
    return this.items.flatMap((item) => (item.kind === 'note' ? [item.note] : []));
  }

  private get posts(): ReadPost[] {
    return this.items.filter((item) => item.kind === 'post');
  }

  private read(title: string): ReadPost {
    const found = this.posts.find(({ post }) => post.title.startsWith(title));
    if (!found) throw new Error(`There is no post "${title}", but ${this.titles.join(', ')}`);
    return found;
  }
}
