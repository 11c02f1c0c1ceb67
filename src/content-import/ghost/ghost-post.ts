import type { ImportedPost, ReadItem } from '../post/imported-post.js';
import { Mending } from '../post/mending.js';
import { PostRefused } from '../post/post-refused.js';
import { ghostContent } from './ghost-content.js';
import { textOf, type GhostRow } from './ghost-export.js';
import type { GhostRelations } from './ghost-relations.js';
import { momentOf, stateOf } from './ghost-state.js';

/** What Ghost writes for the address of the site in all that it exports. */
const SITE = '__GHOST_URL__';

/**
 * Makes a post of one row of Ghost's posts, or tells why it becomes none.
 *
 * @param site the address of the site; empty: its links stay relative.
 */
export function readGhostPost(row: GhostRow, relations: GhostRelations, site = ''): ReadItem {
  const source = `"${textOf(row, 'title') || textOf(row, 'slug') || textOf(row, 'id')}"`;
  const mending = new Mending();
  try {
    const post = toPost(withSite(row, site, mending), relations, mending);
    return { kind: 'post', source, post, notes: mending.notes };
  } catch (error) {
    if (error instanceof PostRefused) return { kind: 'refused', source, reason: error.message };
    throw error;
  }
}

function toPost(row: GhostRow, relations: GhostRelations, mending: Mending): ImportedPost {
  refuseOther(row);
  return {
    externalId: externalIdOf(row),
    title: textOf(row, 'title'),
    content: ghostContent(row, mending),
    slug: mending.slug(textOf(row, 'slug')),
    excerpt: mending.excerpt(textOf(row, 'custom_excerpt').trim()),
    tags: mending.tags(relations.tagsOf(row, mending)),
    coverImageUrl: mending.coverImageUrl(textOf(row, 'feature_image') || textOf(row, 'image')),
    createdAt: momentOf(row, 'created_at'),
    author: relations.authorOf(row, mending),
    ...stateOf(row, mending),
  };
}

/** Before version 3 a page was a post with a mark. */
function refuseOther(row: GhostRow): void {
  const type = /^(?:1|true)$/.test(textOf(row, 'page')) ? 'page' : textOf(row, 'type') || 'post';
  if (type !== 'post') throw new PostRefused(`it is a ${type}, not a post`);
}

function externalIdOf(row: GhostRow): string {
  const identity = textOf(row, 'uuid') || textOf(row, 'id');
  if (identity === '') throw new PostRefused('it has neither a uuid nor an id');
  return `ghost:${identity}`;
}

function withSite(row: GhostRow, site: string, mending: Mending): GhostRow {
  const isMarked = Object.values(row).some((value) => typeof value === 'string' && value.includes(SITE));
  if (!isMarked) return row;
  if (site === '') mending.note('the address of the site is not known: links to it are relative');
  const members = Object.entries(row);
  return Object.fromEntries(
    members.map(([name, value]) => [name, typeof value === 'string' ? value.replaceAll(SITE, site) : value]),
  );
}
