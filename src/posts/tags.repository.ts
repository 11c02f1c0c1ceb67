import { Injectable } from '@nestjs/common';
import { v7 as uuid } from 'uuid';
import { Database } from '../platform/database/index.js';
import { distinctTagSlug, foldTags, tagKey, tagSlug } from './tag-name.js';

interface KnownTag {
  id: string;
  key: string;
  /** The tag that this name leads to, when it is not a tag's present one. */
  aliasOf: string | null;
}

/**
 * Locks the names, so that none of them comes to mean another tag until the transaction ends: aliases first, since
 * giving a post an alias locks the tag that it leads to afterwards.
 */
const FIND = {
  name: 'tags.by-key',
  text: `
    SELECT id, key, alias_of AS "aliasOf" FROM tags WHERE key = ANY($1)
    ORDER BY alias_of IS NULL, id FOR KEY SHARE`,
};

const NAMES = { name: 'tags.names', text: 'SELECT id, name FROM tags WHERE id = ANY($1)' };

const ADD = {
  name: 'tags.add',
  text: `
    INSERT INTO tags (id, key, slug, name)
    SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[])
    ON CONFLICT DO NOTHING`,
};

const LINK = {
  name: 'tags.link',
  text: `
    INSERT INTO post_tags (post_id, position, tag_id)
    SELECT $1::uuid, place - 1, coalesce(t.alias_of, t.id)
    FROM unnest($2::text[]) WITH ORDINALITY AS name (key, place) LEFT JOIN tags t ON t.key = name.key`,
};

const UNLINK = { name: 'tags.unlink', text: 'DELETE FROM post_tags WHERE post_id = $1' };

/** Which post has which tag. Runs in the transaction that writes the post. */
@Injectable()
export class TagsRepository {
  constructor(private readonly database: Database) {}

  /**
   * The names as a post shows them: old names of tags give way to the present ones. New tags come into being, and until
   * the transaction ends all of them stay what they are.
   */
  async settle(names: readonly string[]): Promise<string[]> {
    const tags = await this.ensure(names);
    const aliased = [...tags.values()].flatMap(({ aliasOf }) => aliasOf ?? []);
    if (aliased.length === 0) return [...names];
    const present = await this.database.query<{ id: string; name: string }>(NAMES, [aliased]);
    const presentNames = new Map<unknown, string>(present.map(({ id, name }) => [id, name]));
    return foldTags(names.map((name) => presentNames.get(tags.get(tagKey(name))?.aliasOf) ?? name));
  }

  /** Gives a post exactly these tags, which have been settled. */
  async assign(postId: string, names: readonly string[], isNew: boolean): Promise<void> {
    if (!isNew) await this.database.query(UNLINK, [postId]);
    if (names.length > 0) await this.database.query(LINK, [postId, names.map(tagKey)]);
  }

  /** The tags and aliases of these names by their keys. Two tags whose slugs would be alike get distinct ones. */
  private async ensure(names: readonly string[]): Promise<Map<string, KnownTag>> {
    const tags = new Map<string, KnownTag>();
    for (const slugOf of [undefined, tagSlug, distinctTagSlug]) {
      const missing = names.filter((name) => !tags.has(tagKey(name)));
      if (missing.length === 0) break;
      if (slugOf) await this.add(missing, slugOf);
      const known = await this.database.query<KnownTag>(FIND, [missing.map(tagKey)]);
      for (const tag of known) tags.set(tag.key, tag);
    }
    return tags;
  }

  /** In the order of their keys, so that two writers don't wait for each other in a circle. */
  private async add(names: readonly string[], slugOf: (name: string) => string): Promise<void> {
    const sorted = [...names].sort((left, right) => (tagKey(left) < tagKey(right) ? -1 : 1));
    const ids = sorted.map(() => uuid());
    await this.database.query(ADD, [ids, sorted.map(tagKey), sorted.map(slugOf), sorted]);
  }
}
