import { ImportAuthors, type ForeignAuthor } from '../post/import-authors.js';
import type { ImportedAuthor } from '../post/imported-post.js';
import type { Mending } from '../post/mending.js';
import { textOf, type GhostExport, type GhostRow } from './ghost-export.js';

/** Who wrote the posts of an export, and what they are tagged with. */
export class GhostRelations {
  private readonly users: Map<string, GhostRow>;
  private readonly tags: Map<string, GhostRow>;
  private readonly authorIds: Map<string, string[]>;
  private readonly tagIds: Map<string, string[]>;
  private readonly authors = new ImportAuthors();

  constructor(data: GhostExport) {
    this.users = byId(data.users);
    this.tags = byId(data.tags);
    this.authorIds = linked(data.posts_authors, 'author_id');
    this.tagIds = linked(data.posts_tags, 'tag_id');
  }

  /** The first author of a post; the others are noted. Exports before Ghost 1.22 name one author in the post itself. */
  authorOf(post: GhostRow, mending: Mending): ImportedAuthor | undefined {
    const ids = this.authorIds.get(textOf(post, 'id')) ?? [textOf(post, 'author_id')];
    const [author, ...others] = ids.map((id) => this.users.get(id)).filter((user) => user !== undefined);
    for (const other of others) mending.note(`its further author "${textOf(other, 'name')}" is not kept`);
    return author && this.authors.author(foreignAuthor(author), mending);
  }

  /** Tags that begin with `#` are for Ghost's themes and never shown: they stay there. */
  tagsOf(post: GhostRow, mending: Mending): string[] {
    const tags = (this.tagIds.get(textOf(post, 'id')) ?? []).map((id) => this.tags.get(id)).filter((tag) => !!tag);
    const isInternal = (tag: GhostRow): boolean => textOf(tag, 'visibility') === 'internal';
    for (const tag of tags.filter(isInternal)) mending.note(`the internal tag "${textOf(tag, 'name')}" is not kept`);
    return tags.filter((tag) => !isInternal(tag)).map((tag) => textOf(tag, 'name').trim());
  }
}

function foreignAuthor(user: GhostRow): ForeignAuthor {
  const member = (name: string): string => textOf(user, name);
  return { key: member('id'), login: member('slug'), name: member('name'), email: member('email') };
}

function byId(rows: readonly GhostRow[]): Map<string, GhostRow> {
  return new Map(rows.map((row) => [textOf(row, 'id'), row]));
}

/** What a table links each post to, in the order that was given there. */
function linked(rows: readonly GhostRow[], member: string): Map<string, string[]> {
  const inOrder = rows.toSorted((left, right) => Number(left.sort_order ?? 0) - Number(right.sort_order ?? 0));
  const byPost = Map.groupBy(inOrder, (row) => textOf(row, 'post_id'));
  return new Map([...byPost].map(([postId, links]) => [postId, links.map((link) => textOf(link, member))]));
}
